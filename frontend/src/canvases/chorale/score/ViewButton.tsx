// What the score shows: which staves, and whether states and chords are seen.
import { For } from "solid-js";
import { Popover } from "../../../ui/overlays/Popover";
import { naming, toggleNaming } from "../harmony/naming";
import {
  areChordsShown,
  areStatesShown,
  scoreView,
  showView,
  toggleChords,
  toggleStates,
  views,
} from "./view";

export function ViewButton() {
  return (
    <Popover
      label={<>View</>}
      name="View: how the score is shown"
      title="Open or closed score, piano reduction, one voice alone; tints, lanes and chords seen or not"
      testId="score-view"
      panelName="How the score is shown"
      panelClass="popover score-views"
      focus="input:checked"
    >
      {() => (
        <>
          <fieldset>
            <legend>Staves</legend>
            <For each={views()}>
              {({ name, label }) => (
                <label>
                  <input
                    type="radio"
                    name="score-view"
                    checked={scoreView().name === name}
                    data-testid={`view-${name}`}
                    onChange={() => showView(name)}
                  />
                  {label}
                </label>
              )}
            </For>
          </fieldset>
          <label>
            <input
              type="checkbox"
              checked={areStatesShown()}
              data-testid="view-states"
              onChange={toggleStates}
            />
            Tints and lanes: what may be rewritten <kbd>⇧T</kbd>
          </label>
          <label>
            <input
              type="checkbox"
              checked={areChordsShown()}
              data-testid="view-chords"
              onChange={toggleChords}
            />
            Chords under the staves
          </label>
          <label>
            <input
              type="checkbox"
              checked={naming() === "names"}
              data-testid="view-naming"
              onChange={toggleNaming}
            />
            Chords by name, such as G7
          </label>
        </>
      )}
    </Popover>
  );
}
