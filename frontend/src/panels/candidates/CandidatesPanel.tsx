/** The original and the candidates of one generation: look, listen, compare, star, keep, discard. */

import { createMemo, For, Show } from "solid-js";
import { openKind } from "../../canvases/registry";
import { STATE_LABELS, STATE_SENTENCES } from "../../domain/cells";
import { isActive, whereIs } from "../../domain/generation/progress";
import type { Generation } from "../../protocol";
import { borrow } from "../../state/stage/borrowed";
import { useStudio } from "../../state/stage/studio";
import { GuardedFor, quoted } from "../../ui/Guarded";
import { Menu, type MenuItem } from "../../ui/overlays/Menu";
import { RepairOutcome } from "../grades/RepairOutcome";
import { JobView } from "../jobs/JobView";
import { CandidateRow } from "./CandidateRow";
import { useDescriptions } from "./descriptions";
import { GenerationChoice } from "./GenerationChoice";
import { GenerationInfo, reproduce, Verdicts } from "./GenerationInfo";
import { SourceRow } from "./SourceRow";
import { type CandidateList, useCandidateList } from "./useCandidateList";

export function CandidatesPanel(props: { onCompare: () => void }) {
  const studio = useStudio();
  let list: HTMLUListElement | undefined;
  const candidates = useCandidateList(() => list, props.onCompare);
  return (
    <section class="candidates" aria-labelledby="candidates-heading">
      <div class="list-head">
        <h2 id="candidates-heading" class="visually-hidden">
          Candidates
        </h2>
        <Show when={studio.generations().length > 0} fallback={<StateLegend />}>
          <GenerationChoice />
          <button
            type="button"
            onClick={props.onCompare}
            disabled={(studio.listed()?.num_candidates ?? 0) === 0}
          >
            Compare
          </button>
          <Show when={studio.listed()}>
            {(generation) => <GenerationMenu generation={generation()} candidates={candidates} />}
          </Show>
        </Show>
      </div>
      <Show
        when={studio.selectedJob()}
        fallback={
          <Candidates
            candidates={candidates}
            ref={(element) => {
              list = element;
            }}
          />
        }
      >
        {(job) => <JobView job={job()} />}
      </Show>
    </section>
  );
}

function GenerationMenu(props: { generation: Generation; candidates: CandidateList }) {
  const studio = useStudio();
  const items = (): MenuItem[] => {
    const { generation, candidates } = props;
    const all: MenuItem[] = [
      {
        label: "Use its settings",
        perform: () =>
          borrow({ settings: generation.settings, numCandidates: generation.num_candidates }),
      },
      {
        label: `Use its seed, ${generation.seed}`,
        perform: () => borrow({ seed: generation.seed }),
      },
    ];
    if (studio.canEdit())
      all.push({
        label: "Reproduce",
        isDisabled: isActive(generation) || generation.purpose === "reproduce",
        perform: () => void reproduce(studio, generation),
      });
    if (candidates.numHidden() > 0)
      all.push({
        label: `Show ${candidates.numHidden()} hidden`,
        perform: candidates.showHidden,
      });
    return all;
  };
  return <Menu class="quiet" name="More about this generation" label="⋯" items={items()} />;
}

function Candidates(props: { candidates: CandidateList; ref: (list: HTMLUListElement) => void }) {
  const studio = useStudio();
  const { shown, inView, show, discard, answerKey } = props.candidates;
  const describe = useDescriptions(studio.followedList);
  /** What a repair or a splice began from. */
  const sources = createMemo(() => {
    const generation = studio.listed();
    if (generation?.purpose !== "repair" && generation?.purpose !== "splice") return [];
    return generation.sources.flatMap((id) => studio.takes().find((take) => take.id === id) ?? []);
  });
  const before = () => (sources().length === 1 ? (sources()[0]?.grade ?? null) : null);
  return (
    <>
      <Show when={studio.listed()}>
        {(generation) => (
          <>
            <div class="generation-facts">
              <p class="hint figures">
                {lineage(generation(), studio.generations())}
                {whereIs(generation(), studio.followedList()?.lastStep() ?? null, null)}
              </p>
              <GenerationInfo generation={generation()} />
            </div>
            <Verdicts generation={generation()} />
            <Show when={generation().purpose === "repair" && sources()[0]}>
              {(take) => <RepairOutcome generation={generation()} take={take()} />}
            </Show>
          </>
        )}
      </Show>
      <ul class="candidate-list" ref={props.ref} onKeyDown={answerKey}>
        <Show when={studio.generations().length > 0}>
          <GuardedFor each={sources()} as="li" nameOf={(take) => quoted(take.name)}>
            {(take, index) => (
              <SourceRow
                take={take}
                name={sources().length === 1 ? "Before" : `Take ${"AB"[index()] ?? index() + 1}`}
              />
            )}
          </GuardedFor>
          <GuardedFor
            each={shown().filter((one) => one >= 0 || sources().length === 0)}
            as="li"
            nameOf={(candidate) => (candidate < 0 ? "The canvas" : `Candidate ${candidate + 1}`)}
          >
            {(candidate) => (
              <CandidateRow
                candidate={candidate}
                isInView={inView() === candidate}
                describe={describe}
                before={before()}
                onShow={() => show(candidate)}
                onDiscard={() => discard(candidate)}
              />
            )}
          </GuardedFor>
        </Show>
      </ul>
    </>
  );
}

/** Before the first generation: what the three states ask of the model. */
function StateLegend() {
  return (
    <div class="state-legend">
      <p class="muted">
        Candidates appear here when you generate. You choose what the model does with each{" "}
        {openKind().contentNoun}:
      </p>
      <dl>
        <For each={STATE_LABELS}>
          {(label, index) => (
            <div>
              <dt>
                <i class={`swatch ${label.toLowerCase()}`} /> {label}
              </dt>
              <dd>{STATE_SENTENCES[index()]}</dd>
            </div>
          )}
        </For>
      </dl>
    </div>
  );
}

function lineage(generation: Generation, all: Generation[]): string {
  if (generation.parent === null) return "";
  const parent = all.find((one) => one.id === generation.parent);
  const from = `candidate ${(generation.parent_candidate ?? 0) + 1}, step ${generation.first_step}`;
  return `from ${parent ? `generation ${parent.number}, ` : ""}${from} · `;
}
