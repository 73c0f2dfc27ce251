// What has to change in a document laid out as running text, so that it says what another copy of it says.
import type * as Y from "yjs";
import type { Change, TextChange, TextFormat } from "../document/layout";
import { differences } from "../document/listDiff";
import { runsOf } from "./reading";

/** Characters before a change that help to find its place again. */
const CONTEXT = 24;
const FORMATS = ["state", "pin", "author", "bold", "italic", "heading"] as const;

interface SharedText {
  readonly text: Y.Text;
  readonly meta: Y.Map<unknown>;
}

/** A word or the space between two, in one formatting. */
interface Token {
  text: string;
  from: number;
  format: Required<TextFormat>;
}

/** Words that both have stay the same characters, so that comments and candidates find them again. */
export function textChangesTo(then: SharedText, now: SharedText): Change[] {
  const names = new Set([...then.meta.keys(), ...now.meta.keys()]);
  const meta = [...names]
    .filter((name) => JSON.stringify(then.meta.get(name)) !== JSON.stringify(now.meta.get(name)))
    .map((key): Change => ({ map: "meta", key, value: then.meta.get(key) }));
  return [...meta, ...writing(then.text, now.text)];
}

/** The last place first, so that places stay true while the changes are made. */
function writing(then: Y.Text, now: Y.Text): TextChange[] {
  const [wanted, present] = [tokensOf(then), tokensOf(now)];
  const text = now.toString();
  const before = (at: number) => text.slice(Math.max(0, at - CONTEXT), at);
  const placeOf = (index: number) => present[index]?.from ?? text.length;
  const changes: TextChange[][] = [];
  let [at, newAt] = [0, 0];
  const formatUpTo = (end: number) => {
    for (; at < end; at++, newAt++) {
      const [old, fresh] = [present[at] as Token, wanted[newAt] as Token];
      const format = differing(old.format, fresh.format);
      if (format) {
        changes.push([{ at: old.from, stretch: old.text, format, before: before(old.from) }]);
      }
    }
  };
  const list = (tokens: readonly Token[]) => tokens.map((token) => token.text);
  for (const { from, to, newFrom, newTo } of differences(list(present), list(wanted))) {
    formatUpTo(from);
    const place = placeOf(from);
    const removed = text.slice(place, placeOf(to));
    const pieces = joined(wanted.slice(newFrom, newTo));
    const last = pieces.pop();
    const around = { at: place, before: before(place) };
    changes.push([
      { ...around, removed, inserted: last?.text ?? "", format: last?.format ?? {} },
      ...pieces
        .reverse()
        .map((piece) => ({ ...around, removed: "", inserted: piece.text, format: piece.format })),
    ]);
    [at, newAt] = [to, newTo];
  }
  formatUpTo(present.length);
  return changes.reverse().flat();
}

function tokensOf(shared: Y.Text): Token[] {
  const { text, runs } = runsOf(shared);
  return runs.flatMap(({ from, to, format }) => {
    const whole = Object.fromEntries(FORMATS.map((name) => [name, format[name] ?? null]));
    return [...text.slice(from, to).matchAll(/\s+|[^\s]+/g)].map((found) => ({
      text: found[0],
      from: from + found.index,
      format: whole as Required<TextFormat>,
    }));
  });
}

/** What changes one format into the other; null for nothing. */
function differing(old: Required<TextFormat>, fresh: Required<TextFormat>): TextFormat | null {
  const names = FORMATS.filter((name) => old[name] !== fresh[name]);
  return names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, fresh[name]]));
}

/** Neighbours in one formatting as one piece. */
function joined(tokens: readonly Token[]): Token[] {
  const pieces: Token[] = [];
  for (const token of tokens) {
    const last = pieces.at(-1);
    if (last && !differing(last.format, token.format)) last.text += token.text;
    else pieces.push({ ...token });
  }
  return pieces;
}
