// The keys of a canvas of any kind.
import type { KindShape } from "../../protocol";
import { HelpDialog } from "../common/HelpDialog";
import { keysOf } from "./keymap";

export function Help(props: { shape: KindShape; close: () => void }) {
  return (
    <HelpDialog keys={keysOf(props.shape)} close={props.close}>
      <p>
        A pinned cell cannot change. A small lock shows where the pin differs from the state's usual
        one. Letters in brown were composed by the model.
      </p>
      <p>Of a candidate, what differs from the canvas stands out.</p>
    </HelpDialog>
  );
}
