/** What can be done with the takes that are chosen. */

import { Show } from "solid-js";
import { Menu } from "../../ui/overlays/Menu";
import { plural } from "../../ui/plural";
import type { Meant } from "./atOnce";
import type { Desk } from "./desk";

export const MOST_COMPARED = 4;
const STARS = [5, 4, 3, 2, 1];

interface ChosenBarProps {
  desk: Desk;
  /** What is chosen is in the bin. */
  isBin: boolean;
  /** Name of the ranking that takes are chosen for; null for none in particular. */
  fills: string | null;
  onCompare: () => void;
  onTag: () => void;
  onRank: () => void;
  onListen: () => void;
  /** Null for those who may not begin a campaign. */
  onCampaign: (() => void) | null;
  onFill: () => void;
  onExport: () => void;
  /** The bar goes away with the choice: the focus has to go somewhere. */
  onGone: () => void;
}

export function ChosenBar(props: ChosenBarProps) {
  const count = () => props.desk.chosen().size;
  const clear = () => {
    props.desk.clearChosen();
    props.onGone();
  };
  return (
    <section class="chosen-bar" aria-label="Chosen takes">
      <b class="figures" role="status">
        {count().toLocaleString()} {count() === 1 ? "take" : "takes"} chosen
        <Show when={props.desk.hidden().length > 0}>
          , {props.desk.hidden().length} of them hidden by the filter
        </Show>
      </b>
      <Show when={props.desk.hidden().length > 0}>
        <button type="button" class="quiet" onClick={() => props.desk.dropHidden()}>
          Leave out what is hidden
        </button>
      </Show>
      <span class="spacer" />
      <Show when={props.fills !== null}>
        <button type="button" class="primary" onClick={props.onFill}>
          Add to “{props.fills}”
        </button>
      </Show>
      <button
        type="button"
        disabled={count() < 2 || count() > MOST_COMPARED}
        title="Compare two to four takes side by side"
        onClick={props.onCompare}
      >
        Compare <kbd>C</kbd>
      </button>
      <Show when={props.desk.canCurate()}>
        <CurateButtons {...props} />
        <button type="button" onClick={props.onRank}>
          Rank
        </button>
        <button
          type="button"
          title="Let people say whether a person or a model made these"
          onClick={props.onListen}
        >
          Listening test
        </button>
      </Show>
      <Show when={props.onCampaign}>
        {(begin) => (
          <button
            type="button"
            title="Ask several people the same questions about these"
            onClick={() => begin()()}
          >
            Campaign
          </button>
        )}
      </Show>
      <button type="button" onClick={props.onExport}>
        Export
      </button>
      <Show when={props.desk.canCurate()}>
        <BinButton {...props} />
      </Show>
      <button type="button" class="quiet" onClick={clear}>
        Choose none
      </button>
    </section>
  );
}

/** All that are chosen. */
const meant = (desk: Desk): Meant => ({
  ids: [...desk.chosen().keys()],
  name: desk.chosenTakes()[0]?.name,
});

/** Star, rate and tag all of them. */
function CurateButtons(props: ChosenBarProps) {
  const all = () => meant(props.desk);
  const isStarred = () => props.desk.chosenTakes().every((take) => take.is_starred);
  return (
    <>
      <button
        type="button"
        aria-pressed={isStarred()}
        class="toggle"
        onClick={() => props.desk.starAll(all(), !isStarred())}
      >
        Star
      </button>
      <Menu
        name="Rate the chosen takes"
        label="Rate"
        items={[
          ...STARS.map((stars) => ({
            label: plural(stars, "star"),
            perform: () => props.desk.rateAll(all(), stars),
          })),
          null,
          { label: "Pick", perform: () => props.desk.flagAll(all(), "pick") },
          { label: "Reject", perform: () => props.desk.flagAll(all(), "reject") },
          null,
          { label: "Remove my rating", perform: () => props.desk.clearAll(all()) },
        ]}
      />
      <button type="button" onClick={props.onTag}>
        Tag <kbd>T</kbd>
      </button>
    </>
  );
}

function BinButton(props: ChosenBarProps) {
  const move = () => {
    const all = meant(props.desk);
    if (props.isBin) props.desk.restore(all);
    else props.desk.bin(all);
    props.desk.clearChosen();
    props.onGone();
  };
  return (
    <button type="button" classList={{ danger: !props.isBin }} onClick={move}>
      {props.isBin ? "Restore" : "Move to bin"}
    </button>
  );
}
