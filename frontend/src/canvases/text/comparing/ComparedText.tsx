/** A candidate beside others: what differs from the first one stands out, and a press takes a word over. */

import { createMemo, For, Show } from "solid-js";
import { phrasesAround, wordsThatDiffer } from "../../../domain/text/phrases";
import { mendedSpaces } from "../../../domain/text/spacing";
import { FREE, NOTHING, shownWord, spacesOf } from "../../../domain/text/words";
import { currentDocument } from "../../../state/document/document";
import type { ComparedProps } from "../../common/kind";
import { writeTaken } from "../acts";
import { textReading } from "../inView";

/** Words around one that differs, on each side. */
const AROUND = 12;

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
    const now = wordsIn(props.grid);
    const base = props.base ? wordsIn(props.base) : now;
    const content = props.frozen?.content as
      | { words: readonly string[]; spaces: readonly string[] }
      | undefined;
    const { text: written, words: canvas } = textReading();
    const spaces = content
      ? mendedSpaces(content.spaces, content.words, now)
      : spacesOf(written, canvas);
    return now.map((text, index) => {
      const place = places()[index];
      const isThere = place === undefined || canvas[place]?.word === text;
      return {
        text,
        space: spaces[index] ?? "",
        isFresh: text !== (base[index] ?? ""),
        place: isThere || text === FREE ? null : (place ?? null),
      };
    });
  });
  /** Of a long text, the places where the compared texts differ, with words around. */
  const phrases = createMemo(() => {
    const mine = wordsIn(props.grid);
    const differing = props.among && wordsThatDiffer(mine, props.among.map(wordsIn));
    const all = words();
    return phrasesAround(
      all.length,
      (at) => differing?.has(at) === true || all[at]?.place != null,
      AROUND,
    ).map(({ first, last }) => ({
      before: first === 0 ? "" : "… ",
      words: all.slice(first, last + 1),
      after: last === all.length - 1 ? "" : " …",
    }));
  });
  /** Take a word, and leave out what nothing stands for after it. */
  const take = (one: ComparedWord) => {
    const at = words().indexOf(one);
    const after = words().slice(at + 1);
    const others = after.findIndex(({ text }) => text !== NOTHING);
    const taken = [one, ...after.slice(0, others < 0 ? after.length : others)];
    document?.edit((edit) => {
      for (const { place, text } of taken) if (place !== null) writeTaken(edit, place, text);
    });
  };
  return (
    <For each={phrases()}>
      {(phrase) => (
        <p class="compared-text">
          {phrase.before}
          <For each={phrase.words}>
            {(one, index) => (
              <>
                {index() === 0 ? one.space.replace(/^[^\n]*\n*/, "") : one.space}
                <Show when={one.text !== NOTHING}>
                  <Word word={one} canTake={props.canTake} take={() => take(one)} />
                </Show>
              </>
            )}
          </For>
          {phrase.after}
        </p>
      )}
    </For>
  );
}

function Word(props: { word: ComparedWord; canTake: boolean; take: () => void }) {
  return (
    <Show
      when={props.word.place !== null && props.canTake}
      fallback={
        <span classList={{ fresh: props.word.isFresh, slot: props.word.text === FREE }}>
          {props.word.text === FREE ? "\u2003\u2003" : props.word.text}
        </span>
      }
    >
      <button
        type="button"
        classList={{ fresh: props.word.isFresh }}
        title={`Put “${props.word.text}” on the canvas`}
        aria-label={`Use “${props.word.text}”`}
        onClick={props.take}
      >
        {props.word.text}
      </button>
    </Show>
  );
}

const wordsIn = (grid: ComparedProps["grid"]): string[] =>
  ((grid?.[0] ?? []) as readonly string[]).map(shownWord);
