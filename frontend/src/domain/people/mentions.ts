/** Names of members in what people say: "@ada, look". */

export interface Stretch {
  text: string;
  /** Whether it names a member. */
  isName: boolean;
}

const NAME = /@[\p{L}\p{N}_.@+-]+/gu;
const END = /[.\-+@]+$/;

/** A text in stretches, the names of members apart; upper and lower case are one. Pure. */
export function stretchesOf(text: string, names: readonly string[]): Stretch[] {
  const known = new Set(names.map((name) => name.toLowerCase()));
  const stretches: Stretch[] = [];
  let end = 0;
  for (const found of text.matchAll(NAME)) {
    const whole = found[0].slice(1);
    // A name may end with a full stop, and so may a sentence.
    const name = [whole, whole.replace(END, "")].find((one) => known.has(one.toLowerCase()));
    if (name === undefined) continue;
    stretches.push({ text: text.slice(end, found.index), isName: false });
    end = found.index + 1 + name.length;
    stretches.push({ text: text.slice(found.index, end), isName: true });
  }
  stretches.push({ text: text.slice(end), isName: false });
  return stretches.filter((one) => one.text !== "");
}

/** The name that is being typed before the caret, as far as it goes; null where none is. Pure. */
export function nameBegun(text: string, caret: number): string | null {
  return /(?:^|[\s(])@([\p{L}\p{N}_.+-]*)$/u.exec(text.slice(0, caret))?.[1] ?? null;
}
