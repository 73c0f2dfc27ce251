/** Beside Generate: make many candidates and keep the best, or try a grid of settings. */

import { createSignal, onCleanup, Show } from "solid-js";
import type { Choices } from "../state/choices";
import { findBest } from "../state/generating";
import { useStudio } from "../state/studio";
import { closeOnEscape } from "../ui/escape";
import { GridDialog } from "./GridDialog";

interface BestOf {
  keep: number;
  total: number;
  batch: number;
  stop_early: boolean;
}

const KEY = "sunmask.best-of";
const FIRST: BestOf = { keep: 8, total: 64, batch: 8, stop_early: false };

function remembered(): BestOf {
  try {
    return { ...FIRST, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return FIRST;
  }
}

export function ManyButton(props: { choices: Choices; isDisabled: boolean }) {
  const studio = useStudio();
  const [isOpen, setOpen] = createSignal(false);
  const [hasGrid, setHasGrid] = createSignal(false);
  const [wish, setWish] = createSignal(remembered());
  let button!: HTMLButtonElement;
  let panel: HTMLDivElement | undefined;

  const close = () => {
    setOpen(false);
    document.removeEventListener("pointerdown", closeOutside, true);
  };
  const closeOutside = (event: Event) => {
    if (!panel?.contains(event.target as Node) && !button.contains(event.target as Node)) close();
  };
  onCleanup(() => document.removeEventListener("pointerdown", closeOutside, true));
  const open = () => {
    if (isOpen()) return close();
    setOpen(true);
    document.addEventListener("pointerdown", closeOutside, true);
    queueMicrotask(() => panel?.querySelector("input")?.focus());
  };
  const change = (part: Partial<BestOf>) => {
    setWish((before) => ({ ...before, ...part }));
    localStorage.setItem(KEY, JSON.stringify(wish()));
  };
  const problem = () => {
    const { keep, total, batch } = wish();
    if (total < 1) return "Make at least one candidate.";
    if (keep < 1 || keep > total) return `You make ${total}, so keep between 1 and ${total}.`;
    if (batch < 1) return "Make at least one candidate at once.";
    return null;
  };
  const start = () => {
    if (problem() !== null) return;
    close();
    void findBest(studio, props.choices, wish());
  };
  closeOnEscape(isOpen, () => {
    close();
    button.focus();
  });
  const number = (name: "keep" | "total" | "batch", label: string) => (
    <input
      type="number"
      aria-label={label}
      min="1"
      max="1000"
      inputmode="numeric"
      value={wish()[name]}
      onInput={(event) => change({ [name]: Math.round(Number(event.currentTarget.value)) })}
    />
  );
  return (
    <>
      <button
        ref={button}
        type="button"
        disabled={props.isDisabled}
        aria-haspopup="dialog"
        aria-expanded={isOpen()}
        title="Make many candidates and keep those with the best grades"
        data-testid="best-of"
        onClick={open}
      >
        Best of …
      </button>
      <Show when={isOpen()}>
        <div
          ref={panel}
          class="many-panel"
          role="dialog"
          aria-label="Best of many"
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
            start();
            event.preventDefault();
            event.stopPropagation();
          }}
        >
          <p class="many-sentence">
            Keep the best {number("keep", "How many to keep")} of{" "}
            {number("total", "How many to make")}
          </p>
          <p class="many-sentence">
            <span class="muted">made at once</span> {number("batch", "How many at once")}
          </p>
          <label class="check">
            <input
              type="checkbox"
              checked={wish().stop_early}
              onChange={(event) => change({ stop_early: event.currentTarget.checked })}
            />
            Stop early when they stop improving
          </label>
          <p class="hint">
            {problem() ??
              "Each candidate is graded when it finishes. The best become takes. You can keep any of the others for 30 days."}
          </p>
          <div class="button-row">
            <button
              type="button"
              class="primary grow"
              data-testid="start-best-of"
              disabled={problem() !== null}
              onClick={start}
            >
              Find the best {wish().keep}
            </button>
            <button
              type="button"
              onClick={() => {
                close();
                setHasGrid(true);
              }}
            >
              Grid …
            </button>
          </div>
        </div>
      </Show>
      <Show when={hasGrid()}>
        <GridDialog choices={props.choices} onClose={() => setHasGrid(false)} />
      </Show>
    </>
  );
}
