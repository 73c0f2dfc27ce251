// A chord's name as it is printed: figures stand above each other, signs are real ones.
import { createMemo, For, Show } from "solid-js";
import { NUMERAL, printed } from "./printedNames";

export function ChordName(props: { text: string }) {
  const parts = createMemo(() => NUMERAL.exec(props.text));
  return (
    <Show when={parts()} fallback={printed(props.text)}>
      {(found) => (
        <>
          {printed(found()[1] ?? "")}
          {found()[2]}
          {found()[3]?.replace("o", "°")}
          <Show when={found()[4]}>
            {(figures) => (
              <span class="figures">
                <For each={[...figures()]}>{(figure) => <i>{figure}</i>}</For>
              </span>
            )}
          </Show>
          <Show when={found()[5]}>{(of) => `/${printed(of())}`}</Show>
        </>
      )}
    </Show>
  );
}
