// A colour for each person, the same in every browser.
import { theme } from "./theme";

const PERSON_COLOURS = [
  "#7b4ea3",
  "#22683e",
  "#a8442f",
  "#1f6f78",
  "#8a5a00",
  "#9a2f6b",
  "#4858a8",
];
const PERSON_COLOURS_DARK = [
  "#c19be6",
  "#7fd6a2",
  "#ff9d87",
  "#74cdd6",
  "#e0b25c",
  "#ee8fc4",
  "#9fb0ff",
];

/** A person's colour: for outlines and name flags only, never for states. */
export function personColour(personId: number): string {
  const colours = theme() === "dark" ? PERSON_COLOURS_DARK : PERSON_COLOURS;
  return colours[personId % colours.length] as string;
}
