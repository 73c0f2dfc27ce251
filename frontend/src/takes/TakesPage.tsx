/** All takes of a project: find, look, listen, rate, compare, rank and export them, by keys or pointer. */

import { A, useLocation, useNavigate, useParams } from "@solidjs/router";
import { createMemo, createResource, createSignal, onCleanup, Show } from "solid-js";
import { api } from "../api";
import { listen, stopListening } from "../canvases/listening";
import { curation } from "../curation";
import { Gate } from "../frame/Gate";
import { PageOfProject, useProject } from "../frame/projectPage";
import { ReplayLinksDialog } from "../links/ReplayLinksDialog";
import type { Take, TakeWords } from "../protocol";
import { lineageAddress, studioAddress } from "../state/addresses";
import { isTyping } from "../ui/hotkeys";
import { Menu } from "../ui/Menu";
import { toast } from "../ui/toasts";
import { ChosenBar, MOST_COMPARED } from "./ChosenBar";
import { Comparison, comparedTake } from "./Comparison";
import { createDesk } from "./desk";
import { FilterBar } from "./FilterBar";
import { numFilters, parametersOf, queryFrom, type TakesQuery } from "./query";
import { ExportDialog, NewRankingDialog } from "./TakeDialogs";
import { TakeGrid, type View } from "./TakeGrid";
import { TakeInfo } from "./TakeInfo";

export default function TakesPage() {
  const params = useParams<{ project: string }>();
  return (
    <Gate>
      <Show when={params.project} keyed>
        {(id) => <Takes projectId={id} />}
      </Show>
    </Gate>
  );
}

const NO_WORDS: TakeWords = {
  authors: [],
  models: [],
  keys: [],
  tags: [],
  features: [],
  settings: [],
};
const VIEW_KEY = "sunmask.takes.view";

function Takes(props: { projectId: string }) {
  const navigate = useNavigate();
  const location = useLocation();
  const page = useProject(props.projectId);
  const project = page.state;
  const query = createMemo(() => queryFrom(new URLSearchParams(location.search)));
  const ask = (change: Partial<TakesQuery>) => {
    const parameters = parametersOf({ ...query(), ...change }).toString();
    navigate(parameters ? `?${parameters}` : location.pathname, { replace: true, scroll: false });
  };
  const desk = createDesk({ projectId: props.projectId, project, session: page.session, query });
  const [kinds] = createResource(() => api.kinds().catch(() => []));
  const [words] = createResource(
    () => desk.takes.total() ?? undefined,
    () => curation.takeWords(props.projectId).catch(() => NO_WORDS),
  );
  const [view, setView] = createSignal<View>(
    localStorage.getItem(VIEW_KEY) === "table" ? "table" : "gallery",
  );
  const [isInfoOpen, setIsInfoOpen] = createSignal(false);
  const [dialog, setDialog] = createSignal<"export" | "ranking" | null>(null);
  const [compared, setCompared] = createSignal<readonly Take[]>([]);
  const [replayed, setReplayed] = createSignal<string | null>(null);

  const open = (take: Take) => {
    if (take.is_in_bin) return void toast("This take is in the bin. Restore it to open it.");
    navigate(studioAddress(props.projectId, take));
  };
  const compare = () => {
    const chosen = [...desk.chosen().values()];
    const current = desk.currentTake();
    if (chosen.length === 1 && current && !desk.chosen().has(current.id)) chosen.push(current);
    if (chosen.length < 2 || chosen.length > MOST_COMPARED)
      return void toast("Choose two to four takes to compare (X).");
    stopListening();
    setCompared(chosen);
  };
  const handleKey = (event: KeyboardEvent, take: Take | null): boolean => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      desk.undo();
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "c") compare();
    else if (key === "i") setIsInfoOpen(!isInfoOpen());
    else if (key === "Escape" && isInfoOpen()) setIsInfoOpen(false);
    else if (key === "Escape" && desk.chosen().size > 0) desk.clearChosen();
    else if (!take) return false;
    else if (key === "Enter") open(take);
    else if (key === "f") desk.change(take, { is_starred: !take.is_starred });
    else if (key >= "1" && key <= "5") desk.rate(take, Number(key));
    else if (key === "x") desk.toggleChosen(take);
    else if (key === " ") listen(take.id, desk.contentOf(take));
    else if (key === "Delete") desk.bin([take]);
    else return false;
    return true;
  };
  /** The grid moves by arrows also while nothing has the focus yet. */
  let goByKey: ((event: KeyboardEvent) => boolean) | undefined;
  const anywhere = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event.target)) return;
    if (document.querySelector("dialog[open], .menu")) return;
    const isOnControl = (event.target as HTMLElement).closest?.("button, a, input, summary");
    if (isOnControl && (event.key === " " || event.key === "Enter")) return;
    const isHandled = event.key.startsWith("Arrow")
      ? event.target === document.body && goByKey?.(event)
      : handleKey(event, desk.currentTake());
    if (isHandled) event.preventDefault();
  };
  window.addEventListener("keydown", anywhere);
  onCleanup(() => window.removeEventListener("keydown", anywhere));

  const kindInfo = (take: Take) =>
    (kinds.latest ?? []).find((kind) => kind.kind === desk.kindOf(take).name);
  const isBin = () => query().binned !== "";
  const toggleBin = () => ask({ binned: isBin() ? "" : "true" });
  const look = (wanted: View) => {
    setView(wanted);
    localStorage.setItem(VIEW_KEY, wanted);
  };
  return (
    <PageOfProject
      project={page}
      title={isBin() ? "Bin of takes" : "Takes"}
      class={`takes-page ${isInfoOpen() ? "has-info" : ""}`}
      header={
        <>
          <span class="muted figures" data-testid="take-count">
            {desk.takes.total() === null ? "" : (desk.takes.total() ?? 0).toLocaleString()}
          </span>
          <div class="segments wide-only" role="radiogroup" aria-label="View of the list">
            {(["gallery", "table"] as const).map((one) => (
              <button
                type="button"
                role="radio"
                aria-checked={view() === one}
                onClick={() => look(one)}
              >
                {one === "gallery" ? "Gallery" : "Table"}
              </button>
            ))}
          </div>
          <A class="button wide-only" href={`/p/${props.projectId}/rankings`}>
            Rankings
          </A>
          <button
            type="button"
            class="toggle wide-only"
            aria-pressed={isInfoOpen()}
            onClick={() => setIsInfoOpen(!isInfoOpen())}
          >
            Info
          </button>
          <button type="button" class="wide-only" onClick={() => setDialog("export")}>
            Export
          </button>
          <button type="button" class="quiet wide-only" onClick={toggleBin}>
            {isBin() ? "Back to takes" : "Bin"}
          </button>
          <Menu
            name="More"
            label="⋯"
            class="narrow-only"
            items={[
              { label: "Rankings", perform: () => navigate(`/p/${props.projectId}/rankings`) },
              { label: "Export", perform: () => setDialog("export") },
              {
                label: view() === "table" ? "Gallery" : "Table",
                perform: () => look(view() === "table" ? "gallery" : "table"),
              },
              { label: isBin() ? "Back to takes" : "Bin", perform: toggleBin },
            ]}
          />
        </>
      }
    >
      <FilterBar
        query={query()}
        project={project}
        words={words.latest ?? NO_WORDS}
        specs={(kinds.latest ?? []).flatMap((kind) => kind.settings)}
        onChange={ask}
      />
      <main class="takes-main">
        <Show when={desk.takes.failure()}>
          {(problem) => (
            <p class="problem import-line" role="alert">
              <span>{problem()}</span>
              <button type="button" onClick={() => desk.takes.refresh()}>
                Try again
              </button>
            </p>
          )}
        </Show>
        <Show when={desk.takes.total() === 0 && !desk.takes.isStale()}>
          <Nothing isBin={isBin()} isFiltered={numFilters(query()) > 0 || query().search !== ""} />
        </Show>
        <Show when={desk.takes.total() === null && !desk.takes.failure()}>
          <p class="muted takes-loading" role="status">
            Loading the takes …
          </p>
        </Show>
        <TakeGrid
          desk={desk}
          view={view()}
          onOpen={open}
          onTap={() => setIsInfoOpen(true)}
          onKey={handleKey}
          ref={(move) => {
            goByKey = move;
          }}
        />
        <Show
          when={desk.chosen().size > 0}
          fallback={<KeyHints canCurate={desk.canCurate()} isEmpty={!desk.takes.total()} />}
        >
          <ChosenBar
            desk={desk}
            onCompare={compare}
            onRank={() => setDialog("ranking")}
            onExport={() => setDialog("export")}
          />
        </Show>
      </main>
      <Show when={isInfoOpen() && desk.currentTake()}>
        {(take) => (
          <TakeInfo
            take={take()}
            content={desk.contentOf(take())}
            canvasName={project.canvas(take().canvas)?.name ?? ""}
            canCurate={desk.canCurate()}
            canEdit={page.may("editor")}
            kind={kindInfo(take())}
            onChange={(change) => desk.change(take(), change)}
            onRate={(stars) => desk.rate(take(), stars)}
            onBin={() => desk.bin([take()])}
            onRestore={() => desk.restore(take())}
            onOpen={() => open(take())}
            onLineage={() => navigate(lineageAddress(props.projectId, take()))}
            onReplay={() => setReplayed(take().generation)}
            onClose={() => setIsInfoOpen(false)}
          />
        )}
      </Show>
      <Show when={dialog() === "export"}>
        <ExportDialog
          projectId={props.projectId}
          projectName={project.project()?.name ?? ""}
          takes={[...desk.chosen().values()]}
          onClose={() => setDialog(null)}
        />
      </Show>
      <Show when={dialog() === "ranking"}>
        <NewRankingDialog
          projectId={props.projectId}
          takes={[...desk.chosen().values()]}
          onMade={(ranking) => navigate(`/p/${props.projectId}/rankings/${ranking.id}`)}
          onClose={() => setDialog(null)}
        />
      </Show>
      <Show when={compared().length > 0}>
        <Comparison
          items={compared().map((take) => comparedTake(take, desk.contentOf(take)))}
          onClose={() => setCompared([])}
        />
      </Show>
      <Show when={replayed()}>
        {(generation) => (
          <ReplayLinksDialog
            generation={generation()}
            canMake={page.may("editor")}
            onClose={() => setReplayed(null)}
          />
        )}
      </Show>
    </PageOfProject>
  );
}

function Nothing(props: { isBin: boolean; isFiltered: boolean }) {
  return (
    <div class="empty-project takes-empty">
      <Show
        when={!props.isBin && !props.isFiltered}
        fallback={
          <p class="muted">
            {props.isBin
              ? "The bin is empty. You can restore takes from here for 30 days."
              : "No takes match. Clear a filter."}
          </p>
        }
      >
        <h2>Nothing kept yet</h2>
        <p class="muted">
          Candidates that you keep or place on a canvas stay here, with their whole history.
        </p>
      </Show>
    </div>
  );
}

function KeyHints(props: { canCurate: boolean; isEmpty: boolean }) {
  return (
    <Show when={!props.isEmpty}>
      <p class="key-hints muted">
        <span>
          <kbd>Enter</kbd> open
        </span>
        <span>
          <kbd>Space</kbd> play
        </span>
        <Show when={props.canCurate}>
          <span>
            <kbd>F</kbd> star
          </span>
          <span>
            <kbd>1</kbd>–<kbd>5</kbd> rate
          </span>
        </Show>
        <span>
          <kbd>X</kbd> choose
        </span>
        <span>
          <kbd>C</kbd> compare
        </span>
        <span>
          <kbd>I</kbd> info
        </span>
      </p>
    </Show>
  );
}
