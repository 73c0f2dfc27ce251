// Every key of the panel, as data: the panel runs this table and the help lists it.
import type { Generation } from "../../protocol";
import { pauseOrResume, stopGeneration } from "../../state/generations/generating";
import type { Studio } from "../../state/stage/studio";
import type { KeyHelp } from "../../ui/keys/keyHelp";

/** Targets of the keys. active: the running generation; null where there is none, or for viewers. */
export interface KeyTarget {
  studio: Studio;
  active: Generation | null;
  start(): void;
  startWithNewSeed(): void;
}

type PanelKey = KeyHelp & {
  /** False where there is nothing to act on, and the key is left alone. */
  perform(target: KeyTarget): boolean;
};

export const KEYMAP: readonly PanelKey[] = [
  {
    keys: "mod+Enter",
    label: "Compose what the large button says",
    group: "Generate",
    perform: ({ start }) => did(start),
  },
  {
    keys: "mod+.",
    label: "Pause or resume",
    group: "Generate",
    perform: ({ active }) => active !== null && did(() => pauseOrResume(active)),
  },
  {
    keys: "mod+Alt+Enter",
    label: "Stop the generation",
    group: "Generate",
    perform: stop,
  },
  {
    keys: "Shift+X",
    label: "Stop my own generation",
    group: "Generate",
    perform: (target) => isMine(target) && stop(target),
  },
  {
    keys: "Alt+R",
    label: "Generate again with a new seed",
    group: "Generate",
    perform: ({ startWithNewSeed }) => did(startWithNewSeed),
  },
];

/** Run the key's act; false where the table has none for it, or it has nothing to act on. */
export function performKey(event: KeyboardEvent, target: KeyTarget): boolean {
  return KEYMAP.find(({ keys }) => isPressed(keys, event))?.perform(target) ?? false;
}

/** Letters are recognised by their place, since Alt makes other signs of them on some keyboards. */
function isPressed(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split("+");
  const key = parts.pop() as string;
  const isKey = /^[A-Z]$/.test(key) ? event.code === `Key${key}` : event.key === key;
  return (
    isKey &&
    (event.ctrlKey || event.metaKey) === parts.includes("mod") &&
    event.altKey === parts.includes("Alt") &&
    // A symbol may need Shift on one keyboard and not on another.
    (event.shiftKey || !parts.includes("Shift"))
  );
}

function stop({ studio, active }: KeyTarget): boolean {
  return active !== null && did(() => stopGeneration(studio, active));
}

const isMine = ({ studio, active }: KeyTarget): boolean =>
  active?.created_by?.id === studio.session.person()?.id;

function did(act: () => unknown): true {
  act();
  return true;
}
