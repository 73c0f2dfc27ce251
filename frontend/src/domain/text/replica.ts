// A document laid out as running text (docs/document.md): a Y.Text whose formatting
// tells state, pin and author of the words.
import * as Y from "yjs";
import type { Cell } from "../cells";
import { fromBase64 } from "../document/base64";
import type { Change, DocumentLayout, Reading, Replica, TextChange } from "../document/layout";
import { collectTextChanges, type TextEdit } from "./edits";
import { readText, type TextReading } from "./reading";
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
      const at = this.placeOf(change, change.stretch);
      if (at !== null && change.stretch !== "")
        this.text.format(at, change.stretch.length, change.format);
    } else if ("inserted" in change) {
      const found = this.placeOf(change, change.removed);
      const at = found ?? Math.min(change.at, this.text.length);
      // Behind what it replaces: who knew the old word finds the new one in its place.
      const end = at + (found === null ? 0 : change.removed.length);
      if (change.inserted !== "") this.text.insert(end, change.inserted, { ...change.format });
      if (end > at) this.text.delete(at, end - at);
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

  /** Where a change belongs: its place, or the nearest one with the same text around it; null for none. */
  private placeOf(change: TextChange, wanted: string): number | null {
    this.known ??= this.text.toString();
    const text = this.known;
    const { at, before } = change;
    const needle = before + wanted;
    if (text.startsWith(needle, at - before.length)) return at;
    return nearest(text, needle, at - before.length, before.length) ?? nearest(text, wanted, at, 0);
  }
}

function nearest(text: string, needle: string, at: number, skip: number): number | null {
  if (needle === "") return null;
  const [left, right] = [text.lastIndexOf(needle, at), text.indexOf(needle, Math.max(0, at))];
  if (left < 0 && right < 0) return null;
  const isLeft = right < 0 || (left >= 0 && at - left <= right - at);
  return (isLeft ? left : right) + skip;
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
