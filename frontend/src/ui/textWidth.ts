/** How wide texts are drawn, measured by the browser. */

import { createSignal } from "solid-js";

const [fontsLoaded, setFontsLoaded] = createSignal(0);
const known = new Map<string, number>();
let brush: CanvasRenderingContext2D | null = null;
// until a font has loaded, another one is measured in its place
document.fonts.addEventListener("loadingdone", () => {
  known.clear();
  setFontsLoaded((count) => count + 1);
});

/** The width of a text in hundredths of an em, null if it cannot be measured; `font`: the CSS variable with its family.
 * Reactive: it changes when fonts have loaded. */
export function textWidth(text: string, font: `--${string}`, weight = 400): number | null {
  fontsLoaded();
  const key = `${font} ${weight} ${text}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  brush ??= document.createElement("canvas").getContext("2d");
  if (!brush) return null;
  const family = getComputedStyle(document.documentElement).getPropertyValue(font);
  brush.font = `${weight} 100px ${family}`;
  const { width } = brush.measureText(text);
  known.set(key, width);
  return width;
}
