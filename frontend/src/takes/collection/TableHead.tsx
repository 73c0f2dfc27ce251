/** The columns of the table, and their heads: a press sorts by one, another press turns it round. */

import { For, Show } from "solid-js";
import { nextSort } from "./query";

interface Column {
  label: string;
  /** The order that a press on its head asks for first. */
  sort?: string;
}

/** In order, as `TakeLine` has their cells. `styles/takes/table.css` has a width for each, and leaves some out where there is less room. */
export const TABLE_COLUMNS: readonly Column[] = [
  { label: "" },
  { label: "" },
  { label: "Name", sort: "name" },
  { label: "Grade", sort: "grade" },
  { label: "Judged" },
  { label: "Rating", sort: "-rating" },
  { label: "" },
  { label: "Tags" },
  { label: "Canvas", sort: "canvas" },
  { label: "By", sort: "author" },
  { label: "Kept", sort: "-created" },
];

export function TableHead(props: { sort: string; onSort: (sort: string) => void }) {
  return (
    <div class="take-line take-head muted" role="group" aria-label="Order of the table">
      <For each={TABLE_COLUMNS}>
        {(column) => (
          <Show when={column.sort} fallback={<span aria-hidden="true">{column.label}</span>}>
            {(sort) => <SortButton {...props} label={column.label} column={{ sort: sort() }} />}
          </Show>
        )}
      </For>
    </div>
  );
}

function SortButton(props: {
  label: string;
  column: { sort: string };
  sort: string;
  onSort: (sort: string) => void;
}) {
  const bare = () => props.column.sort.replace("-", "");
  const isOn = () => props.sort.replace("-", "") === bare();
  const isFalling = () => props.sort.startsWith("-");
  return (
    <button
      type="button"
      class="sort-button"
      aria-pressed={isOn()}
      aria-label={`Sort by ${props.label.toLowerCase()}${isOn() ? (isFalling() ? ", falling" : ", rising") : ""}`}
      onClick={() => props.onSort(nextSort(props.sort, props.column))}
    >
      {props.label}
      <span aria-hidden="true">{isOn() ? (isFalling() ? " ↓" : " ↑") : ""}</span>
    </button>
  );
}
