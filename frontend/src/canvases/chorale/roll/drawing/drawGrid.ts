// The paper of the roll: pitch rows, bar and beat lines, ruler, pitch names, range marks.
import {
  barLength,
  type ChoraleMeta,
  isBarLine,
  isBeat,
  type Metre,
  positionOf,
} from "../../../../domain/chorale/music/bars";
import { isBlackKey, pitchName } from "../../../../domain/chorale/music/spelling";
import { ROW_LETTERS, voiceLetters } from "../../../../domain/chorale/music/voices";
import {
  columnX,
  highestOf,
  lowestOf,
  pitchY,
  type RollView,
  visibleColumns,
} from "../../../../domain/chorale/rollGeometry";
import type { CellMarks } from "../../../../state/document/document";
import { GUTTER, LYRICS_HEIGHT, numbersHeight } from "../view";
import { drawKeys, KEY_WIDTH } from "./drawKeys";
import type { Palette } from "./palette";

/** Where names of pitches end, beside the keys. */
const NAMES_END = GUTTER - KEY_WIDTH.white - 5;

export interface GridScene {
  view: RollView;
  palette: Palette;
  meta: ChoraleMeta;
  numColumns: number;
  /** The voice whose range is marked; null while nothing is drawn. */
  rangeOf: number | null;
}

const rangeOfVoice = ({ voices }: ChoraleMeta, row: number): [number, number] | undefined => {
  const voice = voices[row];
  return voice && [voice.low, voice.high];
};

/** Rows, range and lines; the context's origin is the music's corner. */
export function drawPaper(context: CanvasRenderingContext2D, scene: GridScene): void {
  const { view, palette, meta, numColumns, rangeOf } = scene;
  const end = Math.min(view.width, columnX(view, numColumns));
  context.fillStyle = palette.background;
  context.fillRect(0, 0, view.width, view.height);
  const range = rangeOf === null ? undefined : rangeOfVoice(meta, rangeOf);
  for (let pitch = lowestOf(view); pitch <= highestOf(view); pitch++) {
    const y = pitchY(view, pitch);
    if (y > view.height || y + view.rowHeight < 0) continue;
    const isOutside = range && (pitch < range[0] || pitch > range[1]);
    if (isBlackKey(pitch) || isOutside) {
      context.fillStyle = isOutside ? palette.outOfRange : palette.blackRow;
      // Whole pixels: soft edges would make rows of different shades.
      const top = Math.round(y);
      const height = Math.round(y + view.rowHeight) - top;
      context.fillRect(0, top, end, height);
      if (isOutside && isBlackKey(pitch)) {
        context.fillStyle = palette.line;
        context.fillRect(0, top, end, height);
      }
    }
    if (pitch % 12 === 0)
      line(context, palette.strongLine, 0, y + view.rowHeight, end, y + view.rowHeight);
  }
  const { first, last } = visibleColumns(view, numColumns);
  for (let column = first; column <= last + 1; column++) {
    const isBar = isBarLine(column, meta) || column === numColumns;
    const isOnBeat = isBeat(column, meta);
    if (!isBar && !(isOnBeat ? view.columnWidth >= 3 : view.columnWidth >= 22)) continue;
    const x = Math.round(columnX(view, column)) + 0.5;
    context.globalAlpha = isOnBeat || isBar ? 1 : 0.55;
    context.lineWidth = isBar ? 1.4 : 1;
    line(context, isBar ? palette.strongLine : palette.line, x, 0, x, view.height);
  }
  context.globalAlpha = 1;
  context.lineWidth = 1;
}

/** Bar numbers and, where there are any, the first verse's syllables; drawn over the top of the music. */
export function drawRuler(
  context: CanvasRenderingContext2D,
  scene: GridScene & {
    height: number;
    lyrics: ReadonlyMap<string, CellMarks>;
    columns: readonly string[];
    selected: readonly { first: number; last: number }[];
    loop: { first: number; last: number } | null;
  },
): void {
  const { view, palette, meta, numColumns, height } = scene;
  const ruler = numbersHeight();
  context.fillStyle = palette.background;
  context.fillRect(0, 0, view.width, height);
  for (const one of scene.selected) {
    const x = columnX(view, one.first);
    context.fillStyle = palette.selectionEdge;
    context.fillRect(x, ruler - 4, columnX(view, one.last + 1) - x, 3);
  }
  if (scene.loop) {
    const x = columnX(view, scene.loop.first);
    context.strokeStyle = palette.mute;
    context.lineWidth = 2;
    context.strokeRect(x + 1, 2, columnX(view, scene.loop.last + 1) - x - 2, ruler - 7);
  }
  line(context, palette.line, 0, height - 0.5, view.width, height - 0.5);
  const { first, last } = visibleColumns(view, numColumns);
  context.textBaseline = "middle";
  context.textAlign = "left";
  const changes = new Map<number, Metre>(meta.metreChanges);
  const lengths = [meta.metre, ...changes.values()].map((metre) => barLength({ metre }));
  const numberEvery = Math.max(1, Math.ceil(34 / (Math.min(...lengths) * view.columnWidth)));
  for (let column = first; column <= last; column++) {
    if (!isBarLine(column, meta)) continue;
    const x = Math.round(columnX(view, column)) + 0.5;
    const { bar } = positionOf(column, meta);
    const changed = changes.get(column);
    const isNumbered = (bar - 1) % numberEvery === 0 || changed !== undefined;
    line(context, palette.strongLine, x, isNumbered ? 6 : ruler - 8, x, ruler);
    if (!isNumbered) continue;
    context.font = `500 11.5px ${palette.font}`;
    context.fillStyle = palette.mute;
    context.fillText(String(bar), x + 6, ruler / 2);
    if (changed === undefined) continue;
    const width = context.measureText(`${bar} `).width;
    context.fillStyle = palette.ink;
    context.fillText(changed, x + 8 + width, ruler / 2);
  }
  if (height > ruler) drawLyrics(context, scene, first, last);
}

function drawLyrics(
  context: CanvasRenderingContext2D,
  scene: GridScene & { lyrics: ReadonlyMap<string, CellMarks>; columns: readonly string[] },
  first: number,
  last: number,
): void {
  const { view, palette } = scene;
  context.font = `12px ${palette.font}`;
  context.fillStyle = palette.ink;
  context.textAlign = "left";
  let freeFrom = Number.NEGATIVE_INFINITY;
  for (let column = Math.max(0, first - 4); column <= last; column++) {
    const syllable = firstSyllable(scene.lyrics, scene.columns[column]);
    if (!syllable) continue;
    const x = columnX(view, column) + 3;
    // Where syllables would run into each other, later ones are left out rather than overprinted.
    if (x < freeFrom) continue;
    context.fillText(syllable, x, numbersHeight() + LYRICS_HEIGHT / 2 - 1);
    freeFrom = x + context.measureText(syllable).width + 4;
  }
}

/** The first verse's syllable at a column, from the highest voice that has one. */
export function firstSyllable(
  marks: ReadonlyMap<string, CellMarks>,
  columnId: string | undefined,
): string | null {
  for (let row = 0; row < ROW_LETTERS.length; row++) {
    const lyrics = marks.get(`${columnId}:${row}`)?.lyrics;
    const verse = lyrics?.find((one) => (one.verse ?? 1) === 1);
    if (verse) {
      const goesOn = verse.syllabic === "begin" || verse.syllabic === "middle";
      return verse.text + (goesOn ? "-" : "");
    }
  }
  return null;
}

/** Keys, names of pitches (every C; all where there is room) and the range of the voice that is drawn. */
export function drawPitchNames(context: CanvasRenderingContext2D, scene: GridScene): void {
  const { view, palette, meta, rangeOf } = scene;
  context.fillStyle = palette.background;
  context.fillRect(0, 0, GUTTER, view.height);
  drawKeys(context, scene, GUTTER - 1);
  line(context, palette.line, GUTTER - 0.5, 0, GUTTER - 0.5, view.height);
  context.textAlign = "right";
  context.textBaseline = "middle";
  const areAllNamed = view.rowHeight >= 15;
  for (let pitch = lowestOf(view); pitch <= highestOf(view); pitch++) {
    const isC = pitch % 12 === 0;
    if (!isC && !areAllNamed) continue;
    context.font = `${isC ? "500 11px" : "10px"} ${palette.font}`;
    context.fillStyle = palette.mute;
    context.fillText(pitchName(pitch, meta), NAMES_END, pitchY(view, pitch) + view.rowHeight / 2);
  }
  const range = rangeOf === null ? undefined : rangeOfVoice(meta, rangeOf);
  if (!range) return;
  const top = pitchY(view, range[1]) + 1;
  const bottom = pitchY(view, range[0]) + view.rowHeight - 1;
  context.strokeStyle = palette.mute;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(17, top);
  context.lineTo(12, top);
  context.lineTo(12, bottom);
  context.lineTo(17, bottom);
  context.stroke();
  context.textAlign = "left";
  context.font = `700 11px ${palette.font}`;
  context.fillStyle = palette.ink;
  context.fillText(voiceLetters(meta.voices)[rangeOf as number] ?? "", 20, top + 6);
}

export function line(
  context: CanvasRenderingContext2D,
  colour: string,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): void {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
