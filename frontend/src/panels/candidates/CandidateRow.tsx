/** One candidate (or the canvas itself, -1) in the list: its picture, figures and what can be done with it. */

import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { Miniature } from "../../canvases/Miniature";
import { openKind } from "../../canvases/registry";
import { fileItems } from "../../canvases/takingAway";
import { gradeChange, gradeWords } from "../../domain/takes/takeWords";
import type { Grade } from "../../protocol";
import { Star } from "../../ui/controls/Star";
import { Menu, type MenuItem } from "../../ui/overlays/Menu";
import { AskForGrade, GradeHere, repair } from "../grades/GradeHere";
import type { Describe } from "./descriptions";
import { candidateSource } from "./takeAwaySources";
import { type CandidateState, useCandidate } from "./useCandidate";

/** So low that four candidates fit beside each other's figures on a laptop. */
const PICTURE_PX = 32;

interface CandidateRowProps {
  candidate: number;
  isInView: boolean;
  describe: Describe;
  onShow: () => void;
  onDiscard: () => void;
  /** The grade of what a repair or splice began from; null where there is nothing to compare with. */
  before: number | null;
}

export function CandidateRow(props: CandidateRowProps) {
  const [isSeen, setIsSeen] = createSignal(false);
  const one = useCandidate(props.candidate, isSeen, (...of) => props.describe(...of));
  let row!: HTMLLIElement;
  onMount(() => {
    const watch = new IntersectionObserver((entries) =>
      setIsSeen(entries.some((entry) => entry.isIntersecting)),
    );
    watch.observe(row);
    onCleanup(() => watch.disconnect());
  });
  return (
    <li
      ref={row}
      class="candidate"
      classList={{ "is-in-view": props.isInView }}
      data-candidate={props.candidate}
    >
      <LookButton {...props} one={one} />
      <Show when={!one.isOriginal}>
        <CandidateActs one={one} onDiscard={props.onDiscard} />
      </Show>
      <Show when={props.isInView}>
        <GradeBelow one={one} />
        <Show when={one.isVariant() && !one.isOriginal && one.studio.canEdit()}>
          <div class="grade-here">
            <button
              type="button"
              class="primary full-width"
              disabled={one.isNowhere()}
              onClick={one.place}
            >
              Place this one
            </button>
          </div>
        </Show>
      </Show>
    </li>
  );
}

function LookButton(props: CandidateRowProps & { one: CandidateState }) {
  const { one } = props;
  const likeliest = () => (one.isLikeliest() ? ", the likeliest" : "");
  const gradeAloud = () => (one.grade() ? `, grade ${gradeWords(one.grade()?.overall)}` : "");
  return (
    <button
      type="button"
      class="candidate-look"
      data-index={props.candidate}
      aria-pressed={props.isInView}
      aria-label={`Look at ${one.name()}, ${one.words()}${likeliest()}${gradeAloud()}`}
      onClick={props.onShow}
    >
      <span class="candidate-name">{one.name()}</span>
      <small class="muted figures">
        {one.words()}
        {likeliest()}
      </small>
      <Show when={one.grade()}>
        {(known) => <GradeFigure grade={known()} before={props.before} />}
      </Show>
      <Miniature
        grid={one.grid()}
        states={one.states()}
        height={PICTURE_PX}
        content={one.isOriginal ? null : one.studio.followedList()?.frozen()?.content}
      />
    </button>
  );
}

/** The grade, and by how much it is better or worse than before. */
function GradeFigure(props: { grade: Grade; before: number | null }) {
  const change = () =>
    props.before === null ? null : gradeChange(props.before, props.grade.overall);
  return (
    <span class="candidate-grade figures" data-testid="grade">
      <Show when={change()}>
        {(by) => <span class={by().isBetter ? "better" : "worse"}>{by().words}</span>}
      </Show>
      <b title={`Grade: ${openKind().gradeMeaning}`}>{gradeWords(props.grade.overall)}</b>
    </span>
  );
}

function CandidateActs(props: { one: CandidateState; onDiscard: () => void }) {
  const { one } = props;
  const { isNowhere } = one;
  const items = (): (MenuItem | null)[] => {
    const keep: MenuItem = {
      label: one.isKept() ? "Kept as take" : "Keep as take",
      isDisabled: one.isKept() || isNowhere(),
      perform: one.keep,
    };
    const place: MenuItem = {
      label: "Place on canvas",
      isDisabled: isNowhere(),
      perform: one.place,
    };
    const exports = fileItems(
      openKind(),
      one.studio.kind()?.formats,
      () => candidateSource(one.studio, one.id(), one.candidate, one.step()),
      isNowhere(),
    );
    return [
      ...(one.studio.canCurate() ? [keep] : []),
      ...(one.studio.canEdit() ? [place] : []),
      null,
      ...exports,
      null,
      { label: "Hide", perform: props.onDiscard },
    ];
  };
  return (
    <span class="candidate-acts">
      <Show when={one.studio.canCurate()}>
        <Star
          isOn={one.isStarred()}
          name={one.name()}
          isDisabled={isNowhere()}
          onToggle={one.toggleStar}
        />
      </Show>
      <Menu class="quiet more" name={`More for ${one.name()}`} label="⋯" items={items()} />
    </span>
  );
}

/** What the grade counts, with a repair; or the question for a grade where there is none. */
function GradeBelow(props: { one: CandidateState }) {
  const { one } = props;
  const isAskable = () => one.grid() !== null && (one.isOriginal || one.isSettled());
  const repairAt = (step: number) => () =>
    repair(one.studio, { generation: one.id(), candidate: one.candidate, step });
  return (
    <Show
      when={one.grade()}
      fallback={
        <Show when={isAskable()}>
          <div class="grade-here">
            <AskForGrade onGrade={one.putGrade} />
          </div>
        </Show>
      }
    >
      {(known) => (
        <GradeHere grade={known()} onRepair={one.isOriginal ? null : repairAt(known().step)} />
      )}
    </Show>
  );
}
