import { expect, it } from "vitest";
import { HIGHEST_PITCH, LOWEST_PITCH } from "../../../../domain/chorale/music/symbols";
import { pitchY, type RollView } from "../../../../domain/chorale/rollGeometry";
import { fakeBrush } from "../../../../testing/fakeBrush";
import { drawKeys } from "./drawKeys";
import type { Palette } from "./palette";

const BLACK = "black";
const view: RollView = {
  width: 640,
  height: 12 * (HIGHEST_PITCH - LOWEST_PITCH + 1),
  columnWidth: 20,
  rowHeight: 12,
  scrollX: 0,
  scrollY: 0,
};

it("a piano beside the roll has each black key at its pitch", () => {
  const { brush, filled } = fakeBrush();
  drawKeys(brush, { view, palette: { keyWhite: "white", keyBlack: BLACK } as Palette }, 84);
  const tops = filled.filter(({ colour }) => colour === BLACK).map(({ y }) => y);
  const expected = Array.from(
    { length: HIGHEST_PITCH - LOWEST_PITCH + 1 },
    (_, index) => LOWEST_PITCH + index,
  )
    .filter((pitch) => [1, 3, 6, 8, 10].includes(pitch % 12))
    .map((pitch) => pitchY(view, pitch));
  expect(tops).toEqual(expected);
});
