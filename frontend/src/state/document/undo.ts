// Undo of one person's edits in a shared document: Yjs's undo manager, plus edits that came as several
// transactions, plus the count of cells that stayed because somebody changed them since.
import * as Y from "yjs";
import type { Change, Replica } from "../../domain/document/layout";

type Item = Y.UndoManager["undoStack"][number];

export class UndoHistory {
  onChange: () => void = () => {};
  private readonly manager: Y.UndoManager;
  private groupId = 0;

  constructor(
    private readonly replica: Replica,
    origin: symbol,
    captureMs = 0,
    describeLast: () => readonly Change[] = () => [],
  ) {
    this.manager = new Y.UndoManager([...replica.shared], {
      trackedOrigins: new Set([origin]),
      captureTimeout: captureMs,
    });
    this.manager.on("stack-item-updated", ({ stackItem }: { stackItem: Item }) => {
      const changes = (stackItem.meta.get("changes") ?? []) as readonly Change[];
      stackItem.meta.set("changes", [...changes, ...describeLast()]);
    });
    this.manager.on("stack-item-added", ({ stackItem }: { stackItem: Item }) => {
      stackItem.meta.set("group", this.groupId);
      stackItem.meta.set("changes", describeLast());
      this.onChange();
    });
  }

  isOrigin(origin: unknown): boolean {
    return origin === this.manager;
  }

  counts(): { undo: number; redo: number } {
    return { undo: this.manager.undoStack.length, redo: this.manager.redoStack.length };
  }

  apply(doc: Y.Doc, update: Uint8Array, origin: symbol): void {
    Y.applyUpdate(doc, update, origin);
  }

  /** Make a change that belongs to a new edit, or to the same one as the change before. */
  group(isNew: boolean, change: () => void): void {
    if (isNew) {
      this.groupId++;
      this.manager.stopCapturing();
    }
    change();
  }

  /** Take back, or make again, the last edit of this person; other people's changes stay. */
  revert<Found>(
    direction: "undo" | "redo",
    find: (changes: readonly Change[]) => Found | null,
  ): { changed: Found | null; numChangedSince: number } {
    const stack = () => (direction === "undo" ? this.manager.undoStack : this.manager.redoStack);
    const group = stack().at(-1)?.meta.get("group");
    let changed: Found | null = null;
    const changedSince = new Set<string>();
    for (
      let item = stack().at(-1);
      item?.meta.get("group") === group && item;
      item = stack().at(-1)
    ) {
      this.groupId = group as number;
      const changes = (item.meta.get("changes") ?? []) as readonly Change[];
      const isOwn = (id: Y.ID) =>
        id.client === this.replica.doc.clientID || Y.isDeleted(item.insertions, id);
      const stale = changes.filter((change) => this.replica.isStale(change, isOwn));
      for (const change of stale) if ("key" in change) changedSince.add(change.key);
      changed ??= find(changes);
      // Yjs would continue to an older edit if this one had nothing left to take back.
      if (stale.length === changes.length) stack().pop();
      else if (direction === "undo") this.manager.undo();
      else this.manager.redo();
      if (stack().at(-1) === item) stack().pop();
    }
    this.groupId = Math.max(this.groupId, group ?? 0) + 1;
    this.onChange();
    return { changed, numChangedSince: changedSince.size };
  }
}
