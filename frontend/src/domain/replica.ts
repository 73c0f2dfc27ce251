// The shared types of a canvas document (ARCHITECTURE.md, "The shared document"), and changes to them
// said in words, so that an edit can be made again where its Yjs update cannot be applied.
import * as Y from "yjs";

export const MAP_NAMES = ["symbols", "states", "pins", "meta", "marks", "authors"] as const;
export type MapName = (typeof MAP_NAMES)[number];

export interface Replica {
  doc: Y.Doc;
  columns: Y.Array<string>;
  maps: Record<MapName, Y.Map<unknown>>;
}

export type Change =
  | { map: MapName; key: string; value: unknown }
  | { insert: string[]; after: string | null }
  | { remove: string[] };

export function makeReplica(): Replica {
  const doc = new Y.Doc();
  const maps = Object.fromEntries(MAP_NAMES.map((name) => [name, doc.getMap(name)]));
  return {
    doc,
    columns: doc.getArray<string>("columns"),
    maps: maps as Record<MapName, Y.Map<unknown>>,
  };
}

/** What a transaction changed; a `value` of undefined says that the key is gone. */
export function describeTransaction(
  replica: Replica,
  transaction: Y.Transaction,
  columnsBefore: readonly string[],
): Change[] {
  const changes: Change[] = [];
  if (
    transaction.changed.has(replica.columns as unknown as Y.AbstractType<Y.YEvent<Y.Array<string>>>)
  ) {
    changes.push(...describeColumns(columnsBefore, replica.columns.toArray()));
  }
  for (const name of MAP_NAMES) {
    const map = replica.maps[name];
    const keys = transaction.changed.get(
      map as unknown as Y.AbstractType<Y.YEvent<Y.Map<unknown>>>,
    );
    for (const key of keys ?? []) {
      if (key !== null) changes.push({ map: name, key, value: map.get(key) });
    }
  }
  return changes;
}

export function describeColumns(before: readonly string[], after: readonly string[]): Change[] {
  const changes: Change[] = [];
  const [old, now] = [new Set(before), new Set(after)];
  const removed = before.filter((id) => !now.has(id));
  if (removed.length > 0) changes.push({ remove: removed });
  let run: { insert: string[]; after: string | null } | null = null;
  after.forEach((id, index) => {
    if (old.has(id)) {
      run = null;
    } else if (run) {
      run.insert.push(id);
    } else {
      run = { insert: [id], after: after[index - 1] ?? null };
      changes.push(run);
    }
  });
  return changes;
}

/** Make a change; columns that are there already, or gone already, are left as they are. */
export function applyChange(replica: Replica, change: Change): void {
  if ("map" in change) {
    const map = replica.maps[change.map];
    if (change.value === undefined) map.delete(change.key);
    else if (map.get(change.key) !== change.value) map.set(change.key, change.value);
  } else if ("insert" in change) {
    const ids = replica.columns.toArray();
    const known = new Set(ids);
    const after = change.after === null ? 0 : ids.indexOf(change.after) + 1;
    const index = after === 0 && change.after !== null ? ids.length : after;
    const missing = change.insert.filter((id) => !known.has(id));
    if (missing.length > 0) replica.columns.insert(index, missing);
  } else {
    const gone = new Set(change.remove);
    const ids = replica.columns.toArray();
    // From the end, in runs: each deletion leaves the indices before it as they are.
    for (let end = ids.length; end > 0; ) {
      let start = end;
      while (start > 0 && gone.has(ids[start - 1] as string)) start--;
      if (start < end) replica.columns.delete(start, end - start);
      end = start === end ? end - 1 : start;
    }
  }
}
