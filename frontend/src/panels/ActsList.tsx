/** What people did to the generation in view, in a list over the timeline: each goes to its step. */

import { createMemo, createSignal, For, onCleanup, Show } from "solid-js";
import { useActContext } from "../canvases/common/actContext";
import { openKind } from "../canvases/registry";
import { deedOf, sinceWhen } from "../domain/actWords";
import { isActive } from "../domain/progress";
import type { Act } from "../protocol";
import { setStage, stage } from "../state/stage";
import { useStudio } from "../state/studio";
import { closeOnEscape } from "../ui/escape";
import { personColour } from "../ui/personColour";
import { theme } from "../ui/theme";

export function ActsList() {
  const studio = useStudio();
  const context = useActContext(openKind());
  const [isOpen, setOpen] = createSignal(false);
  let button!: HTMLButtonElement;
  let list: HTMLDivElement | undefined;
  const acts = createMemo(() =>
    stage().view === "candidate" ? (studio.followed()?.acts() ?? []) : [],
  );
  const isOver = () => {
    const generation = studio.selected();
    return generation !== null && !isActive(generation);
  };
  const close = () => {
    setOpen(false);
    document.removeEventListener("pointerdown", closeOutside, true);
  };
  const closeOutside = (event: Event) => {
    if (!list?.contains(event.target as Node) && !button.contains(event.target as Node)) close();
  };
  const toggle = () => {
    if (isOpen()) return close();
    setOpen(true);
    document.addEventListener("pointerdown", closeOutside, true);
    queueMicrotask(() => list?.querySelector("button")?.focus());
  };
  onCleanup(() => document.removeEventListener("pointerdown", closeOutside, true));
  closeOnEscape(isOpen, () => {
    close();
    button.focus();
  });
  const colourOf = (act: Act): string => {
    theme();
    return personColour(act.author?.id ?? 0);
  };
  const goTo = (act: Act) => {
    const now = stage();
    if (now.view !== "candidate" || act.from_step === null) return;
    const last = studio.followed()?.lastStep() ?? 0;
    const step = Math.min(act.from_step, last);
    setStage({
      ...now,
      candidate: act.candidate ?? now.candidate,
      step: step === last ? null : step,
    });
  };
  return (
    <Show when={acts().length > 0}>
      <button
        ref={button}
        type="button"
        class="quiet acts-button figures"
        aria-haspopup="true"
        aria-expanded={isOpen()}
        title="What people did to this generation"
        data-testid="acts"
        onClick={toggle}
      >
        {acts().length} {acts().length === 1 ? "act" : "acts"}
      </button>
      <Show when={isOpen()}>
        <div ref={list} class="acts-list" role="region" aria-label="Acts on this generation">
          <ol>
            <For each={acts()}>
              {(act) => (
                <li>
                  <button
                    type="button"
                    class="quiet act"
                    disabled={act.from_step === null}
                    onClick={() => goTo(act)}
                  >
                    <i class="act-person" style={{ background: colourOf(act) }} />
                    <span>
                      <b>{act.author?.name ?? "Somebody"}</b> {deedOf(act, context())}
                    </span>
                    <span class="muted figures">{sinceWhen(act, isOver())}</span>
                  </button>
                </li>
              )}
            </For>
          </ol>
        </div>
      </Show>
    </Show>
  );
}
