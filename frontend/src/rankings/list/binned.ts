/** Rows of the page of rankings that can be put in the bin. */

import { toastFailure } from "../../state/failures";
import { toast } from "../../ui/messages/toasts";

export interface InBin {
  id: string;
  name: string;
  is_in_bin: boolean;
}

export interface Binnable<Row extends InBin> {
  /** In the bin or not, the newest first. */
  all: () => readonly Row[];
  error: () => unknown;
  put: (row: Row) => void;
  bin: (id: string) => Promise<Row>;
  restore: (id: string) => Promise<Row>;
}

export const restore = <Row extends InBin>(row: Row, rows: Binnable<Row>): void =>
  void rows.restore(row.id).then(rows.put, toastFailure);

export const bin = <Row extends InBin>(row: Row, rows: Binnable<Row>): void =>
  void rows.bin(row.id).then((now) => {
    rows.put(now);
    toast(`“${row.name}” is in the bin.`, {
      action: { label: "Undo", perform: () => restore(row, rows) },
    });
  }, toastFailure);
