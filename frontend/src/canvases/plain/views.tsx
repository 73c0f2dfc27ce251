// Two views of a canvas: the page that the kind's package brings, and its cells, which take its place where it fails.
import { type Accessor, createSignal, Show } from "solid-js";
import type { KindShape } from "../../protocol";
import { Segments } from "../../ui/controls/Segments";
import { failureSentence } from "./pageModule";

type View = "own" | "cells";

export interface Views {
  view: Accessor<View>;
  /** Why the page of the package is not in view, as a sentence; null where it did not fail. */
  failure: Accessor<string | null>;
  choose(view: View): void;
  giveWay(failure: unknown): void;
}

export function createViews(shape: KindShape): Views {
  const [view, setView] = createSignal<View>(shape.page ? "own" : "cells");
  const [failure, setFailure] = createSignal<string | null>(null);
  return {
    view,
    failure,
    choose(chosen) {
      setFailure(null);
      setView(chosen);
    },
    giveWay(what) {
      setFailure(failureSentence(what));
      setView("cells");
    },
  };
}

/** For kinds that bring a page. label: of the kind. */
export function ViewChoice(props: { shape: KindShape; views: Views; label: string }) {
  return (
    <Show when={props.shape.page}>
      <Segments
        label="View"
        segments={[
          { value: "own" as const, label: props.label },
          { value: "cells" as const, label: "Cells" },
        ]}
        chosen={props.views.view()}
        choose={props.views.choose}
      />
    </Show>
  );
}

export function PageFailure(props: { views: Views; label: string }) {
  return (
    <Show when={props.views.failure()}>
      {(sentence) => (
        <p class="own-page-failure" role="alert">
          <span>
            The view that {props.label} brings failed, and the cells stand in its place.{" "}
            <span class="muted">{sentence()}</span>
          </span>
          <button type="button" onClick={() => props.views.choose("own")}>
            Try again
          </button>
        </p>
      )}
    </Show>
  );
}
