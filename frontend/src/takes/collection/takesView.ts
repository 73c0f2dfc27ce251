/** What the page of all takes shows: which takes, how, and what is open over them. */

import { useLocation, useNavigate } from "@solidjs/router";
import { type Accessor, createMemo, createSignal } from "solid-js";
import { listen, stopListening } from "../../canvases/listening";
import type { OpenProject } from "../../frame/projectPage";
import type { Take } from "../../protocol";
import { studioAddress } from "../../state/addresses";
import { toast } from "../../ui/messages/toasts";
import { MOST_COMPARED } from "./ChosenBar";
import { createDesk, type Desk } from "./desk";
import { parametersOf, queryFrom, type TakesQuery } from "./query";
import type { View } from "./TakeGrid";

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
  dialog: Accessor<"export" | "ranking" | null>;
  setDialog(dialog: "export" | "ranking" | null): void;
  compared: Accessor<readonly Take[]>;
  setCompared(takes: readonly Take[]): void;
  /** The take whose generation's replay links are shown. */
  replayed: Accessor<Take | null>;
  setReplayed(take: Take | null): void;
  /** The takes whose tags are edited together. */
  tagged: Accessor<readonly Take[]>;
  tag(takes: readonly Take[]): void;
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
  const [dialog, setDialog] = createSignal<"export" | "ranking" | null>(null);
  const [compared, setCompared] = createSignal<readonly Take[]>([]);
  const [replayed, setReplayed] = createSignal<Take | null>(null);
  const [tagged, setTagged] = createSignal<readonly Take[]>([]);
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
    rankingToFill,
    setRankingToFill,
    open(take) {
      if (take.is_in_bin) toast("This take is in the bin. Restore it to open it.");
      else navigate(studioAddress(page.id, take));
    },
    compare() {
      const chosen = [...desk.chosen().values()];
      const current = desk.currentTake();
      if (chosen.length === 1 && current && !desk.chosen().has(current.id)) chosen.push(current);
      if (chosen.length < 2 || chosen.length > MOST_COMPARED)
        return toast("Choose two to four takes to compare (X).");
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
  else if (key === "f") star(desk, take);
  else if (key >= "0" && key <= "5") rate(desk, take, Number(key) || null);
  else if (key === "t" && desk.canCurate()) takesView.tag(desk.meantBy(take));
  else if (key === "x") desk.toggleChosen(take);
  else if (key === " ") listen(take.id, desk.contentOf(take));
  else if (key === "Delete") desk.bin(desk.meantBy(take));
  else return false;
  return true;
}

/** One take changes at once; of many, all become what this one was not. */
function star(desk: Desk, take: Take): void {
  const meant = desk.meantBy(take);
  if (meant.length > 1) desk.starAll(meant, !take.is_starred);
  else desk.change(take, { is_starred: !take.is_starred });
}

function rate(desk: Desk, take: Take, stars: number | null): void {
  const meant = desk.meantBy(take);
  if (meant.length > 1) desk.rateAll(meant, stars);
  else desk.rate(take, stars);
}
