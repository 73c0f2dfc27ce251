// Keys as people read them on this machine.

export const isMac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? "");

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
  if (keys === "+") return ["+"];
  const isPlus = keys.endsWith("++");
  const parts = isPlus ? [...keys.slice(0, -2).split("+"), "+"] : keys.split("+");
  return parts.map((part) => WORDS[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}

/** The key combination of an event, in the table's words. */
export function keyOf(event: KeyboardEvent): string {
  // Shift+1 is "!" on some keyboards: digits are recognised by their place.
  const digit = /^Digit([0-9])$/.exec(event.code)?.[1];
  // Alt makes other signs of letters on some keyboards.
  const letter =
    event.altKey && !/^[a-z]$/i.test(event.key) ? /^Key([A-Z])$/.exec(event.code)?.[1] : undefined;
  const key =
    (event.shiftKey || event.altKey) && digit
      ? digit
      : letter
        ? letter.toLowerCase()
        : event.key.length === 1
          ? event.key.toLowerCase()
          : event.key;
  const isSymbol = !letter && event.key.length === 1 && !/[a-z0-9]/i.test(event.key);
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("mod");
  if (event.altKey) parts.push("Alt");
  // A symbol such as "?" or "+" may need Shift on one keyboard and not on another.
  if (event.shiftKey && (digit || !isSymbol)) parts.push("Shift");
  return [...parts, key].join("+");
}
