/** The menu of a row that its owner can put in the bin, or take out of it. */

import { Menu } from "../../ui/overlays/Menu";
import { type Binnable, bin, type InBin, restore } from "./binned";

export function BinMenu<Row extends InBin>(props: { row: Row; of: Binnable<Row> }) {
  return (
    <Menu
      name={`More for ${props.row.name}`}
      label="More"
      class="quiet"
      items={
        props.row.is_in_bin
          ? [{ label: "Restore", perform: () => restore(props.row, props.of) }]
          : [{ label: "Move to bin", isDanger: true, perform: () => bin(props.row, props.of) }]
      }
    />
  );
}
