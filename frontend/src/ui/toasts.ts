/** Short sentences at the foot of the page that go away by themselves; faults stay longer. */

import { createSignal } from "solid-js";

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "fault";
  action: { label: string; perform: () => void } | null;
  /** What its action takes back, by a name that `dismissUndo` knows it by; null for other actions. */
  undoes: string | null;
}

const [toasts, setToasts] = createSignal<Toast[]>([]);
let lastId = 0;

export { toasts };

/** Say one sentence; the same sentence is never stacked twice. */
export function toast(
  text: string,
  options: Partial<Pick<Toast, "tone" | "action" | "undoes">> = {},
): void {
  const one: Toast = {
    id: ++lastId,
    text,
    tone: options.tone ?? "plain",
    action: options.action ?? null,
    undoes: options.undoes ?? null,
  };
  setToasts((all) => [...all.filter((other) => other.text !== text), one].slice(-4));
  setTimeout(() => dismissToast(one.id), one.tone === "fault" || one.action ? 9000 : 5000);
}

export function dismissToast(id: number): void {
  setToasts((all) => all.filter((one) => one.id !== id));
}

/** It was taken back in another way, as by a key: its button would take back something else. */
export function dismissUndo(undoes: string): void {
  setToasts((all) => all.filter((one) => one.undoes !== undoes));
}
