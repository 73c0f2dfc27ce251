/**
 * Playing what is in view (`source.ts`). The clock is the audio clock: columns are scheduled a little ahead, each from
 * the grid that is in view at that moment, so a candidate or step can be changed while it plays and the
 * beat never jumps.
 */

import { createMemo, createRoot, createSignal } from "solid-js";
import type { Grid } from "../domain/cells";
import {
  barLength,
  beatLength,
  isBarLine,
  isBeat,
  positionOf,
  readMeta,
  type Time,
} from "../domain/chorale/music/bars";
import { formIn, played } from "../domain/chorale/music/form";
import { isOnset, noteAt } from "../domain/chorale/music/symbols";
import { sixteenthSeconds, temposIn } from "../domain/chorale/music/tempos";
import { expressionOf, USUAL } from "../domain/chorale/notation/expression";
import { staffGraces, stavesIn } from "../domain/chorale/notation/staves";
import {
  GRACE,
  gracesIn,
  type OwnNote,
  type PlacedSigns,
  type Tuplet,
  tupletsOf,
} from "../domain/chorale/notation/tuplets";
import { isPlaying, loop, playhead, setPlayhead, setPlaying } from "../state/stage/playhead";
import { isHeard } from "../state/stage/voices";
import { keptSignal } from "../ui/kept";
import { toast } from "../ui/messages/toasts";
import { changesAt, nextPlace, spanOf } from "./schedule";
import { goesRound, heardExpressed, heardGrid, heardMeta, isFixed } from "./source";
import {
  AUDITION_CHANNEL,
  audioContext,
  audioTime,
  beginNote,
  click,
  endNote,
  outputDelayS,
  soundState,
  staffChannel,
  startSound,
} from "./synth";

const LOOKAHEAD_S = 0.18;
/** Timers of a hidden page fire about once a second; a page that loads another is as late. */
const LOOKAHEAD_FAR_S = 1.5;
const TICK_MS = 25;
const AUDITION_S = 0.45;

const [hasMetronome, setHasMetronome] = keptSignal("sunmask.metronome", Boolean);
const [hasCountIn, setHasCountIn] = keptSignal("sunmask.count-in", Boolean);
const [tempoOverride, setTempo] = createSignal<number | null>(null);

/** Whether the last beat under a fermata lasts longer. */
const [waitsAtFermatas, setWaitsAtFermatas] = keptSignal(
  "sunmask.fermatas",
  (stored) => stored !== false,
);

export {
  hasCountIn,
  hasMetronome,
  setHasCountIn,
  setHasMetronome,
  setTempo,
  setWaitsAtFermatas,
  waitsAtFermatas,
};

const writtenTempo = (): number => {
  const written = Number(heardMeta().tempo);
  return written >= 20 && written <= 300 ? written : 84;
};

/** Quarter notes a minute at the beginning: this browser's choice, otherwise the canvas's. */
export const tempo = (): number => tempoOverride() ?? writtenTempo();

/** The metre of what sounds, and where it changes. */
export const heardTime = (): Time => readMeta(heardMeta());

/** The piece as it is played: its repeats, endings and jumps in order. */
const spans = createRoot(() =>
  createMemo(() => played(formIn(heardMeta().form), heardGrid()[0]?.length ?? 0)),
);

/** Where playing is or would begin, in sixteenths with a fraction. */
export const position = (): number => playhead() ?? loop()?.first ?? 0;

/** What was scheduled, so that the playhead can be read from the clock: the newest last. */
let anchors: { time: number; column: number; lengthS: number }[] = [];
let sounding: (number | null)[] = [null, null, null, null];
let nextTime = 0;
let next: number | null = null;
/** Which of the spans of the piece is played. */
let span = 0;
let isJump = true;
let timer: ReturnType<typeof setInterval> | undefined;
let startPosition = 0;

const tempos = createRoot(() => createMemo(() => temposIn(heardMeta().tempos)));

/** Dynamics, articulations and fermatas of what sounds. */
const expression = createRoot(() =>
  createMemo(() => {
    const [said, staves] = [heardExpressed(), stavesIn(heardMeta().staves)];
    return waitsAtFermatas()
      ? expressionOf(said, heardGrid(), { ...heardTime(), staves })
      : expressionOf({ ...said, fermatas: [] }, heardGrid(), {
          ...heardTime(),
          staves: staves.map((staff) => ({ ...staff, fermatas: [] })),
        });
  }),
);

const signsInView = (): PlacedSigns => {
  const { signs } = heardExpressed();
  return Array.isArray(signs) ? (signs as PlacedSigns) : [];
};

const tuplets = createRoot(() =>
  createMemo(() => tupletsOf(signsInView(), heardGrid(), heardTime())),
);

/** Grace notes by the voice and the column of their note. */
const graces = createRoot(() =>
  createMemo(
    () =>
      new Map(
        signsInView()
          .map(([row, column, here]) => [`${row}:${column}`, gracesIn(here)] as const)
          .filter(([, here]) => here.length > 0),
      ),
  ),
);

/** By voice, the column at which the tuplet ends that is played there. */
let under: number[] = [];
/** When the note of a tuplet began, or will, that was planned last. */
let lastBegin = 0;

/** How long a column lasts; under a fermata longer than the tempo says. */
export const sixteenthS = (column: number): number =>
  expression().stretch(column) *
  sixteenthSeconds(column, { written: writtenTempo(), chosen: tempo() }, tempos());

export async function play(): Promise<void> {
  if (isPlaying() || heardGrid().length === 0) return;
  setPlaying(true);
  try {
    await startSound();
  } catch {
    setPlaying(false);
    toast("The sounds could not be loaded. Check the connection, then press play again.", {
      tone: "fault",
    });
    return;
  }
  if (!isPlaying()) return;
  const numColumns = heardGrid()[0]?.length ?? 0;
  const around = loop();
  let from = Math.floor(position());
  if (from >= numColumns || (around && (from < around.first || from > around.last)))
    from = around?.first ?? 0;
  startPosition = from;
  next = from;
  span = spanOf(from, spans());
  isJump = true;
  nextTime = audioTime() + 0.06;
  anchors = [];
  if (hasCountIn()) countIn(from);
  timer = setInterval(schedule, TICK_MS);
  schedule();
  requestAnimationFrame(draw);
}

function countIn(from: number): void {
  const { offset, metre } = positionOf(from, heardTime());
  const bar = barLength({ metre });
  const length = bar + offset;
  for (let sixteenth = 0; sixteenth < length; sixteenth += beatLength({ metre })) {
    click(nextTime + sixteenth * sixteenthS(from), sixteenth % bar === 0);
  }
  nextTime += length * sixteenthS(from);
}

function schedule(): void {
  const isFar = document.hidden || isFixed();
  const horizon = audioTime() + (isFar ? LOOKAHEAD_FAR_S : LOOKAHEAD_S);
  while (next !== null && nextTime < horizon) {
    const grid = heardGrid();
    const numColumns = grid[0]?.length ?? 0;
    if (isJump) under = [];
    for (const tuplet of tuplets()) {
      if (tuplet.start === next) under[tuplet.row] = tuplet.end;
      const isPlayed =
        tuplet.start <= next && next < tuplet.end && under[tuplet.row] === tuplet.end;
      if (isPlayed && isHeard(tuplet.row)) playTuplet(grid, tuplet);
    }
    for (const { voice, end, begin } of changesAt(grid, next, sounding, isJump, isHeard)) {
      if (next < (under[voice] ?? 0) && isHeard(voice)) continue;
      if (end !== null) endNote(voice, end, nextTime);
      sounding[voice] = begin === null ? null : beginIn(grid, { voice, pitch: begin });
    }
    accompany(next, nextTime);
    if (hasMetronome() && isBeat(next, heardTime())) click(nextTime, isBarLine(next, heardTime()));
    const lengthS = sixteenthS(next);
    anchors.push({ time: nextTime, column: next, lengthS });
    if (anchors.length > 200) anchors = anchors.slice(-100);
    nextTime += lengthS;
    const start = goesRound() ? { column: 0, span: 0 } : null;
    const after = nextPlace({ column: next, span }, numColumns, loop(), spans()) ?? start;
    isJump = after?.column !== next + 1;
    if (after && !isJump) playGracesBefore(grid, after.column, lengthS);
    next = after?.column ?? null;
    span = after?.span ?? 0;
  }
  if (next === null && audioTime() >= nextTime) {
    stop();
    setPlayhead(loop()?.first ?? 0);
  }
}

/** Seconds between two moments, in sixteenths. */
function secondsFrom(first: number, last: number): number {
  let seconds = 0;
  for (let at = first; at < last; ) {
    const end = Math.min(last, Math.floor(at) + 1);
    seconds += (end - at) * sixteenthS(Math.floor(at));
    at = end;
  }
  return seconds;
}

/** The notes of a tuplet that begin within the next column, each at its own time; its cells are passed over. */
function playTuplet(grid: Grid, { row, start, notes, moments, columns }: Tuplet): void {
  const column = next ?? 0;
  notes.forEach(([, symbol], number) => {
    const [begin = start, end = start] = [moments[number], moments[number + 1]];
    if (Math.floor(begin) !== column) return;
    const [pitch, before] = [Math.abs(symbol), sounding[row] ?? null];
    const goesOn = number > 0 ? symbol < 0 : !isJump && !isOnset(grid[row] ?? [], start);
    if (goesOn && before === pitch) return;
    const time = nextTime + secondsFrom(column, begin);
    if (before !== null) endNote(row, before, time);
    sounding[row] = null;
    if (pitch === 0) return;
    const cell = columns[number] ?? column;
    beginNote(row, pitch, time, expression().velocity(row, cell) / USUAL);
    lastBegin = time;
    const share = expression().share(row, cell);
    if (share === 1) sounding[row] = pitch;
    else endNote(row, pitch, time + secondsFrom(begin, begin + share * (end - begin)));
  });
}

/** Grace notes, short before the notes that begin at a column, whose time is the next one. lengthS: of the column
 * before it, of which they take at most all. */
function playGracesBefore(grid: Grid, column: number, lengthS: number): void {
  graces().forEach((here, key) => {
    const [voice = 0, at] = key.split(":").map(Number);
    const symbols = grid[voice] ?? [];
    if (at !== column || !isHeard(voice) || !isOnset(symbols, column)) return;
    const room = noteAt(symbols, voice, column - 1)?.length === 1 ? 0.5 : 1;
    const each = (Math.min(GRACE * here.length, room) * lengthS) / here.length;
    const first = nextTime - each * here.length;
    const before = sounding[voice] ?? null;
    if (before !== null) endNote(voice, before, first);
    sounding[voice] = null;
    playGraces(voice, here, first, each);
  });
}

function playGraces(voice: number, here: readonly OwnNote[], first: number, each: number): void {
  here.forEach(([, pitch], number) => {
    beginNote(voice, pitch, first + number * each);
    endNote(voice, pitch, first + (number + 1) * each);
  });
}

/** Begin the note that sounds in a voice at the next column, as loud as it is marked. What it sounds; null where it is
 * cut short, and its end is planned already. */
function beginIn(grid: Grid, { voice, pitch }: { voice: number; pitch: number }): number | null {
  const column = next ?? 0;
  const note = noteAt(grid[voice] ?? [], voice, column);
  const start = note?.start ?? column;
  // Where nothing came before it, its grace notes take their time from the note.
  const here = isJump && start === column ? (graces().get(`${voice}:${column}`) ?? []) : [];
  const each =
    Math.min(GRACE, (note?.length ?? 1) / 2 / Math.max(1, here.length)) * sixteenthS(column);
  playGraces(voice, here, nextTime, each);
  const begins = nextTime + here.length * each;
  beginNote(voice, pitch, begins, expression().velocity(voice, start) / USUAL);
  const share = expression().share(voice, start);
  if (!note || share === 1) return pitch;
  let lengthS = 0;
  for (let at = column; at < start + note.length; at++) lengthS += sixteenthS(at);
  endNote(voice, pitch, nextTime + share * lengthS);
  return null;
}

/** The notes of other staves that begin at a column. */
function accompany(column: number, time: number): void {
  const numVoices = heardGrid().length;
  stavesIn(heardMeta().staves).forEach((staff, index) => {
    const sound = (start: number, length: number, pitch: number, loudness: number) => {
      if (Math.floor(start) !== column) return;
      const begins = time + secondsFrom(column, start);
      beginNote(staffChannel(index), pitch, begins, loudness);
      endNote(staffChannel(index), pitch, begins + secondsFrom(start, start + length) - 0.01);
    };
    const row = numVoices + index;
    const loudness = expression().velocity(row, column) / USUAL;
    const share = expression().share(row, column);
    for (const [start, length, pitch] of staff.notes) sound(start, share * length, pitch, loudness);
    for (const { first, each, pitches } of staffGraces(staff, GRACE))
      pitches.forEach((pitch, number) => {
        sound(first + number * each, each, pitch, loudness);
      });
  });
}

function draw(): void {
  if (!isPlaying()) return;
  const heardAt = audioTime() - outputDelayS();
  const anchor = anchors.findLast((one) => one.time <= heardAt);
  if (anchor) setPlayhead(anchor.column + Math.min(1, (heardAt - anchor.time) / anchor.lengthS));
  requestAnimationFrame(draw);
}

function stop(): void {
  clearInterval(timer);
  timer = undefined;
  // Notes that are scheduled but not yet begun must end after they begin.
  const begun = Math.max(lastBegin, nextTime - (anchors.at(-1)?.lengthS ?? 0));
  const endTime = Math.max(audioTime(), begun + 0.01);
  sounding.forEach((pitch, voice) => {
    if (pitch !== null) endNote(voice, pitch, endTime);
  });
  sounding = [null, null, null, null];
  setPlaying(false);
}

export function pause(): void {
  if (isPlaying()) stop();
}

export function togglePlaying(): void {
  if (isPlaying()) pause();
  else void play();
}

/** Go to a column; while playing the music continues from there. */
export function seek(column: number): void {
  const numColumns = heardGrid()[0]?.length ?? 0;
  const target = Math.max(0, Math.min(column, numColumns - 1));
  setPlayhead(target);
  if (isPlaying()) {
    next = Math.floor(target);
    span = spanOf(next, spans());
    isJump = true;
  }
}

/** Back to where playing last began. */
export function rewind(): void {
  seek(loop()?.first ?? (Math.floor(position()) === startPosition ? 0 : startPosition));
}

let auditioned: { pitch: number; channel: number } | null = null;

/** Let one note be heard, as it is drawn or selected. */
export function audition(pitch: number, voice: number): void {
  if (isPlaying() || !isHeard(voice)) return;
  const requestedAt = performance.now();
  startSound().then(
    () => {
      // A request that had to wait for the sounds to load is no longer of interest.
      if (performance.now() - requestedAt > 400) return;
      const now = audioTime();
      if (auditioned) endNote(auditioned.channel, auditioned.pitch, now);
      const channel = AUDITION_CHANNEL + voice;
      beginNote(channel, pitch, now);
      endNote(channel, pitch, now + AUDITION_S);
      auditioned = { pitch, channel };
    },
    () => undefined,
  );
}

/** Let a note sound, also while the music plays, until the returned function is called. */
export function hold(pitch: number, voice: number): () => void {
  const channel = AUDITION_CHANNEL + voice;
  let isHeld = true;
  let isBegun = false;
  startSound().then(
    () => {
      isBegun = isHeld;
      if (isHeld) beginNote(channel, pitch, audioTime());
    },
    () => undefined,
  );
  return () => {
    isHeld = false;
    if (isBegun) endNote(channel, pitch, audioTime());
  };
}

const CHORD_S = 0.9;
let chord: { pitch: number; channel: number }[] = [];

/** Let the notes of all voices be heard at once (0 for a rest), as an alternative would sound in its place. */
export function hearChord(pitches: readonly number[]): void {
  if (isPlaying()) return;
  const requestedAt = performance.now();
  startSound().then(
    () => {
      if (performance.now() - requestedAt > 400) return;
      const now = audioTime();
      for (const one of chord) endNote(one.channel, one.pitch, now);
      chord = pitches.flatMap((pitch, voice) =>
        pitch > 0 && isHeard(voice) ? [{ pitch, channel: AUDITION_CHANNEL + voice }] : [],
      );
      for (const one of chord) {
        beginNote(one.channel, one.pitch, now);
        endNote(one.channel, one.pitch, now + CHORD_S);
      }
    },
    () => undefined,
  );
}

// A page that the browser suspended (a phone that was locked) stops rather than catching up in a rush.
globalThis.document?.addEventListener("visibilitychange", () => {
  if (isPlaying() && soundState() === "ready" && audioContext()?.state !== "running") pause();
});
