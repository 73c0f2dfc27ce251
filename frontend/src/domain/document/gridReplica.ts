// A document laid out as a grid (docs/document.md): ids of columns, and maps whose
// keys name a cell.
import * as Y from "yjs";
import { type Author, type Cell, cellOfKey } from "../cells";
import { type CellMarks, collectChanges, type DocumentEdit } from "./gridEdits";
import type { Change, GridChange, MapName, Reading, Replica } from "./layout";
import {
  type CanvasShape,
  type Projection,
  projectAll,
  projectChanges,
  type SharedGrid,
} from "./projection";

export const MAP_NAMES = ["symbols", "states", "pins", "meta", "marks", "authors"] as const;

export class GridReplica implements Replica, SharedGrid {
  readonly doc = new Y.Doc();
  readonly columns = this.doc.getArray<string>("columns");
  readonly maps = Object.fromEntries(
    MAP_NAMES.map((name) => [name, this.doc.getMap(name)]),
  ) as Record<MapName, Y.Map<unknown>>;
  readonly shared = [this.columns, ...Object.values(this.maps)] as Y.AbstractType<unknown>[];

  constructor(private readonly shape: CanvasShape) {}

  read(before: Reading | null, changes: readonly Change[]): Reading {
    const grid = changes as readonly GridChange[];
    const maps = new Set(grid.map((change) => ("map" in change ? change.map : "columns")));
    const projection = before
      ? projectChanges(before as Projection, grid, this, this.shape)
      : projectAll(this, this.shape);
    const mapOf = <V>(name: "authors" | "marks") =>
      before && !maps.has(name)
        ? (before[name] as ReadonlyMap<string, V>)
        : new Map(this.maps[name].entries() as IterableIterator<[string, V]>);
    const marks = mapOf<CellMarks>("marks");
    const isMetaSame = !["meta", "marks", "columns"].some((name) => maps.has(name as MapName));
    return {
      ...projection,
      authors: mapOf<Author>("authors"),
      marks,
      meta: before && isMetaSame ? before.meta : this.metaOf(marks, projection, before),
    };
  }

  private metaOf(
    marks: ReadonlyMap<string, CellMarks>,
    { columnIndex, symbols }: Projection,
    before: Reading | null,
  ): Reading["meta"] {
    const said = {
      ...Object.fromEntries(this.maps.meta.entries()),
      ...this.shape.metaOfMarks?.(marks, columnIndex, symbols.length),
    };
    return before && JSON.stringify(before.meta) === JSON.stringify(said) ? before.meta : said;
  }

  describe(transaction: Y.Transaction, before: Reading): Change[] {
    return describeTransaction(this, transaction, before.columns);
  }

  apply(change: Change): void {
    applyChange(this, change as GridChange);
  }

  collect(act: (edit: never) => void, now: Reading): Change[] {
    return collectChanges(
      act as (edit: DocumentEdit) => void,
      now.columns,
      now.authors,
      (map, key) => this.maps[map].get(key),
    );
  }

  isStale(of: Change, isOwn: (id: Y.ID) => boolean): boolean {
    const change = of as GridChange;
    if ("map" in change) {
      const map = this.maps[change.map];
      if (JSON.stringify(map.get(change.key)) !== JSON.stringify(change.value)) return true;
      const entry = map._map.get(change.key);
      return entry !== undefined && !entry.deleted && !isOwn(entry.id);
    }
    // Columns that somebody else brought back, or took away, since.
    const now = new Set(this.columns.toArray());
    return "insert" in change
      ? !change.insert.some((id) => now.has(id))
      : change.remove.every((id) => now.has(id));
  }

  cellOf(change: Change, now: Reading): Cell | null {
    return "map" in change ? cellOfKey(change.key, now.columnIndex) : null;
  }
}

/** What a transaction changed; a `value` of undefined says that the key is gone. */
function describeTransaction(
  replica: GridReplica,
  transaction: Y.Transaction,
  columnsBefore: readonly string[],
): GridChange[] {
  const changes: GridChange[] = [];
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

function describeColumns(before: readonly string[], after: readonly string[]): GridChange[] {
  const changes: GridChange[] = [];
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
function applyChange(replica: GridReplica, change: GridChange): void {
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
