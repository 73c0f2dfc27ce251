/** Short sentences at the foot of the page that go away by themselves; faults and offers stay longer. */

import { createSignal } from "solid-js";

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "fault";
  /** When it was said, in milliseconds of the page. */
  at: number;
  action: { label: string; perform: () => void } | null;
  /** What its action takes back, by a name that `dismissUndo` knows it by; null for other actions. */
  undoes: string | null;
}

/** So long a fault is seen in any case. */
const FAULT_STAYS_MS = 2000;

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
    at: performance.now(),
    action: options.action ?? null,
    undoes: options.undoes ?? null,
  };
  // What went wrong before is over once something else was done.
  const isOver = (other: Toast) =>
    other.tone === "fault" && one.tone === "plain" && performance.now() - other.at > FAULT_STAYS_MS;
  setToasts((all) =>
    [...all.filter((other) => other.text !== text && !isOver(other)), one].slice(-4),
  );
  dismissLater(one);
}

const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** Begin the time anew after which it goes away. */
export function dismissLater(one: Toast): void {
  holdToast(one.id);
  const timeMs = one.tone === "fault" || one.action ? 9000 : 5000;
  timers.set(
    one.id,
    setTimeout(() => dismissToast(one.id), timeMs),
  );
}

/** Let it stay, as long as somebody points at it. */
export function holdToast(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

export function dismissToast(id: number): void {
  holdToast(id);
  setToasts((all) => all.filter((one) => one.id !== id));
}

/** It was taken back in another way, as by a key: its button would take back something else. */
export function dismissUndo(undoes: string): void {
  setToasts((all) => all.filter((one) => one.undoes !== undoes));
}
