/** Light, dark or as the system says; kept in this browser. */

import { createSignal } from "solid-js";

export type Theme = "light" | "dark";

const KEY = "sunmask.theme";
const [chosen, setChosen] = createSignal<Theme | null>(read());
const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
const [systemIsDark, setSystemIsDark] = createSignal(system?.matches ?? false);
system?.addEventListener("change", (event) => {
  if (chosen() === null) show(event.matches ? "dark" : "light");
  setSystemIsDark(event.matches);
});

function read(): Theme | null {
  const stored = globalThis.localStorage?.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : null;
}

/** The theme in force. */
export const theme = (): Theme => chosen() ?? (systemIsDark() ? "dark" : "light");

/** Before the signal changes: what is drawn anew at that moment reads its colours from the page. */
function show(next: Theme): void {
  document.documentElement.dataset.theme = next;
}

export function toggleTheme(): void {
  const next = theme() === "dark" ? "light" : "dark";
  localStorage.setItem(KEY, next);
  show(next);
  setChosen(next);
}

if (globalThis.document) show(theme());
