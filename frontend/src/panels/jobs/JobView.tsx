/** The results of a job as they come in: the best first, or a grid of settings in a matrix. */

import { createEffect, createMemo, createSignal, For, Show, untrack } from "solid-js";
import { api } from "../../api";
import {
  isGoingOn,
  jobName,
  jobSecondsLeft,
  jobWords,
  numKept,
  orderWords,
} from "../../domain/generation/jobs";
import { preferenceWords } from "../../domain/takes/preference";
import { featureWords, gradeWords } from "../../domain/takes/takeWords";
import type { Job, Ranked } from "../../protocol";
import { toastFailure } from "../../state/failures";
import { keep, stopJob } from "../../state/generations/generating";
import { useStudio } from "../../state/stage/studio";
import { GuardedFor } from "../../ui/Guarded";
import { toast } from "../../ui/messages/toasts";
import { Dialog } from "../../ui/overlays/Dialog";
import { Menu } from "../../ui/overlays/Menu";
import { place } from "../candidates/placing";
import { FeatureBars } from "../grades/Features";
import { GradeHere, repair } from "../grades/GradeHere";
import { GridMatrix } from "./GridMatrix";

export function JobView(props: { job: Job }) {
  const studio = useStudio();
  const [hasTable, setHasTable] = createSignal(false);
  const requested = new Set<string>();
  // Parts of grades from before this page was opened are fetched with their generation.
  createEffect(() => {
    for (const { generation, candidate } of props.job.best) {
      if (requested.has(generation) || untrack(() => gradeOf(generation, candidate)) !== null)
        continue;
      requested.add(generation);
      api.grades(generation).then(
        (grades) => studio.project.grades.put(grades),
        () => requested.delete(generation),
      );
    }
  });
  const gradeOf = (generation: string, candidate: number) =>
    studio.project.grades.latest(generation, candidate);
  const secondsLeft = () =>
    jobSecondsLeft(
      props.job,
      studio.generations().filter((one) => one.job === props.job.id),
      Date.now(),
    );
  return (
    <section class="job" aria-label={jobName(props.job)} data-testid="job">
      <div
        class="progress-line"
        role="progressbar"
        aria-label={jobName(props.job)}
        aria-valuemin={0}
        aria-valuemax={props.job.num_total}
        aria-valuenow={props.job.num_done}
      >
        <i style={{ width: `${(100 * props.job.num_done) / Math.max(1, props.job.num_total)}%` }} />
      </div>
      <p class="hint figures" data-testid="job-progress">
        {jobWords(props.job, secondsLeft())}
      </p>
      <Show when={studio.canEdit() && isGoingOn(props.job)}>
        <div class="button-row">
          <button type="button" class="grow" onClick={() => stopJob(props.job, false)}>
            Stop now
          </button>
          <button
            type="button"
            class="grow"
            disabled={props.job.state === "ending"}
            title="Finishes and grades the candidate in progress"
            onClick={() => stopJob(props.job, true)}
          >
            Stop after this one
          </button>
        </div>
      </Show>
      <Show when={props.job.best.length > 0}>
        <div class="job-head">
          <span class="muted">{props.job.kind === "grid" ? "Grades" : orderWords(props.job)}</span>
          <span class="spacer" />
          <button type="button" class="quiet" onClick={() => setHasTable(true)}>
            Table
          </button>
        </div>
      </Show>
      <Show
        when={props.job.kind === "grid"}
        fallback={
          <Show when={props.job.best.length > 0}>
            <RankedList job={props.job} />
          </Show>
        }
      >
        <GridMatrix job={props.job} onShow={(one) => studio.stage.showCandidate(one.generation)} />
      </Show>
      <Show when={hasTable()}>
        <GradeTable job={props.job} onClose={() => setHasTable(false)} />
      </Show>
    </section>
  );
}

/** The figure that a job sorts by. */
const figureOf = (one: Ranked): string =>
  one.preference == null ? gradeWords(one.overall) : preferenceWords(one.preference);

/** "Candidate 3 of generation 12", in the numbers that people know. */
function useNames() {
  const studio = useStudio();
  const numbers = createMemo(
    () => new Map(studio.generations().map((one) => [one.id, one.number])),
  );
  return (one: Ranked) => `${numbers().get(one.generation) ?? "?"}.${one.candidate + 1}`;
}

function RankedList(props: { job: Job }) {
  const studio = useStudio();
  const name = useNames();
  const isInView = ({ generation, candidate }: Ranked) =>
    studio.stage.shows({ generation, candidate });
  let list!: HTMLOListElement;
  const most = createMemo(() => {
    const parts = props.job.best.flatMap((one) =>
      Object.values(studio.project.grades.latest(one.generation, one.candidate)?.features ?? {}),
    );
    return parts.sort((a, b) => a - b)[Math.floor(0.95 * parts.length)] ?? 1;
  });
  const move = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    const all = [...list.querySelectorAll<HTMLElement>(".ranked-look")];
    const next = all[all.indexOf(document.activeElement as HTMLElement) + by];
    next?.focus();
    next?.click();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <p class="ranked-names" aria-hidden="true">
        <span class="of-grade">{props.job.settings.taste ? "Votes" : "Grade"}</span>
        <span class="of-candidate">Candidate</span>
      </p>
      <ol class="ranked-list" ref={list} onKeyDown={move}>
        <GuardedFor each={props.job.best} as="li" nameOf={(one) => `Candidate ${name(one)}`}>
          {(one, index) => (
            <li
              class="ranked"
              classList={{
                "is-in-view": isInView(one),
                best: index() < numKept(props.job),
                "last-best":
                  index() === numKept(props.job) - 1 && index() < props.job.best.length - 1,
              }}
            >
              <button
                type="button"
                class="quiet ranked-look"
                aria-pressed={isInView(one)}
                aria-label={`${index() + 1}: candidate ${name(one)}, ${one.preference == null ? "" : `by votes ${figureOf(one)}, `}grade ${gradeWords(one.overall)}${one.take ? ", kept" : ""}`}
                onClick={() => studio.stage.showCandidate(one.generation, one.candidate)}
              >
                <span class="rank figures">{index() + 1}</span>
                <b class="figures">{figureOf(one)}</b>
                <Show when={studio.project.grades.latest(one.generation, one.candidate)}>
                  {(grade) => <FeatureBars features={grade().features} most={most()} />}
                </Show>
                <span class="ranked-name muted figures">{name(one)}</span>
                <span class="kept">{one.take ? "kept" : ""}</span>
              </button>
              <RankedMenu one={one} name={name(one)} />
              <Show
                when={isInView(one) && studio.project.grades.latest(one.generation, one.candidate)}
              >
                {(grade) => (
                  <GradeHere
                    grade={grade()}
                    onRepair={() => repair(studio, { ...one, step: grade().step })}
                  />
                )}
              </Show>
            </li>
          )}
        </GuardedFor>
      </ol>
    </>
  );
}

function RankedMenu(props: { one: Ranked; name: string }) {
  const studio = useStudio();
  const steps = () =>
    studio.generations().find((one) => one.id === props.one.generation)?.num_steps ?? 0;
  const keepIt = async () => {
    if (await keep(studio, props.one.generation, props.one.candidate, steps()))
      toast(`Candidate ${props.name} is kept as a take.`);
  };
  const placeIt = () => {
    studio.stage.showCandidate(props.one.generation, props.one.candidate);
    whenHere(studio.followed, props.one, () =>
      place(studio, props.one.generation, props.one.candidate, steps()),
    );
  };
  return (
    <Show when={studio.canCurate()}>
      <Menu
        class="quiet more"
        name={`More for candidate ${props.name}`}
        label="⋯"
        items={[
          {
            label: props.one.take ? "Kept as take" : "Keep as take",
            isDisabled: props.one.take !== null,
            perform: () => void keepIt().catch(toastFailure),
          },
          ...(studio.canEdit() ? [{ label: "Place on canvas", perform: placeIt }] : []),
        ]}
      />
    </Show>
  );
}

/** A generation that was not looked at yet has its steps a moment later. */
function whenHere(
  followed: ReturnType<typeof useStudio>["followed"],
  one: Ranked,
  act: () => void,
  tries = 60,
): void {
  const now = followed();
  const isHere = now?.id === one.generation && now.frozen() !== null && now.lastStep() !== null;
  if (isHere) act();
  else if (tries > 0) setTimeout(() => whenHere(followed, one, act, tries - 1), 100);
  else toast("The steps could not be loaded. Try again in a moment.", { tone: "fault" });
}

/** Every candidate with its total and all parts of its grade, to read at leisure. */
function GradeTable(props: { job: Job; onClose: () => void }) {
  const studio = useStudio();
  const name = useNames();
  const gradeOf = (one: Ranked) => studio.project.grades.latest(one.generation, one.candidate);
  const features = createMemo(() => {
    for (const one of props.job.best) {
      const grade = gradeOf(one);
      if (grade) return Object.keys(grade.features);
    }
    return [];
  });
  return (
    <Dialog title={jobName(props.job)} class="grade-table" onClose={props.onClose}>
      <div class="grade-table-scroll">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Rank</th>
              <th scope="col">Candidate</th>
              <th scope="col">Grade</th>
              <For each={features()}>{(name) => <th scope="col">{featureWords(name)}</th>}</For>
              <th scope="col">Kept</th>
            </tr>
          </thead>
          <tbody>
            <GuardedFor each={props.job.best} as="tr" nameOf={(one) => `Candidate ${name(one)}`}>
              {(one, index) => (
                <tr classList={{ best: index() < numKept(props.job) }}>
                  <td>{index() + 1}</td>
                  <th scope="row">
                    <button
                      type="button"
                      class="link"
                      onClick={() => {
                        studio.stage.showCandidate(one.generation, one.candidate);
                        props.onClose();
                      }}
                    >
                      {name(one)}
                    </button>
                  </th>
                  <td>
                    <b>{one.overall.toFixed(2)}</b>
                  </td>
                  <For each={features()}>
                    {(feature) => <td>{gradeOf(one)?.features[feature]?.toFixed(2) ?? ""}</td>}
                  </For>
                  <td>{one.take ? "yes" : ""}</td>
                </tr>
              )}
            </GuardedFor>
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}
