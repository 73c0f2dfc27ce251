// What differs between two texts, word by word where they have equally many: the changes an editor makes.
import { spacesOf, type WordPlace } from "../../../domain/text/words";

export interface TextAndWords {
  text: string;
  words: readonly WordPlace[];
}

export interface Replacement {
  from: number;
  to: number;
  insert: string;
}

/** Changes that turn one text into the other; places are those of the first. Pure. */
export function changesBetween(before: TextAndWords, after: TextAndWords): Replacement[] {
  if (before.text === after.text) return [];
  if (before.words.length === after.words.length) return byWord(before, after);
  const [one, other] = [before.text, after.text];
  const most = Math.min(one.length, other.length);
  let first = 0;
  while (first < most && one[first] === other[first]) first++;
  let last = 0;
  while (last < most - first && one[one.length - 1 - last] === other[other.length - 1 - last])
    last++;
  return [{ from: first, to: one.length - last, insert: other.slice(first, other.length - last) }];
}

function byWord(before: TextAndWords, after: TextAndWords): Replacement[] {
  const changes: Replacement[] = [];
  const add = (from: number, old: string, insert: string) => {
    if (old !== insert) changes.push({ from, to: from + old.length, insert });
  };
  const [spaces, spacesAfter] = [
    spacesOf(before.text, before.words),
    spacesOf(after.text, after.words),
  ];
  let at = 0;
  before.words.forEach((word, index) => {
    add(at, spaces[index] as string, spacesAfter[index] as string);
    const now = after.words[index] as WordPlace;
    add(word.from, before.text.slice(word.from, word.to), after.text.slice(now.from, now.to));
    at = word.to;
  });
  add(at, spaces.at(-1) as string, spacesAfter.at(-1) as string);
  return changes;
}
