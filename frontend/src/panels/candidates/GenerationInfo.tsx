/** How a generation was made, to read and to use; and whether it can be made again, with proof. */

import { createMemo, For, Show } from "solid-js";
import { api } from "../../api";
import { openKind } from "../../canvases/registry";
import { cellOf } from "../../domain/cells";
import { isActive } from "../../domain/generation/progress";
import type { Generation, Verdict } from "../../protocol";
import { toastFailure } from "../../state/failures";
import { show } from "../../state/generations/generating";
import { borrow } from "../../state/stage/borrowed";
import { type Studio, useStudio } from "../../state/stage/studio";

/** Run a generation again with the same seed, settings and acts, and look at it. */
export async function reproduce(studio: Studio, generation: Generation): Promise<void> {
  const before = studio.stage.inView();
  try {
    const again = await api.reproduce(generation.id);
    show(studio, again, before);
  } catch (failure) {
    toastFailure(failure);
  }
}

export function GenerationInfo(props: { generation: Generation }) {
  const studio = useStudio();
  const rows = createMemo(() => {
    const specs = studio.kind()?.settings ?? [];
    const settings = props.generation.settings as Record<string, unknown>;
    const known = specs
      .filter((spec) => spec.name in settings)
      .map((spec) => [spec.label, words(settings[spec.name])] as const);
    return [
      ["Candidates", String(props.generation.num_candidates)] as const,
      ...known,
      ["Seed", String(props.generation.seed)] as const,
      ["Model", props.generation.checkpoint] as const,
    ];
  });
  return (
    <details class="generation-info">
      <summary>How it was made</summary>
      <dl class="figures">
        <For each={rows()}>
          {([label, value]) => (
            <div>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          )}
        </For>
      </dl>
      <Show when={studio.canEdit()}>
        <div class="button-row">
          <button
            type="button"
            onClick={() =>
              borrow({
                settings: props.generation.settings,
                numCandidates: props.generation.num_candidates,
              })
            }
          >
            Use these settings
          </button>
          <button
            type="button"
            disabled={isActive(props.generation) || props.generation.purpose === "reproduce"}
            title="Runs it again with the same seed, settings and edits, and compares every step"
            onClick={() => void reproduce(studio, props.generation)}
          >
            Reproduce
          </button>
        </div>
      </Show>
    </details>
  );
}

const words = (value: unknown): string =>
  typeof value === "boolean" ? (value ? "yes" : "no") : String(value);

/** What reproducing showed, at the reproduction and at what it reproduces. */
export function Verdicts(props: { generation: Generation }) {
  const studio = useStudio();
  const numberOf = (id: string | null) =>
    studio.generations().find((one) => one.id === id)?.number ?? null;
  const reproductions = createMemo(() =>
    studio
      .generations()
      .filter((one) => one.reproduces === props.generation.id && one.verdict !== null),
  );
  const ofWhat = (id: string | null) => {
    const number = numberOf(id);
    return number === null ? "the original" : `generation ${number}`;
  };
  const place = (verdict: Verdict): string => {
    const frozen = studio.followedList()?.frozen();
    const parts = [`step ${verdict.step}`];
    if (verdict.candidate !== null) parts.push(`candidate ${verdict.candidate + 1}`);
    if (verdict.cell !== null && frozen) {
      const cell = cellOf(verdict.cell, frozen.columns.length);
      parts.push(openKind().cellName(cell, studio.document.meta()));
    }
    return parts.join(", ");
  };
  const sentence = (verdict: Verdict, other: string): string =>
    verdict.is_identical
      ? `Identical to ${other} at every step`
      : `First differs from ${other} at ${place(verdict)}. ${verdict.reason}`;
  return (
    <>
      <Show when={props.generation.purpose === "reproduce"}>
        <Show
          when={props.generation.verdict}
          fallback={
            <p class="hint">Running {ofWhat(props.generation.reproduces)} again to compare them.</p>
          }
        >
          {(verdict) => (
            <VerdictLine
              verdict={verdict()}
              words={sentence(verdict(), ofWhat(props.generation.reproduces))}
            />
          )}
        </Show>
      </Show>
      <For each={reproductions()}>
        {(one) => (
          <Show when={one.verdict}>
            {(verdict) => (
              <VerdictLine
                verdict={verdict()}
                words={
                  verdict().is_identical
                    ? `Reproduced by generation ${one.number}: identical at every step`
                    : `Generation ${one.number} ${sentence(verdict(), "this one").replace("First", "first")}`
                }
              />
            )}
          </Show>
        )}
      </For>
    </>
  );
}

function VerdictLine(props: { verdict: Verdict; words: string }) {
  return (
    <p
      class="verdict"
      classList={{ same: props.verdict.is_identical }}
      role="status"
      data-testid="verdict"
    >
      <span aria-hidden="true">{props.verdict.is_identical ? "=" : "≠"}</span>
      <span>
        {props.words}
        <Show when={props.verdict.hash}>
          {" "}
          <code title={props.verdict.hash}>{props.verdict.hash.slice(0, 10)}</code>
        </Show>
      </span>
    </p>
  );
}
