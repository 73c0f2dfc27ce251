/** A candidate beside others: what differs from the first one stands out, and a press takes a word over. */

import { createMemo, For, Show } from "solid-js";
import { mendedSpaces } from "../../domain/text/spacing";
import { FREE, shownWord, spacesOf } from "../../domain/text/words";
import { currentDocument } from "../../state/document";
import type { ComparedProps } from "../common/kind";
import { writeTaken } from "./acts";
import { textReading } from "./shown";

interface ComparedWord {
  text: string;
  space: string;
  /** Whether it differs from the first of what is compared. */
  isFresh: boolean;
  /** Its place on the canvas, where another word stands now; null where there is nothing to take. */
  place: number | null;
}

export default function ComparedText(props: ComparedProps) {
  const document = currentDocument();
  const places = createMemo(() =>
    props.frozen ? (document?.locate(props.frozen.columns) ?? []) : [],
  );
  const words = createMemo((): ComparedWord[] => {
    const now = (props.grid?.[0] ?? []) as readonly string[];
    const base = (props.base?.[0] ?? now) as readonly string[];
    const content = props.frozen?.content as
      | { words: readonly string[]; spaces: readonly string[] }
      | undefined;
    const { text: written, words: canvas } = textReading();
    const spaces = content
      ? mendedSpaces(content.spaces, content.words, now)
      : spacesOf(written, canvas);
    return now.map((symbol, index) => {
      const text = shownWord(symbol);
      const place = places()[index];
      const isThere = place === undefined || canvas[place]?.word === text;
      return {
        text,
        space: spaces[index] ?? "",
        isFresh: text !== shownWord(base[index] ?? ""),
        place: isThere || text === FREE ? null : (place ?? null),
      };
    });
  });
  const take = ({ place, text }: ComparedWord) => {
    if (place !== null) document?.edit((edit) => writeTaken(edit, place, text));
  };
  return (
    <p class="compared-text">
      <For each={words()}>
        {(one) => (
          <>
            {one.space}
            <Show
              when={one.place !== null && props.canTake}
              fallback={
                <span classList={{ fresh: one.isFresh, slot: one.text === FREE }}>
                  {one.text === FREE ? "\u2003\u2003" : one.text}
                </span>
              }
            >
              <button
                type="button"
                classList={{ fresh: one.isFresh }}
                title={`Put “${one.text}” on the canvas`}
                aria-label={`Use “${one.text}”`}
                onClick={() => take(one)}
              >
                {one.text}
              </button>
            </Show>
          </>
        )}
      </For>
    </p>
  );
}
