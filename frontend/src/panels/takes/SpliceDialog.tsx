/** Parts of one take with the rest of another: choose bars or words, the seams are composed anew. */

import { createMemo, createSignal, For, Show } from "solid-js";
import { api } from "../../api";
import type { Section } from "../../canvases/common/kind";
import { Miniature } from "../../canvases/Miniature";
import { openKind } from "../../canvases/registry";
import { gridFromCells } from "../../domain/cells";
import { gradeWords } from "../../domain/takes/takeWords";
import type { Take } from "../../protocol";
import { toastFailure } from "../../state/failures";
import { show } from "../../state/generations/generating";
import { useStudio } from "../../state/stage/studio";
import { Dialog } from "../../ui/overlays/Dialog";
import { spansOf, spliced } from "./splicing";

export function SpliceDialog(props: { first: Take; second: Take; onClose: () => void }) {
  const splicing = useSplicing(props);
  const { first, second, gridOf, sections, isFirst, span } = splicing;
  return (
    <Dialog title="Splice two takes" class="splice" onClose={props.onClose}>
      <p class="muted">
        Choose A or B for each part. The model recomposes what lies next to each seam, so that the
        parts fit together. You get three variants.
      </p>
      <For each={[first, second]}>
        {(take, index) => (
          <div class="splice-take">
            <b>{"AB"[index()]}</b>
            <span>
              {take().name}
              <Show when={take().grade !== null}>
                <span class="muted figures"> · grade {gradeWords(take().grade)}</span>
              </Show>
            </span>
            <Miniature grid={gridOf(take())} span={span()} height={46} />
          </div>
        )}
      </For>
      <div class="splice-sections" role="group" aria-label="Parts">
        <For each={sections()}>
          {(section, index) => (
            <SectionButton
              section={section}
              isFirst={isFirst()[index()] ?? false}
              onChoose={(isOfFirst) => splicing.choose(index(), isOfFirst)}
            />
          )}
        </For>
      </div>
      <div class="splice-take">
        <b>=</b>
        <span class="muted">Before the seams are recomposed</span>
        <Miniature grid={splicing.result()} base={gridOf(second())} span={span()} height={46} />
      </div>
      <div class="dialog-acts">
        <span class="muted" role="status">
          {splicing.problem() ?? ""}
        </span>
        <button type="button" onClick={() => splicing.swap()}>
          Swap A and B
        </button>
        <button
          type="button"
          class="primary"
          disabled={splicing.problem() !== null || splicing.isSending()}
          onClick={() => void splicing.start()}
        >
          Splice
        </button>
      </div>
    </Dialog>
  );
}

function SectionButton(props: {
  section: Section;
  isFirst: boolean;
  onChoose: (isOfFirst: boolean) => void;
}) {
  return (
    <button
      type="button"
      class="splice-section figures"
      classList={{ first: props.isFirst }}
      aria-label={`${props.section.label}: from ${props.isFirst ? "A" : "B"}`}
      aria-pressed={props.isFirst}
      style={{ "flex-grow": props.section.last - props.section.first + 1 }}
      onClick={() => props.onChoose(!props.isFirst)}
    >
      <span class="muted">{props.section.short}</span>
      <b>{props.isFirst ? "A" : "B"}</b>
    </button>
  );
}

/** Which parts come from which take, and what comes of it. */
function useSplicing(props: { first: Take; second: Take; onClose: () => void }) {
  const studio = useStudio();
  const [isSwapped, setSwapped] = createSignal(false);
  const first = () => (isSwapped() ? props.second : props.first);
  const second = () => (isSwapped() ? props.first : props.second);
  const gridOf = (take: Take) => gridFromCells(take.symbols, studio.document.numRows);
  const numColumns = () => gridOf(first())[0]?.length ?? 0;
  const sections = createMemo(() => openKind().sections(numColumns(), studio.document.meta()));
  const [isFirst, setIsFirst] = createSignal<readonly boolean[]>(
    sections().map((_, index) => index < sections().length / 2),
  );
  const [isSending, setSending] = createSignal(false);
  const spans = createMemo(() => spansOf(sections(), isFirst()));
  const result = createMemo(() => spliced(gridOf(first()), gridOf(second()), spans()));
  const span = createMemo(() => openKind().span?.([gridOf(first()), gridOf(second())]));
  const problem = () => {
    if (first().symbols.length !== second().symbols.length)
      return "These takes differ in length. Choose two of the same length.";
    const count = isFirst().filter(Boolean).length;
    if (count === 0 || count === sections().length)
      return "Choose some parts from A and some from B.";
    return null;
  };
  const choose = (index: number, isOfFirst: boolean) =>
    setIsFirst((before) => before.map((one, at) => (at === index ? isOfFirst : one)));
  const start = async () => {
    const before = studio.stage.inView();
    setSending(true);
    try {
      const generation = await api.splice(studio.canvasId, {
        first_take: first().id,
        second_take: second().id,
        columns: spans(),
      });
      show(studio, generation, before);
      props.onClose();
    } catch (failure) {
      toastFailure(failure);
      setSending(false);
    }
  };
  return {
    first,
    second,
    gridOf,
    sections,
    isFirst,
    span,
    result,
    problem,
    isSending,
    choose,
    start,
    swap: () => setSwapped(!isSwapped()),
  };
}
