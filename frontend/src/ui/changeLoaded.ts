/** A list that the studio sends once, and that people change. */

import type { ResourceReturn } from "solid-js";

/** Change what was loaded. A load that began before the change does not know of it, so another one follows. */
export function changeLoaded<T>(
  [loaded, { mutate, refetch }]: ResourceReturn<T>,
  change: (now: T | undefined) => T,
): void {
  const isLoading = loaded.loading;
  mutate(() => change(loaded.error ? undefined : loaded.latest));
  if (isLoading) void refetch();
}
