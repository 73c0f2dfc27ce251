// Where a change of a text belongs that is made again in a text that has changed meanwhile: where the same text is
// around it, behind what was made again just before it, or beside what is left of its neighbours. It splits nobody's
// word and joins none.
import * as Y from "yjs";
import type { TextChange } from "../document/layout";

/** The stretch that was made again last: where it begins and ends by the changes' own count, and its end in
 * the text as it is now. */
interface Run {
  start: number;
  end: number;
  place: Y.RelativePosition;
}

/** Shorter stretches are in many words: one is taken out only where it is known to be. */
const LEAST_KNOWN = 3;
const LETTER = /[\p{L}\p{N}]/u;
const isLetter = (character: string | undefined): boolean => LETTER.test(character ?? "");
const isSpace = (character: string | undefined): boolean => /\s/.test(character ?? "");
const isWithin = (character: string | undefined): boolean => /\S/.test(character ?? "");

export class Remaking {
  private run: Run | null = null;

  constructor(private readonly text: Y.Text) {}

  /** The place of a stretch that a change takes out or formats; null where the text has it no more. */
  placeOf(text: string, { at, before }: TextChange, wanted: string): number | null {
    if (text.startsWith(before + wanted, at - before.length)) return at;
    const known = nearest(text, before + wanted, at - before.length);
    if (known !== null) return known + before.length;
    const next = this.inRun(at);
    if (next !== null && text.startsWith(wanted, next)) return next;
    return wanted.trim().length < LEAST_KNOWN ? null : nearest(text, wanted, at);
  }

  /** Where something is put in whose neighbours are gone, and whether a space must come before it. */
  besides(text: string, change: TextChange, inserted: string) {
    const { at } = change;
    const next = this.inRun(at);
    if (next !== null) return { at: next, isSpaced: false };
    let place = behindNeighbours(text, change, inserted) ?? Math.min(at, text.length);
    while (isWithin(text[place])) place++;
    const isSpaced = isLetter(text[place - 1]) && isLetter(inserted[0]);
    return { at: place, isSpaced };
  }

  /** Note that a change was made. at: where, in the text as it is now. */
  made(change: TextChange, at: number, removed: string, inserted: string): void {
    const { run } = this;
    const last = change.at + removed.length;
    const goesOn = run && run.start <= change.at && last <= run.end;
    if (goesOn && last < run.end) {
      run.end += inserted.length - removed.length;
      return;
    }
    const end = at + inserted.length;
    this.run = {
      start: goesOn ? run.start : change.at,
      end: change.at + inserted.length,
      // bound to the character before it: what others put in behind it stays there
      place: Y.createRelativePositionFromTypeIndex(this.text, end, -1),
    };
  }

  /** Where a place of what was made last is now; null for one elsewhere. */
  private inRun(at: number): number | null {
    const { run, text } = this;
    if (!run || at < run.start || at > run.end || !text.doc) return null;
    const end = Y.createAbsolutePositionFromRelativePosition(run.place, text.doc)?.index;
    return end === undefined || end < run.end - at ? null : end - (run.end - at);
  }
}

/** Behind the nearest of the words that stood before a place: the last ones, otherwise the first ones. */
function behindNeighbours(
  text: string,
  { at, before }: TextChange,
  inserted: string,
): number | null {
  const found = (part: string): number | null => {
    if (!isWithin(part)) return null;
    const isWhole = (place: number) =>
      !(isWithin(part[0]) && part !== before && isWithin(text[place - 1])) &&
      !(isWithin(part.at(-1)) && isWithin(text[place + part.length]));
    const place = nearest(text, part, at - part.length, isWhole);
    return place === null ? null : place + part.length;
  };
  const words = [...before.matchAll(/(\S+)(\s*)/g)];
  const lasts = words.slice(1).map(({ index }) => before.slice(index));
  const firsts = words.map(({ index, 0: word }) => before.slice(0, index + word.length));
  for (const part of [...lasts, ...firsts.slice(0, -1).reverse()])
    for (const one of isSpace(inserted[0]) ? [part.trimEnd()] : [part, part.trimEnd()]) {
      const place = found(one);
      if (place !== null) return place;
    }
  return null;
}

/** Where a text has something nearest to a place. */
function nearest(
  text: string,
  wanted: string,
  at: number,
  isRight: (place: number) => boolean = () => true,
): number | null {
  if (wanted === "") return null;
  let [left, right] = [text.lastIndexOf(wanted, at), text.indexOf(wanted, Math.max(0, at))];
  while (left >= 0 && !isRight(left)) left = left === 0 ? -1 : text.lastIndexOf(wanted, left - 1);
  while (right >= 0 && !isRight(right)) right = text.indexOf(wanted, right + 1);
  if (left < 0 && right < 0) return null;
  return right < 0 || (left >= 0 && at - left <= right - at) ? left : right;
}
