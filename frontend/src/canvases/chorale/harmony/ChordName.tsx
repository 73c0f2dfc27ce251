// A chord's name as it is printed: figures stand above each other, signs are real ones.
import { createMemo, For, Show } from "solid-js";
import { printedName } from "./printedNames";

export function ChordName(props: { text: string }) {
  const name = createMemo(() => printedName(props.text));
  return (
    <>
      {name().numeral}
      <Show when={name().figures}>
        {(figures) => (
          <span class="figures">
            <For each={[...figures()]}>{(figure) => <i>{figure}</i>}</For>
          </span>
        )}
      </Show>
      {name().of}
    </>
  );
}
