/** What was kept: look, place, export, star, rename, order by hand, bin and restore. */

import { createMemo, createSignal, For, Show } from "solid-js";
import { api, exportAddress } from "../api";
import { openKind } from "../canvases/registry";
import { gridFromCells, type StateGrid } from "../domain/cells";
import { EditableName } from "../pages/EditableName";
import { Menu, type MenuItem } from "../pages/Menu";
import type { Take } from "../protocol";
import { setStage, stage } from "../state/stage";
import { toast, toastFailure } from "../state/toasts";
import { Miniature } from "./Miniature";
import { place } from "./placing";
import { Star } from "./Star";
import { useStudio } from "./studio";
import { reordered } from "./takes";

const attempt = (what: Promise<unknown>): void => void what.catch(toastFailure);

export function TakesPanel() {
  const studio = useStudio();
  const [showsBin, setShowsBin] = createSignal(false);
  const [dragged, setDragged] = createSignal<string | null>(null);
  const [over, setOver] = createSignal<number | null>(null);
  const kept = createMemo(() => studio.takes().filter((take) => !take.is_in_bin));
  const binned = createMemo(() => studio.takes().filter((take) => take.is_in_bin));
  const inView = () => (showsBin() ? binned() : kept());

  const move = (id: string, to: number) => {
    for (const { id: take, position } of reordered(kept(), id, to))
      attempt(api.changeTake(take, { position }));
  };
  return (
    <section class="takes" aria-labelledby="takes-heading">
      <div class="list-head">
        <h2 id="takes-heading" class="visually-hidden">
          Takes
        </h2>
        <Show when={inView().length === 0}>
          <span class="muted">
            {showsBin()
              ? "The bin is empty."
              : "Keep a candidate, or place one, and it stays here for good."}
          </span>
        </Show>
        <span class="spacer" />
        <Show when={binned().length > 0 || showsBin()}>
          <button type="button" class="quiet" onClick={() => setShowsBin(!showsBin())}>
            {showsBin() ? "Back to takes" : `Bin (${binned().length})`}
          </button>
        </Show>
      </div>
      <ul class="candidate-list">
        <For each={inView()}>
          {(take, index) => (
            <li
              class="candidate take"
              classList={{
                "is-in-view": isInView(take),
                "is-over": over() === index() && dragged() !== null,
              }}
              draggable={studio.canCurate() && !showsBin()}
              onDragStart={(event) => {
                setDragged(take.id);
                event.dataTransfer?.setData("text/plain", take.name);
              }}
              onDragEnd={() => {
                setDragged(null);
                setOver(null);
              }}
              onDragOver={(event) => {
                if (dragged() === null) return;
                event.preventDefault();
                setOver(index());
              }}
              onDrop={(event) => {
                event.preventDefault();
                const id = dragged();
                if (id !== null) move(id, index());
              }}
              onKeyDown={(event) => {
                if (!event.altKey || !studio.canCurate() || showsBin()) return;
                const to =
                  event.key === "ArrowUp"
                    ? index() - 1
                    : event.key === "ArrowDown"
                      ? index() + 1
                      : null;
                if (to === null) return;
                event.preventDefault();
                event.stopPropagation();
                move(take.id, to);
              }}
            >
              <TakeRow
                take={take}
                isInView={isInView(take)}
                onUp={index() > 0 ? () => move(take.id, index() - 1) : null}
                onDown={index() < inView().length - 1 ? () => move(take.id, index() + 1) : null}
              />
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}

function isInView(take: Take): boolean {
  const now = stage();
  return (
    now.view === "candidate" &&
    now.generation === take.generation &&
    now.candidate === take.candidate &&
    now.step === take.step
  );
}

function TakeRow(props: {
  take: Take;
  isInView: boolean;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
}) {
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
  const look = () =>
    setStage({
      view: "candidate",
      generation: take().generation,
      candidate: take().candidate,
      step: take().step,
    });
  const bin = async () => {
    try {
      await api.binTake(take().id);
      toast(`“${take().name}” is in the bin.`, {
        action: { label: "Undo", perform: () => attempt(api.restoreTake(take().id)) },
      });
    } catch (failure) {
      toastFailure(failure);
    }
  };
  const items = createMemo((): (MenuItem | null)[] => {
    const exports = (studio.kind()?.formats ?? []).map(({ name }) => ({
      label: `Export ${openKind().formatLabels[name] ?? name}`,
      href: exportAddress(studio.canvasId, name, { take: take().id }),
    }));
    if (take().is_in_bin)
      return [{ label: "Restore", perform: () => attempt(api.restoreTake(take().id)) }, ...exports];
    return [
      ...(studio.canEdit()
        ? [
            {
              label: "Place on canvas",
              perform: () => {
                look();
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
            { label: "Move to bin", isDanger: true, perform: () => void bin() },
          ]
        : []),
    ];
  });
  /** A generation that was not looked at yet has its steps a moment later. */
  const placeWhenHere = (act: () => void, tries = 40) => {
    const followed = studio.followed();
    const isHere =
      followed?.id === take().generation &&
      followed.frozen() !== null &&
      followed.gridAt(take().candidate, take().step) !== null;
    if (isHere) act();
    else if (tries > 0) setTimeout(() => placeWhenHere(act, tries - 1), 100);
    else toast("The steps of this take did not arrive. Try again in a moment.", { tone: "fault" });
  };
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
        onClick={look}
      >
        <small class="muted figures">
          {words()} · {take().note}
          {take().created_by ? ` by ${take().created_by?.name}` : ""}
        </small>
        <Miniature grid={grid()} states={states()} />
      </button>
      <span class="candidate-acts">
        <Show when={!take().is_in_bin}>
          <Star
            isOn={take().is_starred}
            name={take().name}
            isDisabled={!studio.canCurate()}
            onToggle={() => attempt(api.changeTake(take().id, { is_starred: !take().is_starred }))}
          />
        </Show>
        <Menu class="quiet more" name={`More for ${take().name}`} label="⋯" items={items()} />
      </span>
    </>
  );
}
