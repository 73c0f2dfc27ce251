// Whether a document has what an update builds on: else Yjs would keep the update back, and nobody would see it.
import * as Y from "yjs";

/** `end`: the clock behind the last of a client's changes that is needed. */
type Need = (client: number, end: number) => boolean;

/** Pure. */
export function hasDependencies(doc: Y.Doc, update: Uint8Array): boolean {
  const known = Y.decodeStateVector(Y.encodeStateVector(doc));
  const { structs, ds } = Y.decodeUpdate(update);
  const ends = new Map(known);
  for (const { id, length } of structs) {
    const end = ends.get(id.client) ?? 0;
    if (id.clock > end) return false;
    ends.set(id.client, Math.max(end, id.clock + length));
  }
  const has: Need = (client, end) => (ends.get(client) ?? 0) >= end;
  const hasAll = structs.every((struct) =>
    referencesOf(struct).every((id) => has(id.client, id.clock + 1)),
  );
  return (
    hasAll &&
    [...ds.clients].every(([client, deletions]) =>
      deletions.every(({ clock, len }) => has(client, clock + len)),
    )
  );
}

/** What an item lies beside or in. */
function referencesOf(struct: Y.Item | Y.GC | Y.Skip): Y.ID[] {
  if (!(struct instanceof Y.Item)) return [];
  const { origin, rightOrigin, parent } = struct as { [of in keyof Y.Item]: unknown };
  return [origin, rightOrigin, parent].filter((one): one is Y.ID => one instanceof Y.ID);
}
