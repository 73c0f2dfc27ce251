/** A text in small: its words, marked by state, or by what differs from another text. */

import { createMemo, For, Show } from "solid-js";
import { STATE_NAMES } from "../../domain/cells";
import { phrasesAround } from "../../domain/text/phrases";
import { mendedSpaces, spaceBetween } from "../../domain/text/spacing";
import { FREE, NOTHING, shownWord, spacesOf } from "../../domain/text/words";
import type { MiniatureProps } from "../common/kind";
import { textReading } from "./inView";

const MOST_WORDS = 160;

interface TextContent {
  words: readonly string[];
  spaces: readonly string[];
}

interface Stretch {
  text: string;
  class: string;
}

export default function Miniature(props: MiniatureProps) {
  const stretches = createMemo((): Stretch[] => {
    const words = (props.grid?.[0] ?? []) as readonly string[];
    const content = (props.content as TextContent | null | undefined) ?? contentOfCanvas(words);
    const before = content?.words;
    const isKnown = before?.length === words.length && content?.spaces.length === words.length + 1;
    const spaces = content && isKnown ? mendedSpaces(content.spaces, content.words, words) : null;
    const base = (props.base?.[0] ?? before) as readonly string[] | undefined;
    // A text as it was frozen shows its plan, any other one what differs from it.
    const isPlan = !props.base && (!isKnown || words.every((word, at) => word === before?.[at]));
    const isShown = (at: number) =>
      isPlan
        ? (props.states?.[0]?.[at] ?? 0) !== 0
        : shownWord(words[at] ?? "") !== shownWord(base?.[at] ?? "");
    const all: Stretch[] = [];
    let left = MOST_WORDS;
    let end = -1;
    for (const { first, last } of phrasesAround(words.length, isShown)) {
      if (left <= 0) break;
      if (first > 0) all.push({ text: end < 0 ? "… " : " … ", class: "" });
      end = Math.min(last, first + left - 1);
      left -= end - first + 1;
      for (let index = first; index <= end; index++) {
        const word = words[index] as string;
        if (word === NOTHING) continue;
        const space = spaces?.[index] ?? spaceBetween(words[index - 1], word);
        const state = isPlan ? props.states?.[0]?.[index] : undefined;
        const name = classOf(word, isPlan ? undefined : base?.[index], state);
        const previous = all.at(-1);
        const gap = index === first ? "" : lineEnds(space);
        // Neighbours that were written together are underlined together.
        if (previous && previous.class === name && name === "fresh" && index > first)
          previous.text += gap + shownWord(word);
        else {
          if (gap) all.push({ text: gap, class: "" });
          all.push({ text: word === FREE ? "\u2003\u2003" : shownWord(word), class: name });
        }
      }
    }
    if (end < words.length - 1) all.push({ text: " …", class: "" });
    return all;
  });
  const isWordless = () =>
    props.grid !== null &&
    (props.grid[0] as readonly string[]).every((word) => word === FREE || word === NOTHING);
  return (
    <span class="text-miniature">
      <Show when={isWordless()}>
        <span class="wordless">No words yet</span>{" "}
      </Show>
      <For each={stretches()}>{(one) => <span class={one.class}>{one.text}</span>}</For>
    </span>
  );
}

/** The spaces of the canvas, where just its words are shown. */
function contentOfCanvas(words: readonly string[]): TextContent | null {
  const { text, words: now } = textReading();
  const isCanvas = now.length === words.length && now.every(({ word }, at) => word === words[at]);
  return isCanvas ? { words, spaces: spacesOf(text, now) } : null;
}

/** A mark for each end of a line, so that a blank line is seen in a picture that has none. */
const lineEnds = (space: string): string =>
  space.includes("\n") ? ` ${space.replace(/[^\n]/g, "").replaceAll("\n", "¶")} ` : space;

function classOf(word: string, before: string | undefined, state: number | undefined): string {
  if (word === FREE) return "slot";
  if (before !== undefined) return shownWord(word) === before ? "" : "fresh";
  return state === 1 || state === 2 ? STATE_NAMES[state] : "";
}
