// Keys as people read them on this machine.

export const isMac = /mac|iphone|ipad/i.test(navigator.platform);

const WORDS: Record<string, string> = {
  mod: isMac ? "⌘" : "Ctrl",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
};

/** "mod+Shift+z" as its parts: Ctrl, Shift, Z. */
export function shownKeys(keys: string): string[] {
  const isPlus = keys.endsWith("++");
  const parts = isPlus ? [...keys.slice(0, -2).split("+"), "+"] : keys.split("+");
  return parts.map((part) => WORDS[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
