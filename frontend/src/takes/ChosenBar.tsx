/** What can be done with the takes that are chosen. */

import { Show } from "solid-js";
import { plural } from "../ui/plural";
import type { Desk } from "./desk";

export const MOST_COMPARED = 4;

export function ChosenBar(props: {
  desk: Desk;
  onCompare: () => void;
  onRank: () => void;
  onExport: () => void;
}) {
  const count = () => props.desk.chosen().size;
  return (
    <section class="chosen-bar" aria-label="Chosen takes">
      <b class="figures" role="status">
        {plural(count(), "take")} chosen
      </b>
      <span class="spacer" />
      <button
        type="button"
        disabled={count() < 2 || count() > MOST_COMPARED}
        title="Compare two to four takes side by side"
        onClick={props.onCompare}
      >
        Compare <kbd>C</kbd>
      </button>
      <Show when={props.desk.canCurate()}>
        <button type="button" disabled={count() < 2} onClick={props.onRank}>
          New ranking
        </button>
      </Show>
      <button type="button" onClick={props.onExport}>
        Export
      </button>
      <Show when={props.desk.canCurate()}>
        <button
          type="button"
          class="danger"
          onClick={() => {
            props.desk.bin([...props.desk.chosen().values()]);
            props.desk.clearChosen();
          }}
        >
          Move to bin
        </button>
      </Show>
      <button type="button" class="quiet" onClick={() => props.desk.clearChosen()}>
        Choose none
      </button>
    </section>
  );
}
