// Playing notes in: step by step at the cursor, or, while the music plays, where they are heard.
import { createSignal } from "solid-js";
import { hold, position } from "../../../audio/player";
import { untouched } from "../../../audio/touch";
import {
  pianoSpan,
  pitchOfKey,
  playedNote,
  shiftWithin,
} from "../../../domain/chorale/entry/pianoKeys";
import { pitchName } from "../../../domain/chorale/music/spelling";
import { notesOf } from "../../../domain/chorale/music/symbols";
import {
  HIGHEST_WRITTEN,
  isInRange,
  LOWEST_WRITTEN,
  voiceName,
} from "../../../domain/chorale/music/voices";
import { setTool, shownGrid, voice } from "../../../state/stage/open";
import { isPlaying, loop } from "../../../state/stage/playhead";
import { toast } from "../../../ui/messages/toasts";
import { canPaint, canWrite, drawNote, eraseNote } from "../acts";
import { shownMeta, shownVoice, shownVoices } from "../inView";
import { caret, putCaret } from "../keyboard/caret";
import { numColumns } from "../roll/view";
import { writtenLength } from "../writing/length";

const [isPlayingIn, setPlayingIn] = createSignal(false);
/** Octaves by which the computer's keys are moved. */
const [octaves, setOctaves] = createSignal(0);

export { isPlayingIn, octaves, setPlayingIn };

/** The pitches of the first and last of the keys that are a piano, as they are now. */
export const spanOfKeys = (): readonly [number, number] =>
  pianoSpan(shownVoice(voice()), octaves());

/** The pitch that a KeyboardEvent.code plays now; null where it is no piano key. */
export const playedBy = (code: string): number | null =>
  pitchOfKey(code, shownVoice(voice()), octaves());

/** Take up the drawing tool and play, or stop playing. */
export function togglePlayIn(): void {
  if (!isPlayingIn() && !canPaint()) return;
  if (!isPlayingIn()) setTool("draw");
  setPlayingIn((before) => !before);
}

interface Held {
  silence(): void;
  /** Where the music was; null for a note that was written at once. */
  from: number | null;
  row: number;
}

const held = new Map<number, Held>();

/** A key goes down. */
export function beginNote(pitch: number): void {
  if (held.has(pitch) || document.querySelector("dialog[open]")) return;
  const row = voice();
  if (pitch < LOWEST_WRITTEN || pitch > HIGHEST_WRITTEN) {
    toast(`${named(pitch)} was not written: a canvas holds those of a piano, A0 to C8.`);
    return;
  }
  const isInTime = isPlaying();
  held.set(pitch, { silence: hold(pitch, row), from: isInTime ? position() : null, row });
  if (!isInTime) writeStep(row, pitch);
}

/** A key is let go: what was played in time is written. */
export function endNote(pitch: number): void {
  const one = held.get(pitch);
  held.delete(pitch);
  one?.silence();
  if (!one || one.from === null || !canWrite()) return;
  const last = loop()?.last ?? numColumns() - 1;
  drawNote(playedNote({ row: one.row, pitch }, one.from, position(), last));
  tellRange(one.row, pitch);
}

/** Let go of everything. */
export function endAllNotes(): void {
  for (const pitch of [...held.keys()]) endNote(pitch);
}

function writeStep(row: number, pitch: number): void {
  const start = caret().column;
  if (!canWrite() || isPastEnd(start)) return;
  const length = Math.min(writtenLength(), numColumns() - start);
  untouched(() => drawNote({ row, start, length, pitch }));
  tellRange(row, pitch);
  putCaret(start + length, pitch);
}

function isPastEnd(column: number): boolean {
  if (column < numColumns()) return false;
  toast("The canvas ends here. Right-click a bar number to insert bars.");
  return true;
}

/** Leave as long a rest as a note would be. */
export function stepRest(): void {
  const { row, column: start } = caret();
  if (!canWrite() || isPastEnd(start)) return;
  const length = Math.min(writtenLength(), numColumns() - start);
  eraseNote({ row, start, length });
  putCaret(start + length);
}

/** Erase the note before the caret and go back to where it began. */
export function stepBack(): void {
  const { row, column } = caret();
  const before = notesOf(shownGrid()[row] ?? [], row).findLast(({ start }) => start < column);
  if (!canWrite() || !before) return;
  eraseNote(before);
  putCaret(before.start);
}

const named = (pitch: number): string => pitchName(pitch, shownMeta());

function tellRange(row: number, pitch: number): void {
  const one = shownVoices()[row];
  if (!one || isInRange(row, pitch, shownVoices())) return;
  const side = pitch < one.low ? "below" : "above";
  toast(
    `${named(pitch)} is ${side} the ${voiceName(row, shownVoices())}'s usual range, ${named(one.low)} to ` +
      `${named(one.high)}. It was written and is marked with a triangle.`,
  );
}

export const moveOctave = (by: number): void =>
  void setOctaves((before) => shiftWithin(before + by));

/** What the keys beside the piano do; false for one that is none of these. */
export function performPlayKey(code: string): boolean {
  if (code === "KeyZ") moveOctave(-1);
  else if (code === "KeyX") moveOctave(1);
  else if (code === "Digit0") stepRest();
  else if (code === "Backspace") stepBack();
  else if (code === "Escape") setPlayingIn(false);
  else return false;
  return true;
}
