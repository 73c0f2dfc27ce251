// Edits that the server has not acknowledged, kept in the browser's database over reloads and crashes.
import type { Change } from "../../domain/document/layout";

export interface UnsavedEdit {
  /** The client_message_id: the server stores an edit once, however often it comes. */
  id: string;
  canvas: string;
  person: number;
  epoch: number;
  /** The Yjs update, and the same said in words for a document of another epoch. */
  update: Uint8Array;
  changes: Change[];
  /** Milliseconds, with a fraction that keeps edits of one moment in order. */
  madeAt: number;
}

export interface UnsavedStore {
  all(canvas: string): Promise<UnsavedEdit[]>;
  add(edit: UnsavedEdit): void;
  remove(id: string): void;
}

const DATABASE = "sunmask-unsaved";

/** Open the store; where the browser has no database (private windows), edits live in the page alone. */
export function openUnsavedStore(): UnsavedStore {
  const opening = new Promise<IDBDatabase | null>((resolve) => {
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        const edits = request.result.createObjectStore("edits", { keyPath: "id" });
        edits.createIndex("canvas", "canvas");
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
      request.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  const write = async (act: (edits: IDBObjectStore) => void) => {
    const database = await opening;
    if (!database) return;
    try {
      const transaction = database.transaction("edits", "readwrite");
      act(transaction.objectStore("edits"));
      // At once, not when the event loop comes round: the tab may be closing.
      transaction.commit();
    } catch {
      // A full disk must not stop the edit from going to the server.
    }
  };
  return {
    async all(canvas) {
      const database = await opening;
      if (!database) return [];
      const edits = await new Promise<UnsavedEdit[]>((resolve) => {
        const request = database
          .transaction("edits")
          .objectStore("edits")
          .index("canvas")
          .getAll(canvas);
        request.onsuccess = () => resolve(request.result as UnsavedEdit[]);
        request.onerror = () => resolve([]);
      });
      return edits.sort((one, other) => one.madeAt - other.madeAt);
    },
    add: (edit) => void write((edits) => edits.put(edit)),
    remove: (id) => void write((edits) => edits.delete(id)),
  };
}
