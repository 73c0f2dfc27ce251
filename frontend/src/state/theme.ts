/** Light, dark or as the system says; kept in this browser. */

import { createSignal } from "solid-js";

export type Theme = "light" | "dark";

const KEY = "sunmask.theme";
const [chosen, setChosen] = createSignal<Theme | null>(read());
const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
const [systemIsDark, setSystemIsDark] = createSignal(system?.matches ?? false);
system?.addEventListener("change", (event) => {
  setSystemIsDark(event.matches);
  applyTheme();
});

function read(): Theme | null {
  const stored = globalThis.localStorage?.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : null;
}

/** The theme in force. */
export const theme = (): Theme => chosen() ?? (systemIsDark() ? "dark" : "light");

export function applyTheme(): void {
  document.documentElement.dataset.theme = theme();
}

export function toggleTheme(): void {
  const next = theme() === "dark" ? "light" : "dark";
  localStorage.setItem(KEY, next);
  setChosen(next);
  applyTheme();
}

if (globalThis.document) applyTheme();
