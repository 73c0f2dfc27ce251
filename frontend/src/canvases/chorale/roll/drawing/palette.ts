// The theme's colours as the 2-D canvas needs them, and the two patterns that tell states apart.
import { createSignal, onCleanup } from "solid-js";
import type { CellState } from "../../../../domain/cells";

const NAMES = {
  background: "--bg",
  panel: "--panel",
  ink: "--ink",
  mute: "--mute",
  line: "--line",
  strongLine: "--line2",
  keep: "--keep",
  onKeep: "--on-keep",
  doubt: "--doubt",
  freeFill: "--free-fill",
  freeEdge: "--free-edge",
  blackRow: "--black-row",
  keyWhite: "--key-white",
  keyBlack: "--key-black",
  outOfRange: "--out-of-range",
  selection: "--selection",
  selectionEdge: "--selection-edge",
  focus: "--focus",
  bad: "--bad",
} as const;

export type Palette = Record<keyof typeof NAMES, string> & {
  font: string;
  hatch: CanvasPattern;
  dots: CanvasPattern;
};

/** The palette of the page's theme; a signal that follows the theme. */
export function usePalette(): () => Palette {
  const [palette, setPalette] = createSignal(readPalette());
  const observer = new MutationObserver(() => setPalette(readPalette()));
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
  onCleanup(() => observer.disconnect());
  return palette;
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colours = Object.fromEntries(
    Object.entries(NAMES).map(([name, variable]) => [
      name,
      style.getPropertyValue(variable).trim(),
    ]),
  ) as Record<keyof typeof NAMES, string>;
  const font = getComputedStyle(document.body).fontFamily;
  return { ...colours, font, hatch: hatch(colours), dots: dots(colours) };
}

/** Patterns are drawn at twice their size and scaled down, so that they stay sharp on fine screens. */
function pattern(size: number, draw: (context: CanvasRenderingContext2D) => void): CanvasPattern {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 2 * size;
  const context = tile.getContext("2d") as CanvasRenderingContext2D;
  context.scale(2, 2);
  draw(context);
  return context.createPattern(tile, "repeat") as CanvasPattern;
}

function hatch(colours: { panel: string; doubt: string }): CanvasPattern {
  return pattern(8, (context) => {
    context.fillStyle = colours.panel;
    context.fillRect(0, 0, 8, 8);
    context.strokeStyle = colours.doubt;
    context.lineWidth = 2.8;
    context.beginPath();
    for (const shift of [-8, 0, 8]) {
      context.moveTo(shift - 1, 9);
      context.lineTo(shift + 9, -1);
    }
    context.stroke();
  });
}

function dots(colours: { freeFill: string; freeEdge: string }): CanvasPattern {
  return pattern(5, (context) => {
    context.fillStyle = colours.freeFill;
    context.fillRect(0, 0, 5, 5);
    context.fillStyle = colours.freeEdge;
    context.beginPath();
    context.arc(2.5, 2.5, 0.85, 0, 2 * Math.PI);
    context.fill();
  });
}

/** Fill and outline a rounded rectangle in the way that tells a state: shape first, then colour. */
export function drawState(
  context: CanvasRenderingContext2D,
  palette: Palette,
  state: CellState,
  rect: { x: number; y: number; width: number; height: number; radius: number },
  scroll: { x: number; y: number },
): void {
  context.beginPath();
  context.roundRect(rect.x, rect.y, rect.width, rect.height, rect.radius);
  if (state === 0) {
    context.fillStyle = palette.keep;
    context.fill();
    return;
  }
  const fill = state === 1 ? palette.hatch : palette.dots;
  // The pattern sticks to the music, so that it does not swim while one scrolls.
  fill.setTransform(new DOMMatrix().translate(-scroll.x, -scroll.y).scale(0.5));
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 1.2;
  context.strokeStyle = state === 1 ? palette.doubt : palette.freeEdge;
  if (state === 2) context.setLineDash([3, 2]);
  context.stroke();
  context.setLineDash([]);
}

/** A lock (or an open one), drawn only where a pin differs from the state's default. */
export function drawLock(
  context: CanvasRenderingContext2D,
  at: { x: number; y: number; isOpen: boolean },
  colour: string,
): void {
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = 1.3;
  context.fillRect(at.x, at.y, 7, 5);
  context.beginPath();
  const lift = at.isOpen ? 2 : 0;
  context.arc(at.x + 3.5 + (at.isOpen ? 2.6 : 0), at.y - lift, 2.3, Math.PI, 2 * Math.PI);
  if (!at.isOpen) {
    context.moveTo(at.x + 1.2, at.y);
    context.lineTo(at.x + 1.2, at.y + 1);
  }
  context.stroke();
}
