/** What the page of all takes shows: which takes, how, and what is open over them. */

import { useLocation, useNavigate } from "@solidjs/router";
import { type Accessor, createMemo, createSignal } from "solid-js";
import { listen, stopListening } from "../canvases/listening";
import type { OpenProject } from "../frame/projectPage";
import type { Take } from "../protocol";
import { studioAddress } from "../state/addresses";
import { toast } from "../ui/toasts";
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
  /** The generation whose replay links are shown. */
  replayed: Accessor<string | null>;
  setReplayed(generation: string | null): void;
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
  const [replayed, setReplayed] = createSignal<string | null>(null);
  const isBin = () => query().binned !== "";
  const shown: TakesView = {
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
    answerKey: (event, take) => answerKey(shown, event, take),
  };
  return shown;
}

function answerKey(shown: TakesView, event: KeyboardEvent, take: Take | null): boolean {
  const { desk } = shown;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    desk.undo();
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "c") shown.compare();
  else if (key === "i") shown.setIsInfoOpen(!shown.isInfoOpen());
  else if (key === "Escape" && shown.isInfoOpen()) shown.setIsInfoOpen(false);
  else if (key === "Escape" && desk.chosen().size > 0) desk.clearChosen();
  else if (!take) return false;
  else if (key === "Enter") shown.open(take);
  else if (key === "f") desk.change(take, { is_starred: !take.is_starred });
  else if (key >= "0" && key <= "5") desk.rate(take, Number(key) || null);
  else if (key === "x") desk.toggleChosen(take);
  else if (key === " ") listen(take.id, desk.contentOf(take));
  else if (key === "Delete") desk.bin([take]);
  else return false;
  return true;
}
