/** Which parts of the studio are in view: a list beside the canvas, and on a phone one page at a time. */

import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { openKind } from "../../canvases/registry";
import { isActive } from "../../domain/generation/progress";
import type { Generation } from "../../protocol";
import { commentWanted } from "../../state/comments";
import type { Studio } from "../../state/stage/studio";

type List = "candidates" | "takes" | "comments" | "steering";
type PhonePage = "canvas" | "generate" | List;

export interface StudioParts {
  page: Accessor<PhonePage>;
  goTo(page: PhonePage): void;
  list: Accessor<List>;
  setList(list: List): void;
}

const VARIANTS: ReadonlySet<Generation["purpose"]> = new Set(["repair", "splice"]);

/** The lists beside the canvas; a kind may add one of its own. */
export const lists = (): { name: List; label: string }[] => {
  const { Steering } = openKind();
  return [
    { name: "candidates", label: "Candidates" },
    { name: "takes", label: "Takes" },
    { name: "comments", label: "Comments" },
    ...(Steering ? [{ name: "steering" as const, label: Steering.label }] : []),
  ];
};

export const phonePages = (): { name: PhonePage; label: string }[] => [
  { name: "canvas", label: "Canvas" },
  { name: "generate", label: "Generate" },
  ...lists(),
];

export function createParts(studio: Studio): StudioParts {
  const [page, setPage] = createSignal<PhonePage>("canvas");
  const [list, setList] = createSignal<List>("candidates");
  // Generating shows what comes of it, also where the canvas is a page of its own.
  createEffect(
    on(
      studio.stage.inView,
      (now) => {
        if (now.view === "candidate" && page() === "generate") setPage("canvas");
      },
      { defer: true },
    ),
  );
  // A canvas that is made to show what steers it opens with that. Its document comes in several parts, so
  // this waits for the last one, or until the person does something.
  const [isUntouched, setUntouched] = createSignal(true);
  for (const act of ["pointerdown", "keydown"] as const) {
    const touch = () => setUntouched(false);
    window.addEventListener(act, touch, { once: true, capture: true });
    onCleanup(() => window.removeEventListener(act, touch, { capture: true }));
  }
  createEffect(() => {
    const isFresh = studio.generations().every((one) => one.job !== null);
    if (isUntouched() && isFresh && openKind().Steering?.isShownFirst()) setList("steering");
  });
  createEffect(
    on(
      () => (studio.stage.inView().view === "candidate" ? studio.selected() : null),
      (shown) => {
        if (shown && shown.job === null && list() === "steering") setList("candidates");
      },
      { defer: true },
    ),
  );
  // Variants of a repair or splice that somebody begins among the takes come among the candidates.
  const begun = createMemo(() => {
    const shown = studio.stage.inView().view === "candidate" ? studio.selected() : null;
    return shown && isActive(shown) && VARIANTS.has(shown.purpose) ? shown.id : null;
  });
  createEffect(
    on(
      begun,
      (id) => {
        if (id === null) return;
        setList("candidates");
        if (page() === "takes") setPage("candidates");
      },
      { defer: true },
    ),
  );
  const goTo = (wanted: PhonePage) => {
    setPage(wanted);
    if (wanted !== "canvas" && wanted !== "generate") setList(wanted);
  };
  createEffect(on(commentWanted, () => goTo("comments"), { defer: true }));
  return {
    page,
    goTo,
    list,
    setList,
  };
}
