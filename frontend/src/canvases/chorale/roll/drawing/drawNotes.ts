// Notes in the roll: their state by shape and colour, the voice's letter, names, locks and marks.
import type { Author, Cell, CellState, Grid, PinGrid, StateGrid } from "../../../../domain/cells";
import { DEFAULT_PIN, RENOISABLE } from "../../../../domain/cells";
import { type Note, notesOf } from "../../../../domain/chorale/music/symbols";
import {
  isInRange,
  STANDARD,
  type Voice,
  voiceLetters,
} from "../../../../domain/chorale/music/voices";
import {
  noteRect,
  type RollView,
  runsOf,
  type Share,
  sharedRect,
  shareOf,
  visibleColumns,
} from "../../../../domain/chorale/rollGeometry";
import type { CellMarks } from "../../../../state/document/document";
import { drawLock, drawState, type Palette } from "./palette";

export interface NotesScene {
  view: RollView;
  palette: Palette;
  /** How a note is written: "F♯4". */
  nameOf: (note: Note) => string;
  voices: readonly Voice[];
  grid: Grid;
  states: StateGrid;
  pins: PinGrid;
  marks: ReadonlyMap<string, CellMarks>;
  /** Who wrote each cell; empty while a candidate is in view. */
  authors: ReadonlyMap<string, Author>;
  columns: readonly string[];
  isSelected: (cell: Cell) => boolean;
  /** Sixteenth that sounds, for the notes to be lit; null in silence. */
  playhead: number | null;
  /** By row, whether the voice is heard. */
  heard: readonly boolean[];
  /** The voice that is pointed at, from which the others step back; null for none. */
  pointedVoice: number | null;
  /** 0 to 1 by note key: how far a note has come in. Missing = all. */
  alphas: ReadonlyMap<string, number>;
}

const STEPPED_BACK = 0.2;

const cache = new WeakMap<readonly number[], Note[]>();

/** The notes of a row, remembered as long as the row is the same. */
export function cachedNotes(symbols: readonly number[], row: number): readonly Note[] {
  let notes = cache.get(symbols);
  if (!notes) {
    notes = notesOf(symbols, row);
    cache.set(symbols, notes);
  }
  return notes;
}

export function noteKey(note: Note): string {
  return `${note.row}:${note.start}:${note.length}:${note.pitch}`;
}

/** The notes of a row that are in view. */
export function visibleNotes(
  symbols: readonly number[],
  row: number,
  first: number,
  last: number,
): Note[] {
  const notes = cachedNotes(symbols, row);
  let low = 0;
  let high = notes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const note = notes[middle] as Note;
    if (note.start + note.length <= first) low = middle + 1;
    else high = middle;
  }
  const visible: Note[] = [];
  for (let index = low; index < notes.length; index++) {
    const note = notes[index] as Note;
    if (note.start > last) break;
    visible.push(note);
  }
  return visible;
}

export function drawNotes(context: CanvasRenderingContext2D, scene: NotesScene): void {
  const { first, last } = visibleColumns(scene.view, scene.columns.length);
  const shared: { note: Note; share: Share }[] = [];
  const alphaOf = (note: Note) =>
    (scene.alphas.get(noteKey(note)) ?? 1) *
    (scene.pointedVoice === null || scene.pointedVoice === note.row ? 1 : STEPPED_BACK);
  // The bass first: where voices meet, the higher one lies on top.
  for (let row = scene.grid.length - 1; row >= 0; row--) {
    for (const note of visibleNotes(scene.grid[row] ?? [], row, first, last)) {
      context.globalAlpha = alphaOf(note);
      const share = shareOf(scene.grid, note);
      drawNote(context, scene, note, share);
      if (share.count > 1) shared.push({ note, share });
    }
  }
  for (const { note, share } of shared) {
    context.globalAlpha = alphaOf(note);
    drawSharedLetter(context, scene, note, share);
  }
  context.globalAlpha = 1;
}

/** Notes that are no more, fading. */
export function drawGhosts(
  context: CanvasRenderingContext2D,
  scene: NotesScene,
  ghosts: readonly { note: Note; alpha: number }[],
): void {
  for (const { note, alpha } of ghosts) {
    const rect = inset(noteRect(scene.view, note));
    if (rect.x > scene.view.width || rect.x + rect.width < 0) continue;
    context.globalAlpha = alpha;
    const state = (scene.states[note.row]?.[note.start] ?? 0) as CellState;
    const scroll = { x: scene.view.scrollX, y: scene.view.scrollY };
    drawState(context, scene.palette, state, { ...rect, radius: 3.5 }, scroll);
  }
  context.globalAlpha = 1;
}

function drawNote(
  context: CanvasRenderingContext2D,
  scene: NotesScene,
  note: Note,
  share: Share,
): void {
  const { view, palette } = scene;
  const scroll = { x: view.scrollX, y: view.scrollY };
  const end = note.start + note.length - 1;
  const states = scene.states[note.row] ?? [];
  const whole = inset(noteRect(view, note));
  if (whole.x > view.width || whole.y > view.height || whole.y + whole.height < 0) return;
  for (const run of runsOf(states, note.start, end)) {
    const part = noteRect(view, {
      start: run.first,
      length: run.last - run.first + 1,
      pitch: note.pitch,
    });
    const rect = sharedRect(inset(part), share);
    drawState(context, palette, run.value, { ...rect, radius: 3.5 / share.count }, scroll);
    // Parts of one note touch, so that it reads as one.
    if (run.first > note.start) {
      context.fillStyle = palette.ink;
      context.fillRect(part.x - 1.5, rect.y + rect.height / 2 - 1, 3, 2);
    }
  }
  drawMarks(context, scene, note, sharedRect(whole, share));
  if (share.count > 1) return;
  const state = (states[note.start] ?? 0) as CellState;
  let textX = whole.x + 3;
  if (whole.width > 13) {
    const letters = voiceLetters(scene.voices);
    drawLetter(context, palette, note, state, whole, letters);
    textX = whole.x + 4 + chipWidth(letters[note.row]);
  }
  const isPinned = scene.pins[note.row]?.[note.start] ?? DEFAULT_PIN[state];
  if (isPinned !== DEFAULT_PIN[state] && whole.width > 26) {
    if (state !== 0)
      chip(context, palette, { x: textX - 1, y: whole.y + 1, width: 10, height: whole.height - 2 });
    const at = { x: textX + 0.5, y: whole.y + whole.height / 2 - 1, isOpen: !isPinned };
    drawLock(context, at, state === 0 ? palette.onKeep : palette.ink);
    textX += 12;
  }
  if (whole.width > 58 && view.rowHeight >= 11) {
    drawName(context, scene, note, state, textX, whole);
  }
  drawAuthor(context, scene, note, whole);
}

export /** The letters of voices in unison stand beside each other, over what each voice has of the row. */
function drawSharedLetter(
  context: CanvasRenderingContext2D,
  scene: NotesScene,
  note: Note,
  share: Share,
): void {
  const whole = inset(noteRect(scene.view, note));
  const letters = voiceLetters(scene.voices);
  const each = letterWidth(letters);
  if (whole.width <= 2 + share.count * each) return;
  const x = whole.x + share.index * each;
  // As over a pattern, on a chip of paper.
  drawLetter(context, scene.palette, note, RENOISABLE, { ...whole, x }, letters);
}

const AUTHOR_DASHES: Record<Author, number[]> = { human: [], model: [1, 2.5], edited: [5, 2.5] };

/**
 * A thin line under a note that is kept: solid for a person, dotted for the model, dashed if corrected
 * since. (Under the dashed edge of others it could not be read; the readout tells their author.)
 */
function drawAuthor(
  context: CanvasRenderingContext2D,
  scene: NotesScene,
  note: Note,
  whole: { x: number; y: number; width: number; height: number },
): void {
  const author = scene.authors.get(`${scene.columns[note.start]}:${note.row}`);
  const isKept = (scene.states[note.row]?.[note.start] ?? 0) === 0;
  if (!author || !isKept || whole.width < 8) return;
  const y = whole.y + whole.height + 1.3;
  context.strokeStyle = scene.palette.mute;
  context.lineWidth = 1;
  context.setLineDash(AUTHOR_DASHES[author]);
  context.beginPath();
  context.moveTo(whole.x + 2, y);
  context.lineTo(whole.x + whole.width - 2, y);
  context.stroke();
  context.setLineDash([]);
}

const STANDARD_LETTERS = voiceLetters(STANDARD);

/** Pixels of the paper under a voice's letters. */
const chipWidth = (letters: string | undefined): number => 5 + 6 * (letters?.length ?? 1);

/** Pixels from the letters of one voice to those of another in unison with it. */
export const letterWidth = (letters: readonly string[]): number =>
  1 + Math.max(...letters.map(chipWidth));

export function drawLetter(
  context: CanvasRenderingContext2D,
  palette: Palette,
  note: Note,
  state: CellState,
  whole: { x: number; y: number; height: number },
  letters: readonly string[] = STANDARD_LETTERS,
): void {
  const width = chipWidth(letters[note.row]);
  if (state !== 0)
    chip(context, palette, {
      x: whole.x + 2,
      y: whole.y + 1.2,
      width,
      height: whole.height - 2.4,
    });
  context.font = `700 ${Math.min(11, Math.max(8, whole.height - 1))}px ${palette.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = state === 0 ? palette.onKeep : palette.ink;
  context.fillText(
    letters[note.row] ?? "",
    whole.x + 2 + width / 2,
    whole.y + whole.height / 2 + 0.5,
  );
}

function drawName(
  context: CanvasRenderingContext2D,
  scene: NotesScene,
  note: Note,
  state: CellState,
  x: number,
  whole: { y: number; height: number },
): void {
  const { palette } = scene;
  const name = scene.nameOf(note);
  context.font = `500 ${Math.min(10.5, whole.height - 1)}px ${palette.font}`;
  context.textAlign = "left";
  if (state !== 0) {
    const width = context.measureText(name).width + 5;
    chip(context, palette, { x, y: whole.y + 1.2, width, height: whole.height - 2.4 });
  }
  context.fillStyle = state === 0 ? palette.onKeep : palette.ink;
  context.fillText(name, x + 2.5, whole.y + whole.height / 2 + 0.5);
}

function drawMarks(
  context: CanvasRenderingContext2D,
  scene: NotesScene,
  note: Note,
  whole: { x: number; y: number; width: number; height: number },
): void {
  const { palette, view } = scene;
  const isSounding =
    scene.playhead !== null &&
    scene.heard[note.row] === true &&
    scene.playhead >= note.start &&
    scene.playhead < note.start + note.length;
  if (isSounding) outline(context, palette.ink, whole, 2.5, 1.5);
  const cells: Cell[] = [];
  for (let column = note.start; column < note.start + note.length; column++) {
    const cell = { row: note.row, column };
    if (scene.isSelected(cell)) cells.push(cell);
  }
  if (cells.length > 0) {
    const first = cells[0] as Cell;
    const part = { start: first.column, length: cells.length, pitch: note.pitch };
    const rect = sharedRect(inset(noteRect(view, part)), shareOf(scene.grid, note));
    outline(context, palette.background, rect, 1, 1.5);
    outline(context, palette.focus, rect, 2.4, 2);
  }
  if (!isInRange(note.row, note.pitch, scene.voices)) {
    // Outside the voice's range: a small triangle over the note's end.
    const x = whole.x + whole.width;
    context.fillStyle = palette.bad;
    context.beginPath();
    context.moveTo(x - 9, whole.y - 1);
    context.lineTo(x, whole.y - 1);
    context.lineTo(x - 4.5, whole.y - 8);
    context.fill();
  }
  for (let column = note.start; column < note.start + note.length; column++) {
    if (scene.marks.get(`${scene.columns[column]}:${note.row}`)?.fermata) {
      drawFermata(context, palette, whole.x + Math.min(whole.width / 2, 20), whole.y - 3);
      break;
    }
  }
}

function drawFermata(
  context: CanvasRenderingContext2D,
  palette: Palette,
  x: number,
  y: number,
): void {
  context.strokeStyle = context.fillStyle = palette.ink;
  context.lineWidth = 1.3;
  context.beginPath();
  context.arc(x, y, 5, Math.PI, 2 * Math.PI);
  context.stroke();
  context.beginPath();
  context.arc(x, y - 1, 1.2, 0, 2 * Math.PI);
  context.fill();
}

export function outline(
  context: CanvasRenderingContext2D,
  colour: string,
  rect: { x: number; y: number; width: number; height: number },
  offset: number,
  width: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.roundRect(
    rect.x - offset,
    rect.y - offset,
    rect.width + 2 * offset,
    rect.height + 2 * offset,
    4.5,
  );
  context.stroke();
}

function chip(
  context: CanvasRenderingContext2D,
  palette: Palette,
  rect: { x: number; y: number; width: number; height: number },
): void {
  context.fillStyle = palette.panel;
  context.beginPath();
  context.roundRect(rect.x, rect.y, rect.width, rect.height, 2);
  context.fill();
}

/** Notes leave a hairline between each other. */
export function inset(rect: { x: number; y: number; width: number; height: number }) {
  const gap = rect.width > 6 ? 1 : 0.4;
  return {
    x: rect.x + gap,
    y: rect.y + 1.2,
    width: Math.max(1, rect.width - 2 * gap),
    height: rect.height - 2.4,
  };
}
