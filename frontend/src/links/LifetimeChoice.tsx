/** How long a secret works. */

import { For } from "solid-js";

const LIFETIMES: readonly { days: number | null; label: string }[] = [
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 365, label: "a year" },
  { days: null, label: "until revoked" },
];

export function LifetimeChoice(props: {
  days: number | null;
  onChoose: (days: number | null) => void;
  /** Read out, "When the link expires", where no label names it by its id. */
  label?: string;
  id?: string;
}) {
  return (
    <select
      id={props.id}
      aria-label={props.label}
      onChange={(event) =>
        props.onChoose(LIFETIMES[event.currentTarget.selectedIndex]?.days ?? null)
      }
    >
      <For each={LIFETIMES}>
        {(one) => <option selected={one.days === props.days}>{one.label}</option>}
      </For>
    </select>
  );
}
