/** A text in small: its words, marked by state, or by what differs from another text. */

import { createMemo, For } from "solid-js";
import { STATE_NAMES } from "../../domain/cells";
import { mendedSpaces, spaceBetween } from "../../domain/text/spacing";
import { FREE, shownWord } from "../../domain/text/words";
import type { MiniatureProps } from "../common/kind";

const MOST_WORDS = 160;

interface Stretch {
  text: string;
  class: string;
}

export default function Miniature(props: MiniatureProps) {
  const stretches = createMemo((): Stretch[] => {
    const words = (props.grid?.[0] ?? []) as readonly string[];
    const before = props.content?.words as readonly string[] | undefined;
    const known = props.content?.spaces as readonly string[] | undefined;
    const isKnown = before?.length === words.length && known?.length === words.length + 1;
    const spaces = isKnown ? mendedSpaces(known ?? [], before ?? [], words) : null;
    const base = (props.base?.[0] ?? before) as readonly string[] | undefined;
    // A text as it was frozen shows its plan, any other one what differs from it.
    const isPlan = !props.base && (!isKnown || words.every((word, at) => word === before?.[at]));
    const first = firstShown(words, base);
    const all: Stretch[] = [];
    for (let index = first; index < Math.min(words.length, first + MOST_WORDS); index++) {
      const word = words[index] as string;
      const space = spaces?.[index] ?? spaceBetween(words[index - 1], word);
      const state = isPlan ? props.states?.[0]?.[index] : undefined;
      const name = classOf(word, isPlan ? undefined : base?.[index], state);
      const last = all.at(-1);
      const gap = index === first ? "" : space.replace(/\n+/g, " ¶ ");
      // Neighbours that were written together are underlined together.
      if (last && last.class === name && name === "fresh") last.text += gap + shownWord(word);
      else {
        if (gap) all.push({ text: gap, class: "" });
        all.push({ text: word === FREE ? "\u2003\u2003" : shownWord(word), class: name });
      }
    }
    if (first > 0) all.unshift({ text: "… ", class: "" });
    if (first + MOST_WORDS < words.length) all.push({ text: " …", class: "" });
    return all;
  });
  return (
    <span class="text-miniature">
      <For each={stretches()}>{(one) => <span class={one.class}>{one.text}</span>}</For>
    </span>
  );
}

/** A long text begins a little before what differs first. */
function firstShown(words: readonly string[], base: readonly string[] | undefined): number {
  if (!base || words.length <= MOST_WORDS) return 0;
  const differing = words.findIndex((word, index) => word !== base[index]);
  return Math.max(0, differing - 12);
}

function classOf(word: string, before: string | undefined, state: number | undefined): string {
  if (word === FREE) return "slot";
  if (before !== undefined) return shownWord(word) === before ? "" : "fresh";
  return state === 1 || state === 2 ? STATE_NAMES[state] : "";
}
