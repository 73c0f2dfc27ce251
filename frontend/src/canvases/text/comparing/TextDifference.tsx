/** A moment of a text beside another one: words that came are marked, words that went are struck out. */

import { createMemo, For } from "solid-js";
import { differences } from "../../../domain/document/listDiff";
import type { TextReading } from "../../../domain/text/reading";
import { FREE, shownWord } from "../../../domain/text/words";
import type { DifferenceProps } from "../../common/kind";

interface Piece {
  text: string;
  is: "same" | "come" | "gone";
}

export default function TextDifference(props: DifferenceProps) {
  const pieces = createMemo(() =>
    piecesOf((props.base as TextReading).text, (props.shown as TextReading).text),
  );
  return (
    <p class="text-difference">
      <For each={pieces()}>
        {({ text, is }) =>
          is === "same" ? text : is === "come" ? <ins>{text}</ins> : <del>{text}</del>
        }
      </For>
    </p>
  );
}

/** Both texts in one, word by word. Pure. */
export function piecesOf(before: string, after: string): Piece[] {
  const [old, fresh] = [tokensOf(before), tokensOf(after)];
  const pieces: Piece[] = [];
  let at = 0;
  const add = (tokens: readonly string[], is: Piece["is"]) => {
    const text = tokens.join("");
    if (text !== "") pieces.push({ text, is });
  };
  for (const { from, to, newFrom, newTo } of differences(old, fresh)) {
    add(old.slice(at, from), "same");
    add(old.slice(from, to), "gone");
    add(fresh.slice(newFrom, newTo), "come");
    at = to;
  }
  add(old.slice(at), "same");
  return pieces;
}

const tokensOf = (text: string): string[] =>
  shownWord(text)
    .replaceAll(FREE, "\u2003\u2003")
    .match(/\s+|[^\s]+/g) ?? [];
