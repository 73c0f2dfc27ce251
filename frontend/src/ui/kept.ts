/** A signal whose value a browser keeps: what a person sets once is so the next time. */

import { type Accessor, createSignal } from "solid-js";

/**
 * Kept under `key` as JSON. `read` makes a valid value of whatever lies there (undefined where nothing or no JSON
 * does).
 */
export function keptSignal<T>(
  key: string,
  read: (stored: unknown) => T,
): [Accessor<T>, (value: T) => void] {
  const [value, setValue] = createSignal<T>(read(stored(key)));
  return [
    value,
    (next) => {
      setValue(() => next);
      try {
        globalThis.localStorage?.setItem(key, JSON.stringify(next));
      } catch {
        // a browser that keeps nothing still plays
      }
    },
  ];
}

function stored(key: string): unknown {
  try {
    return JSON.parse(globalThis.localStorage?.getItem(key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}
