/** What is known of a take, over the studio. */

import { onCleanup, onMount } from "solid-js";
import { stopListening } from "../canvases/listening";
import { TakeInfo, type TakeInfoProps } from "./TakeInfo";

export function TakeInfoDialog(props: TakeInfoProps) {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  onCleanup(stopListening);
  return (
    <dialog
      ref={dialog}
      class="take-info-dialog"
      aria-label={`About ${props.take.name}`}
      onClose={props.onClose}
      onPointerDown={(event) => event.target === dialog && dialog.close()}
    >
      <TakeInfo {...props} onClose={() => dialog.close()} />
    </dialog>
  );
}
