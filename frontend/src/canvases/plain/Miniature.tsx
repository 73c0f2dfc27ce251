/** A whole grid in a small picture: a square a cell, dark for what stands there, coloured by state or difference. */

import { createMemo, For, Show } from "solid-js";
import { STATE_NAMES } from "../../domain/cells";
import { isText, shadesOf } from "../../domain/plain/shape";
import type { KindShape } from "../../protocol";
import type { MiniatureProps } from "../common/kind";
import { Words } from "./Words";

const MOST_WORDS = 160;
/** From this height on squares stay square. */
const LARGE_PX = 96;
/** More squares than that nobody tells apart. */
const MOST_COLUMNS = 256;

export default function Miniature(props: MiniatureProps & { shape: KindShape }) {
  return (
    <Show when={isText(props.shape)} fallback={<Squares {...props} />}>
      <Words {...props} most={MOST_WORDS} />
    </Show>
  );
}

function Squares(props: MiniatureProps & { shape: KindShape }) {
  const rows = createMemo(() => (props.grid ?? []).map((row) => row.slice(0, MOST_COLUMNS)));
  const shades = createMemo(() => shadesOf(props.shape, rows()));
  const numColumns = () => rows()[0]?.length ?? 0;
  const nameOf = (row: number, column: number): string => {
    if (props.base) return rows()[row]?.[column] === props.base[row]?.[column] ? "same" : "fresh";
    return STATE_NAMES[props.states?.[row]?.[column] ?? 0] ?? "";
  };
  const isBlank = () =>
    rows()
      .flat()
      .every((symbol) => !shades().get(symbol as number));
  return (
    <Show when={!isBlank()} fallback={<span class="muted">{numColumns() > 0 ? "empty" : ""}</span>}>
      <svg
        class="plain-miniature"
        viewBox={`0 0 ${Math.max(1, numColumns())} ${Math.max(1, rows().length)}`}
        preserveAspectRatio={(props.height ?? 0) >= LARGE_PX ? "xMidYMid" : "none"}
        style={{ height: `${props.height ?? 40}px` }}
        aria-hidden="true"
      >
        <For each={rows()}>
          {(symbols, row) => (
            <For each={[...symbols.keys()]}>
              {(column) => (
                <rect
                  class={nameOf(row(), column)}
                  x={column + 0.08}
                  y={row() + 0.1}
                  width={0.84}
                  height={0.8}
                  fill-opacity={shades().get(symbols[column] as number) ?? 0}
                />
              )}
            </For>
          )}
        </For>
      </svg>
    </Show>
  );
}
