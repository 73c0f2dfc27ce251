// Bold, italics and headings: stretches of a text with one style, wherever they come from. Pure.
import type { TextFormat } from "../document/layout";
import type { WordPlace } from "./words";

export interface Style {
  bold: boolean;
  italic: boolean;
  /** 1 to 6; 0 for no heading. */
  heading: number;
}

export interface StyledStretch extends Style {
  from: number;
  to: number;
}

export const PLAIN: Style = { bold: false, italic: false, heading: 0 };
const MOST_HEADING = 6;

/** The style that a formatting of the shared text stands for. */
export const styleOfFormat = ({ bold, italic, heading }: TextFormat): Style => ({
  bold: bold === true,
  italic: italic === true,
  heading:
    Number.isInteger(heading) && Number(heading) >= 1 && Number(heading) <= MOST_HEADING
      ? Number(heading)
      : 0,
});

/** The opposite: what is plain takes a format away. */
export const formatOfStyle = ({ bold, italic, heading }: Style): TextFormat => ({
  bold: bold || null,
  italic: italic || null,
  heading: heading || null,
});

export const isPlain = ({ bold, italic, heading }: Style): boolean =>
  !bold && !italic && heading === 0;

const isSame = (one: Style, other: Style): boolean =>
  one.bold === other.bold && one.italic === other.italic && one.heading === other.heading;

/** Stretches that are not plain, neighbours of one style as one. */
export function styledStretches(
  runs: readonly { from: number; to: number; format: TextFormat }[],
): StyledStretch[] {
  const stretches: StyledStretch[] = [];
  for (const { from, to, format } of runs) {
    const style = styleOfFormat(format);
    const last = stretches.at(-1);
    if (isPlain(style) || from === to) continue;
    if (last && last.to === from && isSame(last, style)) last.to = to;
    else stretches.push({ from, to, ...style });
  }
  return stretches;
}

type Letters = boolean | readonly (readonly [number, number])[];

/** An entry of a content's `styles`: words from first to last. */
export type StyleEntry = readonly [
  number,
  number,
  { bold?: Letters; italic?: Letters; heading?: number },
];

/** The stretches of a content's styles, for words that stand in these places. */
export function stretchesOfContent(
  entries: readonly StyleEntry[],
  words: readonly WordPlace[],
): StyledStretch[] {
  return entries.flatMap(([first, last, said]) => {
    const [begin, end] = [words[first], words[last]];
    if (!begin || !end) return [];
    const heading = said.heading ?? 0;
    if (!Array.isArray(said.bold) && !Array.isArray(said.italic))
      return [
        {
          from: begin.from,
          to: end.to,
          bold: said.bold === true,
          italic: said.italic === true,
          heading,
        },
      ];
    const has = (letters: Letters | undefined, at: number): boolean =>
      letters === true ||
      (Array.isArray(letters) && letters.some(([one, other]) => one <= at && at < other));
    const runs = [...begin.word].map((letter, at, all) => {
      const from = begin.from + all.slice(0, at).join("").length;
      const format = { bold: has(said.bold, at), italic: has(said.italic, at), heading };
      return { from, to: from + letter.length, format };
    });
    return styledStretches(runs);
  });
}

/** The style of the letter at a place. */
export function styleAt(stretches: readonly StyledStretch[], at: number): Style {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle] as StyledStretch).to <= at) low = middle + 1;
    else high = middle;
  }
  const found = stretches[low];
  return found && found.from <= at ? found : PLAIN;
}

/**
 * What is written in a place takes on: the style of what it replaces, else of the letter before it in its
 * line, else of the one after. A heading ends with its line.
 */
export function inheritedStyle(
  text: string,
  stretches: readonly StyledStretch[],
  { from, to, inserted }: { from: number; to: number; inserted: string },
): Style {
  if (stretches.length === 0) return PLAIN;
  const isLetter = (at: number) => at >= 0 && at < text.length && text[at] !== "\n";
  const at = from < to ? from : isLetter(from - 1) ? from - 1 : from;
  const style = isLetter(at) ? styleAt(stretches, at) : PLAIN;
  return inserted.includes("\n") ? PLAIN : style;
}

/** Whether all letters of a part of the text have a style. */
export function hasStyle(
  text: string,
  stretches: readonly StyledStretch[],
  [from, to]: readonly [number, number],
  name: "bold" | "italic",
): boolean {
  let isEmpty = true;
  for (let at = from; at < to; at++) {
    if (/\s/.test(text[at] as string)) continue;
    isEmpty = false;
    if (!styleAt(stretches, at)[name]) return false;
  }
  return !isEmpty;
}

/** The lines that a part of the text touches, without their ends; empty ones are left out. */
export function linesWithin(text: string, from: number, to: number): [number, number][] {
  const lines: [number, number][] = [];
  let begin = text.lastIndexOf("\n", from - 1) + 1;
  while (begin <= to) {
    const found = text.indexOf("\n", begin);
    const end = found < 0 ? text.length : found;
    if (end > begin) lines.push([begin, end]);
    if (found < 0) break;
    begin = end + 1;
  }
  return lines;
}
