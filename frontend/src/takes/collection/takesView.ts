/** What the page of all takes shows: which takes, how, and what is open over them. */

import { useLocation, useNavigate } from "@solidjs/router";
import { type Accessor, createMemo, createSignal } from "solid-js";
import { isSounding, listen, stopListening } from "../../canvases/listening";
import type { Flag } from "../../domain/takes/rating";
import type { OpenProject } from "../../frame/projectPage";
import type { Take } from "../../protocol";
import { studioAddress } from "../../state/addresses";
import { toast } from "../../ui/messages/toasts";
import type { Meant } from "./atOnce";
import { MOST_COMPARED } from "./ChosenBar";
import { createDesk, type Desk } from "./desk";
import { parametersOf, queryFrom, type TakesQuery } from "./query";
import type { GridHandle, View } from "./TakeGrid";

type TakesDialog = "export" | "training" | "ranking" | "listening" | "campaign";

export interface TakesView {
  desk: Desk;
  query: Accessor<TakesQuery>;
  /** Ask for other takes: the address changes. */
  ask(change: Partial<TakesQuery>): void;
  isBin: Accessor<boolean>;
  toggleBin(): void;
  view: Accessor<View>;
  setView(view: View): void;
  isInfoOpen: Accessor<boolean>;
  setIsInfoOpen(isOpen: boolean): void;
  dialog: Accessor<TakesDialog | null>;
  setDialog(dialog: TakesDialog | null): void;
  compared: Accessor<readonly Take[]>;
  setCompared(takes: readonly Take[]): void;
  /** The take whose generation's replay links are shown. */
  replayed: Accessor<Take | null>;
  setReplayed(take: Take | null): void;
  /** The takes whose tags are edited together; null for none. */
  tagged: Accessor<Meant | null>;
  tag(takes: Meant | null): void;
  /** The take that gets another name. */
  named: Accessor<Take | null>;
  name(take: Take | null): void;
  /** Whether a key that judges a take goes on to the next one. */
  isAdvancing: Accessor<boolean>;
  toggleAdvancing(): void;
  /** The list, once it is there. */
  grid: { now: GridHandle | null };
  /** The ranking that takes are being chosen for; null for none in particular. */
  rankingToFill: Accessor<string | null>;
  setRankingToFill(ranking: string | null): void;
  open(take: Take): void;
  /** Compare those that are chosen. */
  compare(): void;
  /** Do what a key asks for; false where it asks for nothing. */
  answerKey(event: KeyboardEvent, take: Take | null): boolean;
}

const VIEW_KEY = "sunmask.takes.view";
const ADVANCING_KEY = "sunmask.takes.advancing";

export function createTakesView(page: OpenProject): TakesView {
  const navigate = useNavigate();
  const location = useLocation();
  const query = createMemo(() => queryFrom(new URLSearchParams(location.search)));
  const ask = (change: Partial<TakesQuery>) => {
    const parameters = parametersOf({ ...query(), ...change }).toString();
    navigate(parameters ? `?${parameters}` : location.pathname, { replace: true, scroll: false });
  };
  const desk = createDesk({
    projectId: page.id,
    project: page.state,
    session: page.session,
    query,
  });
  const [view, setView] = createSignal<View>(
    localStorage.getItem(VIEW_KEY) === "table" ? "table" : "gallery",
  );
  const [isInfoOpen, setIsInfoOpen] = createSignal(false);
  const [dialog, setDialog] = createSignal<TakesDialog | null>(null);
  const [compared, setCompared] = createSignal<readonly Take[]>([]);
  const [replayed, setReplayed] = createSignal<Take | null>(null);
  const [tagged, setTagged] = createSignal<Meant | null>(null);
  const [named, setNamed] = createSignal<Take | null>(null);
  const [isAdvancing, setIsAdvancing] = createSignal(localStorage.getItem(ADVANCING_KEY) !== "no");
  const [rankingToFill, setRankingToFill] = createSignal(
    new URLSearchParams(location.search).get("for"),
  );
  const isBin = () => query().binned !== "";
  const takesView: TakesView = {
    desk,
    query,
    ask,
    isBin,
    toggleBin: () => ask({ binned: isBin() ? "" : "true" }),
    view,
    setView(wanted) {
      setView(wanted);
      localStorage.setItem(VIEW_KEY, wanted);
    },
    isInfoOpen,
    setIsInfoOpen,
    dialog,
    setDialog,
    compared,
    setCompared,
    replayed,
    setReplayed,
    tagged,
    tag: setTagged,
    named,
    name: setNamed,
    isAdvancing,
    toggleAdvancing() {
      setIsAdvancing(!isAdvancing());
      localStorage.setItem(ADVANCING_KEY, isAdvancing() ? "yes" : "no");
    },
    grid: { now: null },
    rankingToFill,
    setRankingToFill,
    open(take) {
      if (take.is_in_bin) toast("This take is in the bin. Restore it to open it.");
      else navigate(studioAddress(page.id, take));
    },
    compare() {
      const chosen = [...desk.chosenTakes()];
      const current = desk.currentTake();
      if (chosen.length === 1 && current && !desk.chosen().has(current.id)) chosen.push(current);
      if (chosen.length < 2 || desk.chosen().size > MOST_COMPARED)
        return toast("Choose two to four takes to compare (Space).");
      stopListening();
      setCompared(chosen);
    },
    answerKey: (event, take) => answerKey(takesView, event, take),
  };
  return takesView;
}

function answerKey(takesView: TakesView, event: KeyboardEvent, take: Take | null): boolean {
  const { desk } = takesView;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    desk.undo();
    return true;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
    desk.chooseAll();
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "c") takesView.compare();
  else if (key === "i") takesView.setIsInfoOpen(!takesView.isInfoOpen());
  else if (key === "Escape" && takesView.isInfoOpen()) takesView.setIsInfoOpen(false);
  else if (key === "Escape" && desk.chosen().size > 0) desk.clearChosen();
  else if (!take) return false;
  else if (key === "Enter") takesView.open(take);
  else if (key === " ") desk.toggleChosen(take);
  else if (key === "l") listen(take.id, desk.contentOf(take));
  else return curates(takesView, key, take);
  return true;
}

/** The keys of those who may curate. */
function curates(takesView: TakesView, key: string, take: Take): boolean {
  const { desk } = takesView;
  if (key === "f") star(desk, take);
  else if (key === "p" || key === "x")
    judge(takesView, take, { flag: key === "p" ? "pick" : "reject" });
  else if (key >= "1" && key <= "5") judge(takesView, take, { stars: Number(key) });
  else if (key === "0") clear(desk, take);
  else if (key === "a") takesView.toggleAdvancing();
  else if (key === "Delete") desk.bin(desk.meantBy(take));
  else if (!desk.canCurate()) return false;
  else if (key === "t") takesView.tag(desk.meantBy(take));
  else if (key === "n") takesView.name(take);
  else return false;
  return true;
}

/** One take changes at once; of many, all become what this one was not. */
function star(desk: Desk, take: Take): void {
  const meant = desk.meantBy(take);
  if (meant.ids.length > 1) desk.starAll(meant, !take.is_starred);
  else desk.change(take, { is_starred: !take.is_starred });
}

/** Say what one thinks of a take, and go on to the next; of many, none is the next. */
function judge(takesView: TakesView, take: Take, rating: { flag: Flag } | { stars: number }): void {
  const { desk } = takesView;
  const meant = desk.meantBy(take);
  if (meant.ids.length > 1) {
    if ("flag" in rating) desk.flagAll(meant, rating.flag);
    else desk.rateAll(meant, rating.stars);
    return;
  }
  desk.rate(take, rating);
  if (!desk.canCurate() || !takesView.isAdvancing()) return;
  takesView.grid.now?.goTo(Math.min(desk.current() + 1, (desk.takes.total() ?? 1) - 1));
  // Who judges by ear goes on by ear.
  const next = desk.currentTake();
  if (next && next.id !== take.id && isSounding(take.id)) listen(next.id, desk.contentOf(next));
}

function clear(desk: Desk, take: Take): void {
  const meant = desk.meantBy(take);
  if (meant.ids.length > 1) desk.clearAll(meant);
  else desk.rate(take, { stars: null, flag: null });
}
