/** Words said again as whole phrases: which words, how long, and one press. */

import { createMemo, createSignal, For, Show } from "solid-js";
import { MASKED } from "../../../domain/cells";
import { rewordingSteps } from "../../../domain/text/stages";
import { FREE, isMark } from "../../../domain/text/words";
import { selectedCells, stage } from "../../../state/stage/open";
import { plural } from "../../../ui/plural";
import type { RewordingProps } from "../../common/kind";
import { cellsOf, makeRoom } from "../acts";
import { textReading } from "../inView";

const WORDINGS = [
  ["near", "Near", "A few other words, the same meaning"],
  ["plainer", "Plainer", "Commoner words, the same meaning"],
  ["other", "Other words", "As many other words as can be, the same meaning"],
] as const;
const LENGTHS = [
  ["shorter", "Shorter"],
  ["exact", "Same length"],
  ["longer", "Longer"],
  ["free", "Any"],
] as const;
const WITH_ROOM: readonly string[] = ["longer", "free"];

const [length, setLength] = createSignal<string>("exact");

export default function Rewriting(props: RewordingProps) {
  /** The selected words, otherwise those that are marked to be rewritten. */
  const cells = createMemo(() => {
    const { words } = textReading();
    if (stage().view !== "canvas") return [];
    const isPlain = (at: number) => words[at] !== undefined && words[at]?.word !== FREE;
    const selected = selectedCells().filter(({ column }) => isPlain(column));
    if (selected.length > 0) return selected;
    return cellsOf(0, words.length - 1).filter(
      ({ column }) =>
        isPlain(column) && words[column]?.state === MASKED && !words[column]?.isPinned,
    );
  });
  const numWords = () =>
    cells().filter(({ column }) => !isMark(textReading().words[column]?.word ?? "")).length;
  const start = (wording: string) =>
    props.start({
      label: "",
      cells: cells(),
      state: MASKED,
      values: { wording, length: length(), num_steps: rewordingSteps(props.values) },
      ...(WITH_ROOM.includes(length()) ? { makeRoom } : {}),
    });
  return (
    <Show when={numWords() > 0 && Number(props.values.fluency ?? 0) > 0}>
      <fieldset class="rewording" data-testid="rewording">
        <legend>Say {plural(numWords(), "word")} again</legend>
        <div class="segments" role="radiogroup" aria-label="Length">
          <For each={LENGTHS}>
            {([value, label]) => (
              <button
                type="button"
                role="radio"
                aria-checked={length() === value}
                onClick={() => setLength(value)}
              >
                {label}
              </button>
            )}
          </For>
        </div>
        <div class="button-row">
          <For each={WORDINGS}>
            {([value, label, title]) => (
              <button type="button" title={title} onClick={() => start(value)}>
                {label}
              </button>
            )}
          </For>
        </div>
      </fieldset>
    </Show>
  );
}
