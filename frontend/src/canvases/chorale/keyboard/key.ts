// One key of the chorale canvas and what it does.

export interface Key {
  name: string;
  label: string;
  group:
    | "Tools"
    | "States"
    | "Select"
    | "Notes"
    | "Writing on the staff"
    | "Signs"
    | "View"
    | "Edit";
  /** "mod" is Control, or Command on a Mac. `key` is KeyboardEvent.key, or its code for shifted digits. */
  keys: readonly string[];
  /** Only while the canvas has the focus, so that lists and tabs keep their arrows. */
  isOnCanvas?: boolean;
  /** What the help shows in place of the first key. */
  shown?: string;
  perform(pressed: string): void;
}
