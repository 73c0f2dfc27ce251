// What has to change in a document laid out as a grid, so that it says what another copy of it says.
import { cellOfKey } from "../cells";
import type { GridChange, MapName } from "./layout";
import type { SharedGrid } from "./projection";

/**
 * Columns come back under their old ids, so that comments and candidates find them again. Cells of columns
 * that go are left as they are: undo brings the columns back with them.
 */
export function gridChangesTo(then: SharedGrid, now: SharedGrid): GridChange[] {
  return [...columnChanges(then, now), ...cellChanges(then, now)];
}

function columnChanges(then: SharedGrid, now: SharedGrid): GridChange[] {
  const [wanted, present] = [ids(then), ids(now)];
  const changes: GridChange[] = [];
  const stay = new Set(wanted);
  const remove = present.filter((id) => !stay.has(id));
  if (remove.length > 0) changes.push({ remove });
  const known = new Set(present);
  let run: { insert: string[]; after: string | null } | null = null;
  wanted.forEach((id, index) => {
    if (known.has(id)) run = null;
    else if (run) run.insert.push(id);
    else {
      run = { insert: [id], after: wanted[index - 1] ?? null };
      changes.push(run);
    }
  });
  return changes;
}

function cellChanges(then: SharedGrid, now: SharedGrid): GridChange[] {
  const columns = new Map(ids(then).map((id, index) => [id, index]));
  return (Object.keys(now.maps) as MapName[]).flatMap((map) => {
    const [wanted, present] = [then.maps[map], now.maps[map]];
    return [...new Set([...wanted.keys(), ...present.keys()])]
      .filter((key) => map === "meta" || cellOfKey(key, columns) !== null)
      .filter((key) => JSON.stringify(wanted.get(key)) !== JSON.stringify(present.get(key)))
      .map((key): GridChange => ({ map, key, value: wanted.get(key) }));
  });
}

const ids = (grid: SharedGrid): string[] => [...new Set(grid.columns.toArray())];
