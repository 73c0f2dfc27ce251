// One key of the chorale canvas and what it does.

export interface Key {
  name: string;
  label: string;
  group: "Tools" | "States" | "Select" | "Notes" | "View" | "Edit";
  /** "mod" is Control, or Command on a Mac. `key` is KeyboardEvent.key, or its code for shifted digits. */
  keys: readonly string[];
  /** Only while the canvas has the focus, so that lists and tabs keep their arrows. */
  isOnCanvas?: boolean;
  perform(): void;
}
