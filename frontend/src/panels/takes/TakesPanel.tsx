/** What was kept: look, place, export, star, rename, order by hand, bin and restore. */

import { A, useNavigate } from "@solidjs/router";
import { createMemo, createSignal, onCleanup, Show } from "solid-js";
import { pages } from "../../addresses";
import { api } from "../../api";
import { type Content, contentOfTake } from "../../canvases/content";
import { openKind } from "../../canvases/registry";
import { curation } from "../../curation";
import { ReplayLinksDialog } from "../../links/ReplayLinksDialog";
import type { Take } from "../../protocol";
import { lineageAddress } from "../../state/addresses";
import { useStudio } from "../../state/stage/studio";
import { MOST_COMPARED } from "../../takes/collection/ChosenBar";
import { Comparison, comparedTake } from "../../takes/collection/Comparison";
import { TakeInfoDialog } from "../../takes/TakeInfoDialog";
import { GuardedFor, quoted } from "../../ui/Guarded";
import { onKeys } from "../../ui/keys/hotkeys";
import { registerKeys } from "../../ui/keys/keyHelp";
import { plural } from "../../ui/plural";
import { SpliceDialog } from "./SpliceDialog";
import { TakeRow } from "./TakeRow";
import { attempt, bin, rate, showTake } from "./takeActs";
import { reordered } from "./takes";

export function TakesPanel() {
  const studio = useStudio();
  const [showsBin, setShowsBin] = createSignal(false);
  const [informed, setInformed] = createSignal<string | null>(null);
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set());
  const chosenTakes = createMemo(() => studio.takes().filter((take) => chosen().has(take.id)));
  const informedTake = createMemo(() => studio.takes().find((take) => take.id === informed()));
  const toggleChosen = (id: string) =>
    setChosen((all) => {
      const next = new Set(all);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  onCleanup(registerKeys([{ keys: "I", label: "About the take in view", group: "Takes" }]));
  onKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== "i") return;
    const inView = studio.takes().find(studio.stage.shows);
    if (!inView) return;
    setInformed(inView.id);
    event.preventDefault();
  });
  return (
    <section class="takes" aria-labelledby="takes-heading">
      <TakesHead showsBin={showsBin()} onBin={() => setShowsBin(!showsBin())} />
      <Show when={chosenTakes().length > 0}>
        <ChosenTakes takes={chosenTakes()} onNone={() => setChosen(new Set<string>())} />
      </Show>
      <TakeList
        showsBin={showsBin()}
        chosen={chosen()}
        onChoose={toggleChosen}
        onInfo={setInformed}
      />
      <Show when={informedTake()}>
        {(take) => <AboutTake take={take()} onClose={() => setInformed(null)} />}
      </Show>
    </section>
  );
}

const binned = (takes: readonly Take[], isInBin: boolean) =>
  takes.filter((take) => take.is_in_bin === isInBin);

function TakesHead(props: { showsBin: boolean; onBin: () => void }) {
  const studio = useStudio();
  const numInBin = () => binned(studio.takes(), true).length;
  const isEmpty = () => binned(studio.takes(), props.showsBin).length === 0;
  return (
    <div class="list-head">
      <h2 id="takes-heading" class="visually-hidden">
        Takes
      </h2>
      <Show when={isEmpty()}>
        <span class="muted">
          {props.showsBin ? "The bin is empty." : "Star a candidate, or place it, to keep it here."}
        </span>
      </Show>
      <span class="spacer" />
      <A
        class="list-link"
        href={`${pages.takes(studio.session.projectId)}?canvas=${studio.canvasId}`}
      >
        All takes
      </A>
      <A class="list-link" href={pages.lineage(studio.session.projectId, studio.canvasId)}>
        Lineage
      </A>
      <Show when={numInBin() > 0 || props.showsBin}>
        <button type="button" class="quiet" onClick={props.onBin}>
          {props.showsBin ? "Back to takes" : `Bin (${numInBin()})`}
        </button>
      </Show>
    </div>
  );
}

/** What can be done with the takes that are chosen. */
function ChosenTakes(props: { takes: readonly Take[]; onNone: () => void }) {
  const studio = useStudio();
  const contentOf = useContents();
  const [open, setOpen] = createSignal<"compare" | "splice" | null>(null);
  const count = () => props.takes.length;
  return (
    <>
      <div class="list-head list-chosen">
        <b class="figures" role="status">
          {plural(count(), "take")} chosen
        </b>
        <span class="spacer" />
        <button
          type="button"
          disabled={count() < 2 || count() > MOST_COMPARED}
          onClick={() => setOpen("compare")}
        >
          Compare
        </button>
        <Show when={studio.canEdit()}>
          <button
            type="button"
            disabled={count() !== 2}
            title="Combine parts of one take with parts of the other"
            onClick={() => setOpen("splice")}
          >
            Splice
          </button>
        </Show>
        <button type="button" class="quiet" onClick={props.onNone}>
          None
        </button>
      </div>
      <Show when={open() === "splice"}>
        <SpliceDialog
          first={props.takes[0] as Take}
          second={props.takes[1] as Take}
          onClose={() => setOpen(null)}
        />
      </Show>
      <Show when={open() === "compare"}>
        <Comparison
          items={props.takes.map((take) => comparedTake(take, contentOf(take)))}
          onClose={() => setOpen(null)}
        />
      </Show>
    </>
  );
}

/** Takes of the open canvas as they are drawn and heard. */
function useContents(): (take: Take) => Content {
  const studio = useStudio();
  return (take) =>
    contentOfTake(take, openKind(), {
      ...studio.followed()?.frozen()?.content,
      meta: studio.document.meta(),
    });
}

function TakeList(props: {
  showsBin: boolean;
  chosen: ReadonlySet<string>;
  onChoose: (id: string) => void;
  onInfo: (id: string) => void;
}) {
  const studio = useStudio();
  const [dragged, setDragged] = createSignal<string | null>(null);
  const [over, setOver] = createSignal<number | null>(null);
  const shown = createMemo(() => binned(studio.takes(), props.showsBin));
  const canOrder = () => studio.canCurate() && !props.showsBin;
  const move = (id: string, to: number) => {
    for (const { id: take, position } of reordered(shown(), id, to))
      attempt(api.changeTake(take, { position }));
  };
  const moveByKey = (event: KeyboardEvent, take: Take, index: number) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !canOrder() || by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(take.id, index + by);
  };
  return (
    <ul class="candidate-list">
      <GuardedFor each={shown()} as="li" nameOf={(take) => quoted(take.name)}>
        {(take, index) => (
          <li
            class="candidate take"
            classList={{
              "is-in-view": studio.stage.shows(take),
              "is-over": over() === index() && dragged() !== null,
            }}
            draggable={canOrder()}
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
            onKeyDown={(event) => moveByKey(event, take, index())}
          >
            <TakeRow
              take={take}
              isInView={studio.stage.shows(take)}
              isChosen={props.chosen.has(take.id)}
              onChoose={() => props.onChoose(take.id)}
              onInfo={() => props.onInfo(take.id)}
              onUp={index() > 0 ? () => move(take.id, index() - 1) : null}
              onDown={index() < shown().length - 1 ? () => move(take.id, index() + 1) : null}
            />
          </li>
        )}
      </GuardedFor>
    </ul>
  );
}

function AboutTake(props: { take: Take; onClose: () => void }) {
  const studio = useStudio();
  const navigate = useNavigate();
  const contentOf = useContents();
  const [isReplayed, setIsReplayed] = createSignal(false);
  const take = () => props.take;
  return (
    <>
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
          showTake(studio.stage, take());
          props.onClose();
        }}
        onLineage={() => navigate(lineageAddress(studio.session.projectId, take()))}
        onReplay={() => setIsReplayed(true)}
        onClose={props.onClose}
      />
      <Show when={isReplayed()}>
        <ReplayLinksDialog
          generation={take().generation}
          opensAt={take()}
          canMake={studio.canEdit()}
          onClose={() => setIsReplayed(false)}
        />
      </Show>
    </>
  );
}
