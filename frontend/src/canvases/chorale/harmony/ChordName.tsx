// A chord's name as it is printed: figures stand above each other, signs are real ones.
import { createMemo, For, Show } from "solid-js";

const NUMERAL = /^([b#]?)([IViv]+|Ger)([oø+]?M?)(\d*)(?:\/([b#]?[IViv]+))?$/;

const printed = (text: string): string =>
  text.replaceAll("b", "♭").replaceAll("#", "♯").replace("dim", "°").replace("aug", "+");

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
