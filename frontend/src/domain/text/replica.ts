// A document laid out as running text (docs/document.md): a Y.Text whose formatting
// tells state, pin and author of the words.
import * as Y from "yjs";
import type { Cell } from "../cells";
import { fromBase64 } from "../document/base64";
import type { Change, DocumentLayout, Reading, Replica, TextChange } from "../document/layout";
import { collectTextChanges, type TextEdit } from "./edits";
import { readText, type TextReading } from "./reading";
import { Remaking } from "./remaking";
import { textChangesTo } from "./restore";
import { shownWord, wordIndexAt } from "./words";

const CAPTURE_MS = 600;

interface Delta {
  retain?: number;
  delete?: number;
  insert?: unknown;
  attributes?: Record<string, unknown>;
}

export class TextReplica implements Replica {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText("text");
  readonly meta = this.doc.getMap("meta");
  readonly shared = [this.text, this.meta] as unknown as Y.AbstractType<unknown>[];
  /** What the transaction under way did to the text. */
  private deltas: Delta[] = [];
  private known: string | null = null;
  private readonly remaking = new Remaking(this.text);

  constructor() {
    this.text.observe((event) => {
      this.deltas = event.delta as Delta[];
      if (event.delta.some((one) => one.insert !== undefined || one.delete !== undefined))
        this.known = null;
    });
  }

  read(before: Reading | null, changes: readonly Change[]): TextReading {
    const isMetaSame = before && !changes.some((change) => "map" in change);
    return readText(this.text, isMetaSame ? before.meta : Object.fromEntries(this.meta.entries()));
  }

  describe(transaction: Y.Transaction, before: Reading): Change[] {
    const changes: Change[] = [];
    const keys = transaction.changed.get(
      this.meta as unknown as Y.AbstractType<Y.YEvent<Y.Map<unknown>>>,
    );
    for (const key of keys ?? [])
      if (key !== null) changes.push({ map: "meta", key, value: this.meta.get(key) });
    changes.push(...describeDelta(this.deltas, (before as TextReading).text ?? ""));
    this.deltas = [];
    return changes;
  }

  apply(change: Change): void {
    if ("map" in change) {
      if (change.value === undefined) this.meta.delete(change.key);
      else if (this.meta.get(change.key) !== change.value) this.meta.set(change.key, change.value);
    } else if ("stretch" in change) {
      const at = this.remaking.placeOf(this.whole(), change, change.stretch);
      if (at !== null && change.stretch !== "")
        this.text.format(at, change.stretch.length, change.format);
    } else if ("inserted" in change) {
      const { removed, inserted } = change;
      const found = this.remaking.placeOf(this.whole(), change, removed);
      const gone = found === null ? "" : removed;
      if (gone === "" && inserted === "") return;
      const place =
        found === null
          ? this.remaking.besides(this.whole(), change, inserted)
          : { at: found, isSpaced: false };
      // Behind what it replaces: who knew the old word finds the new one in its place.
      const end = place.at + gone.length;
      const written = place.isSpaced ? ` ${inserted}` : inserted;
      if (written !== "") this.text.insert(end, written, { ...change.format });
      if (gone !== "") this.text.delete(place.at, gone.length);
      this.remaking.made(change, place.at + written.length - inserted.length, gone, inserted);
      this.known = null;
    }
  }

  collect(act: (edit: never) => void, now: Reading): Change[] {
    return collectTextChanges(act as (edit: TextEdit) => void, now as TextReading);
  }

  isStale(): boolean {
    return false;
  }

  cellOf(change: Change, now: Reading): Cell | null {
    if (!("at" in change)) return null;
    const column = wordIndexAt((now as TextReading).words, change.at);
    return column === null ? null : { row: 0, column };
  }

  private whole(): string {
    this.known ??= this.text.toString();
    return this.known;
  }
}

/** A Yjs delta in words, from left to right, each place counted after the changes before it. */
export function describeDelta(deltas: readonly Delta[], textBefore: string): TextChange[] {
  const changes: TextChange[] = [];
  let [at, old] = [0, 0];
  let sofar = "";
  const context = () => sofar.slice(-24);
  for (const delta of deltas) {
    if (delta.retain !== undefined) {
      const stretch = textBefore.slice(old, old + delta.retain);
      if (delta.attributes)
        changes.push({ at, stretch, format: delta.attributes, before: context() });
      old += delta.retain;
      at += delta.retain;
      sofar = (sofar + stretch).slice(-48);
    } else if (delta.delete !== undefined) {
      const removed = textBefore.slice(old, old + delta.delete);
      old += delta.delete;
      const last = changes.at(-1);
      if (last && "inserted" in last && last.at + last.inserted.length === at)
        changes[changes.length - 1] = { ...last, removed: last.removed + removed };
      else changes.push({ at, removed, inserted: "", format: {}, before: context() });
    } else if (delta.insert !== undefined) {
      const inserted = typeof delta.insert === "string" ? delta.insert : "\ufffc";
      const format = delta.attributes ?? {};
      const last = changes.at(-1);
      if (last && "inserted" in last && last.inserted === "" && last.at === at)
        changes[changes.length - 1] = { ...last, inserted, format };
      else changes.push({ at, removed: "", inserted, format, before: context() });
      at += inserted.length;
      sofar = (sofar + inserted).slice(-48);
    }
  }
  return changes;
}

/**
 * Where the words of a frozen text are now. A word whose first letter is gone is the one that stands in
 * its place; where several come to stand in one place, that one is the last of them, and the others are gone.
 */
function locate(
  columns: readonly string[],
  replica: Replica,
  now: Reading,
): (number | undefined)[] {
  const reading = now as TextReading;
  const taken = new Map<number, number>();
  const places = columns.map((id) => reading.columnIndex.get(id));
  places.forEach((place, index) => {
    if (place !== undefined) taken.set(place, index);
  });
  for (let index = columns.length - 1; index >= 0; index--) {
    if (places[index] !== undefined) continue;
    const place = standingAt(columns[index] as string, replica, reading);
    if (place === undefined || taken.has(place)) continue;
    taken.set(place, index);
    places[index] = place;
  }
  return places;
}

function standingAt(id: string, replica: Replica, now: TextReading): number | undefined {
  try {
    const relative = Y.decodeRelativePosition(fromBase64(id));
    const at = Y.createAbsolutePositionFromRelativePosition(relative, replica.doc)?.index;
    if (at === undefined) return undefined;
    const index = wordIndexAt(now.words, at + 1);
    const word = index === null ? undefined : now.words[index];
    return word && word.from <= at && index !== null ? index : undefined;
  } catch {
    return undefined;
  }
}

export const TEXT_LAYOUT: DocumentLayout = {
  kind: "text",
  numRows: 1,
  replica: () => new TextReplica(),
  gridOf: (content) => [(content.words ?? []) as string[]],
  written: (symbol) => shownWord(String(symbol)),
  locate,
  changesTo: (then, now) => textChangesTo(then as TextReplica, now as TextReplica),
  captureMs: CAPTURE_MS,
};
