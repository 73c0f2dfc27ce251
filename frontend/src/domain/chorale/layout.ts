// How the shared document of a chorale is laid out: a row of sixteenths for each voice.
import type { Grid } from "../cells";
import { GridReplica } from "../document/gridReplica";
import { gridChangesTo } from "../document/gridRestore";
import type { DocumentLayout } from "../document/layout";
import { CHORALE_SHAPE } from "./music/symbols";
import { voicesIn } from "./music/voices";

export const CHORALE_LAYOUT: DocumentLayout = {
  kind: "chorale",
  numRows: CHORALE_SHAPE.numRows,
  numRowsOf: (meta) => voicesIn(meta.voices).length,
  replica: () => new GridReplica(CHORALE_SHAPE),
  gridOf: (content) => (content.symbols ?? []) as Grid,
  written: (symbol) => symbol,
  locate: (columns, _replica, now) => columns.map((id) => now.columnIndex.get(id)),
  changesTo: (then, now) => gridChangesTo(then as GridReplica, now as GridReplica),
  captureMs: 0,
};
