/** The words of a text of any kind in a row, what differs from another text underlined. */

import { For, Show } from "solid-js";
import { symbolLabel } from "../../domain/plain/shape";
import type { KindShape } from "../../protocol";
import type { MiniatureProps } from "../common/kind";

type WordsProps = Pick<MiniatureProps, "grid" | "base"> & {
  shape: KindShape;
  /** Words after these are left out. */
  most?: number;
};

export function Words(props: WordsProps) {
  const words = () => props.grid?.[0] ?? [];
  const shown = () => words().slice(0, props.most ?? words().length);
  return (
    <span class="text-miniature">
      <For each={shown()}>
        {(word, index) => (
          <>
            <span classList={{ fresh: Boolean(props.base) && props.base?.[0]?.[index()] !== word }}>
              {symbolLabel(props.shape, word) || "\u2003"}
            </span>{" "}
          </>
        )}
      </For>
      <Show when={shown().length < words().length}>…</Show>
    </span>
  );
}
