// The keys that panels answer to, for the help overlay; each area lists its own.
import { createSignal } from "solid-js";

export interface KeyHelp {
  /** As drawn: "mod+Enter", "Shift+V". */
  keys: string;
  label: string;
  group: string;
}

const [extraKeys, setExtraKeys] = createSignal<readonly KeyHelp[]>([]);

export { extraKeys };

/** List keys in the help; returns the function that takes them off. */
export function registerKeys(keys: readonly KeyHelp[]): () => void {
  setExtraKeys((all) => [...all, ...keys]);
  return () => setExtraKeys((all) => all.filter((one) => !keys.includes(one)));
}
