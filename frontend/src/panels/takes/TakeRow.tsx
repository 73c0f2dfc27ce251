/** One take in the studio's list: look, rate, star, place, export, order, bin. */

import { createMemo, Show } from "solid-js";
import { api } from "../../api";
import { Miniature } from "../../canvases/Miniature";
import { openKind } from "../../canvases/registry";
import { fileItems } from "../../canvases/takingAway";
import { gridFromCells, type StateGrid } from "../../domain/cells";
import { nameOf } from "../../domain/people/personName";
import { gradeWords } from "../../domain/takes/takeWords";
import type { Take } from "../../protocol";
import { useStudio } from "../../state/stage/studio";
import { StarRow } from "../../takes/StarRow";
import { EditableName } from "../../ui/controls/EditableName";
import { Star } from "../../ui/controls/Star";
import { toast } from "../../ui/messages/toasts";
import { Menu, type MenuItem } from "../../ui/overlays/Menu";
import { place } from "../candidates/placing";
import { takeSource } from "../candidates/takeAwaySources";
import { GradeHere, gradeOfTake, repair } from "../grades/GradeHere";
import { attempt, bin, rate, showTake } from "./takeActs";

interface TakeRowProps {
  take: Take;
  isInView: boolean;
  isChosen: boolean;
  onChoose: () => void;
  onInfo: () => void;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
}

export function TakeRow(props: TakeRowProps) {
  const studio = useStudio();
  const take = () => props.take;
  const grid = createMemo(() => gridFromCells(take().symbols, studio.document.numRows));
  const words = createMemo(() => openKind().figures(grid()));
  const states = createMemo((): StateGrid | undefined => {
    const followed = studio.followed();
    return followed?.id === take().generation
      ? (followed.frozen()?.states as StateGrid | undefined)
      : undefined;
  });
  return (
    <>
      <div class="take-name">
        <EditableName
          name={take().name}
          what="take"
          canEdit={studio.canCurate() && !take().is_in_bin}
          onRename={(name) => attempt(api.changeTake(take().id, { name }))}
        />
      </div>
      <button
        type="button"
        class="candidate-look"
        aria-pressed={props.isInView}
        aria-label={`Look at ${take().name}, ${words()}`}
        disabled={take().is_in_bin}
        onClick={() => showTake(studio.stage, take())}
      >
        <small class="muted figures">
          {words()} · {take().note}
          {take().created_by ? ` by ${nameOf(take().created_by)}` : ""}
        </small>
        <Miniature grid={grid()} states={states()} />
      </button>
      <TakeFoot {...props} />
      <span class="candidate-acts">
        <Show when={!take().is_in_bin}>
          <Star
            isOn={take().is_starred}
            name={take().name}
            isDisabled={!studio.canCurate()}
            onToggle={() => attempt(api.changeTake(take().id, { is_starred: !take().is_starred }))}
          />
        </Show>
        <TakeMenu {...props} />
      </span>
      <Show when={props.isInView && !take().is_in_bin && gradeOfTake(take())}>
        {(grade) => (
          <GradeHere grade={grade()} onRepair={() => repair(studio, { take: take().id })} />
        )}
      </Show>
    </>
  );
}

function TakeMenu(props: TakeRowProps) {
  const studio = useStudio();
  const take = () => props.take;
  const items = (): (MenuItem | null)[] => {
    const exports = fileItems(openKind(), studio.kind()?.formats, () => takeSource(studio, take()));
    if (take().is_in_bin)
      return [{ label: "Restore", perform: () => attempt(api.restoreTake(take().id)) }, ...exports];
    return [
      { label: "About this take (I)", perform: props.onInfo },
      { label: props.isChosen ? "Do not compare" : "Choose to compare", perform: props.onChoose },
      ...(studio.canEdit()
        ? [
            {
              label: "Place on canvas",
              perform: () => {
                showTake(studio.stage, take());
                queueMicrotask(() =>
                  placeWhenHere(() =>
                    place(studio, take().generation, take().candidate, take().step),
                  ),
                );
              },
            },
          ]
        : []),
      ...exports,
      ...(studio.canCurate()
        ? [
            null,
            {
              label: "Move up (Alt ↑)",
              isDisabled: props.onUp === null,
              perform: () => props.onUp?.(),
            },
            {
              label: "Move down (Alt ↓)",
              isDisabled: props.onDown === null,
              perform: () => props.onDown?.(),
            },
            null,
            { label: "Move to bin", isDanger: true, perform: () => void bin(take()) },
          ]
        : []),
    ];
  };
  /** A generation that was not looked at yet has its steps a moment later. */
  const placeWhenHere = (act: () => void, tries = 40) => {
    const followed = studio.followed();
    const isHere =
      followed?.id === take().generation &&
      followed.frozen() !== null &&
      followed.gridAt(take().candidate, take().step) !== null;
    if (isHere) act();
    else if (tries > 0) setTimeout(() => placeWhenHere(act, tries - 1), 100);
    else
      toast("The steps of this take could not be loaded. Try again in a moment.", {
        tone: "fault",
      });
  };
  return <Menu class="quiet more" name={`More for ${take().name}`} label="⋯" items={items()} />;
}

/** One's own stars, the grade, and whether it is chosen to be compared. */
function TakeFoot(props: TakeRowProps) {
  const studio = useStudio();
  const take = () => props.take;
  return (
    <div class="take-foot">
      <StarRow
        take={take()}
        canRate={studio.canCurate() && !take().is_in_bin}
        isTabStop
        onRate={(stars) => rate(take(), stars)}
      />
      <span class="spacer" />
      <Show when={take().grade !== null && take().grade !== undefined}>
        <b class="figures" title="Grade, lower is better">
          {gradeWords(take().grade)}
        </b>
      </Show>
      <input
        type="checkbox"
        class="take-choose"
        checked={props.isChosen}
        aria-label={`Choose ${take().name} to compare`}
        onChange={props.onChoose}
      />
    </div>
  );
}
