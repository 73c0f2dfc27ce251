// What the score shows: which staves, and whether states are seen.
import { For } from "solid-js";
import { Popover } from "../../../ui/Popover";
import { areStatesShown, scoreView, showView, toggleStates, VIEWS } from "./view";

export function ViewButton() {
  return (
    <Popover
      label={<>View</>}
      name="How the score is shown"
      title="Open or closed score, piano reduction, one voice alone; states seen or not"
      testId="score-view"
      panelName="How the score is shown"
      panelClass="popover score-views"
      focus="input:checked"
    >
      {() => (
        <>
          <fieldset>
            <legend>Staves</legend>
            <For each={VIEWS}>
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
            Tint what may be rewritten
          </label>
        </>
      )}
    </Popover>
  );
}
