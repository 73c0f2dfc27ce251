// What can be composed of a canvas of any kind: what is selected or marked, or all of it.
import { plural } from "../../ui/plural";
import type { Composable, Proposal } from "../generation/proposals";
import { isAllMarked } from "../generation/proposals";
import { allCells } from "./shape";

/** noun: what a cell is called. */
export function proposalsFor(
  { symbols, free, selected }: Omit<Composable, "states" | "meta" | "composed">,
  noun: string,
): Proposal[] {
  const selection: Proposal[] =
    selected.length === 0
      ? []
      : [{ label: `Compose ${plural(selected.length, `selected ${noun}`)}`, cells: selected }];
  const marked: Proposal[] =
    free.length === 0
      ? []
      : [{ label: `Compose ${plural(free.length, `marked ${noun}`)}`, cells: null }];
  if (selection.length + marked.length > 0)
    return isAllMarked({ free, selected }) ? [...marked, ...selection] : [...selection, ...marked];
  const cells = allCells(symbols);
  return cells.length === 0 ? [] : [{ label: "Compose all of it anew", cells }];
}
