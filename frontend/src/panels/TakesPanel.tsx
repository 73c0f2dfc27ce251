/** What was kept: look, place, export, star, rename, order by hand, bin and restore. */

import { A, useNavigate } from "@solidjs/router";
import { createMemo, createSignal, For, onCleanup, Show } from "solid-js";
import { api } from "../api";
import { contentOfTake } from "../canvases/content";
import { openKind } from "../canvases/registry";
import { curation } from "../curation";
import { ReplayLinksDialog } from "../links/ReplayLinksDialog";
import type { Take } from "../protocol";
import { lineageAddress } from "../state/addresses";
import { useStudio } from "../state/studio";
import { MOST_COMPARED } from "../takes/ChosenBar";
import { Comparison, comparedTake } from "../takes/Comparison";
import { TakeInfoDialog } from "../takes/TakeInfoDialog";
import { onKeys } from "../ui/hotkeys";
import { registerKeys } from "../ui/keyHelp";
import { plural } from "../ui/plural";
import { SpliceDialog } from "./SpliceDialog";
import { TakeRow } from "./TakeRow";
import { attempt, bin, isInView, look, rate } from "./takeActs";
import { reordered } from "./takes";

export function TakesPanel() {
  const studio = useStudio();
  const [showsBin, setShowsBin] = createSignal(false);
  const [dragged, setDragged] = createSignal<string | null>(null);
  const [over, setOver] = createSignal<number | null>(null);
  const [informed, setInformed] = createSignal<string | null>(null);
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set());
  const [isComparing, setIsComparing] = createSignal(false);
  const [isSplicing, setIsSplicing] = createSignal(false);
  const [isReplaying, setIsReplaying] = createSignal<string | null>(null);
  const navigate = useNavigate();
  const chosenTakes = createMemo(() => studio.takes().filter((take) => chosen().has(take.id)));
  const informedTake = createMemo(() => studio.takes().find((take) => take.id === informed()));
  const toggleChosen = (id: string) =>
    setChosen((all) => {
      const next = new Set(all);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const contentOf = (take: Take) =>
    contentOfTake(take, openKind(), {
      ...studio.followed()?.frozen()?.content,
      meta: studio.document.meta(),
    });
  onCleanup(registerKeys([{ keys: "I", label: "About the take in view", group: "Takes" }]));
  onKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== "i") return;
    const inView = studio.takes().find(isInView);
    if (!inView) return;
    setInformed(inView.id);
    event.preventDefault();
  });
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
            {showsBin() ? "The bin is empty." : "Candidates that you keep or place stay here."}
          </span>
        </Show>
        <span class="spacer" />
        <A
          class="list-link"
          href={`/p/${studio.session.projectId}/takes?canvas=${studio.canvasId}`}
        >
          All takes
        </A>
        <A class="list-link" href={`/p/${studio.session.projectId}/c/${studio.canvasId}/lineage`}>
          Lineage
        </A>
        <Show when={binned().length > 0 || showsBin()}>
          <button type="button" class="quiet" onClick={() => setShowsBin(!showsBin())}>
            {showsBin() ? "Back to takes" : `Bin (${binned().length})`}
          </button>
        </Show>
      </div>
      <Show when={chosenTakes().length > 0}>
        <div class="list-head list-chosen">
          <b class="figures" role="status">
            {plural(chosenTakes().length, "take")} chosen
          </b>
          <span class="spacer" />
          <button
            type="button"
            disabled={chosenTakes().length < 2 || chosenTakes().length > MOST_COMPARED}
            onClick={() => setIsComparing(true)}
          >
            Compare
          </button>
          <Show when={studio.canEdit()}>
            <button
              type="button"
              disabled={chosenTakes().length !== 2}
              title="Combine parts of one take with parts of the other"
              onClick={() => setIsSplicing(true)}
            >
              Splice
            </button>
          </Show>
          <button type="button" class="quiet" onClick={() => setChosen(new Set<string>())}>
            None
          </button>
        </div>
      </Show>
      <Show when={isSplicing()}>
        <SpliceDialog
          first={chosenTakes()[0] as Take}
          second={chosenTakes()[1] as Take}
          onClose={() => setIsSplicing(false)}
        />
      </Show>
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
                isChosen={chosen().has(take.id)}
                onChoose={() => toggleChosen(take.id)}
                onInfo={() => setInformed(take.id)}
                onUp={index() > 0 ? () => move(take.id, index() - 1) : null}
                onDown={index() < inView().length - 1 ? () => move(take.id, index() + 1) : null}
              />
            </li>
          )}
        </For>
      </ul>
      <Show when={informedTake()}>
        {(take) => (
          <TakeInfoDialog
            take={take()}
            content={contentOf(take())}
            canvasName={studio.canvas()?.name ?? ""}
            canCurate={studio.canCurate()}
            canEdit={studio.canEdit()}
            kind={studio.kind() ?? undefined}
            onChange={(change) => attempt(curation.changeTake(take().id, change))}
            onRate={(stars) => rate(take(), stars)}
            onBin={() => bin(take())}
            onRestore={() => attempt(api.restoreTake(take().id))}
            onOpen={() => {
              look(take());
              setInformed(null);
            }}
            onLineage={() => navigate(lineageAddress(studio.session.projectId, take()))}
            onReplay={() => setIsReplaying(take().generation)}
            onClose={() => setInformed(null)}
          />
        )}
      </Show>
      <Show when={isReplaying()}>
        {(generation) => (
          <ReplayLinksDialog
            generation={generation()}
            canMake={studio.canEdit()}
            onClose={() => setIsReplaying(null)}
          />
        )}
      </Show>
      <Show when={isComparing()}>
        <Comparison
          items={chosenTakes().map((take) => comparedTake(take, contentOf(take)))}
          onClose={() => setIsComparing(false)}
        />
      </Show>
    </section>
  );
}
