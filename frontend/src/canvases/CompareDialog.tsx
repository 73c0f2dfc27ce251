/** Grids beside each other, music one under the other and words side by side: what differs from the first stands out. */

import {
  type Accessor,
  createMemo,
  createSignal,
  type JSX,
  onCleanup,
  onMount,
  Show,
} from "solid-js";
import { Dynamic } from "solid-js/web";
import type { AnyGrid } from "../domain/cells";
import { GuardedFor } from "../ui/Guarded";
import { plural } from "../ui/plural";
import type { CanvasKind, ComparedProps } from "./common/kind";
import { SeekPicture } from "./SeekPicture";

type Json = Readonly<Record<string, unknown>>;

/** One of the grids that are compared. */
export interface Compared {
  kind: CanvasKind;
  name: Accessor<string>;
  /** Its figures, grade and the like, in few words. */
  words: Accessor<string>;
  grid: Accessor<AnyGrid | null>;
  /** The codec's JSON around the grid, for pictures; null where only the grid is known. */
  around: Accessor<Json | null>;
  meta: Accessor<Json>;
  frozen: Accessor<ComparedProps["frozen"]>;
  canTake: Accessor<boolean>;
  isInView: Accessor<boolean>;
  isSounding: Accessor<boolean>;
  show(): void;
  listen(): void;
  acts(): JSX.Element;
}

export function CompareDialog(props: {
  class?: string;
  items: readonly Compared[];
  /** What stands in the head besides the heading, and below the list. */
  head: JSX.Element;
  foot?: JSX.Element;
  /** Pixels of the window that the pictures leave to head and foot. */
  spare: number;
  onKeyDown: (event: KeyboardEvent) => void;
  /** Handed out: close the dialog. */
  ref?: (close: () => void) => void;
  onClose: () => void;
}) {
  let dialog!: HTMLDialogElement;
  onMount(() => {
    dialog.showModal();
    props.ref?.(() => dialog.close());
  });
  const base = () => props.items[0]?.grid() ?? null;
  const grids = createMemo(() => props.items.map((item) => item.grid()));
  const span = () => props.items[0]?.kind.span?.(grids().filter((one) => one !== null));
  const windowHeight = useWindowHeight();
  const pictureHeight = () =>
    Math.max(84, Math.floor((windowHeight() - props.spare) / Math.max(1, props.items.length)) - 62);
  return (
    <dialog
      ref={dialog}
      class={`compare ${props.class ?? ""}`}
      aria-labelledby="compare-heading"
      onClose={props.onClose}
      onKeyDown={props.onKeyDown}
    >
      <div class="dialog-head">
        <h2 id="compare-heading">Compare</h2>
        {props.head}
        <span class="spacer" />
        <button type="button" class="quiet" onClick={() => dialog.close()}>
          Close
        </button>
      </div>
      <div
        class="compare-list"
        classList={{ "side-by-side": Boolean(props.items[0]?.kind.Compared) }}
      >
        <GuardedFor each={props.items} nameOf={(item) => item.name()}>
          {(item, index) => (
            <ComparedSection
              item={item}
              base={index() === 0 ? null : base()}
              among={grids()}
              height={pictureHeight()}
              span={span()}
            />
          )}
        </GuardedFor>
      </div>
      {props.foot}
    </dialog>
  );
}

function useWindowHeight(): Accessor<number> {
  const [height, setHeight] = createSignal(innerHeight);
  const measure = () => setHeight(innerHeight);
  addEventListener("resize", measure);
  onCleanup(() => removeEventListener("resize", measure));
  return height;
}

/** "3 notes differ"; `base` is null for the first of what is compared. */
function difference(item: Compared, base: AnyGrid | null): string {
  const grid = item.grid();
  if (!grid || !base) return "the others are compared with this one";
  const count = item.kind.numDifferences(grid, base);
  if (count === 0) return "no difference";
  return `${plural(count, item.kind.contentNoun)} differ${count === 1 ? "s" : ""}`;
}

/** One that is compared, beside the one that all are compared with, as high and of the columns that all show. */
interface InComparison {
  item: Compared;
  base: AnyGrid | null;
  among: readonly (AnyGrid | null)[];
  height: number;
  span: [number, number] | undefined;
}

function ComparedSection(props: InComparison) {
  const { item } = props;
  return (
    <section
      class="compare-one"
      classList={{ "is-in-view": item.isInView() }}
      aria-label={item.name()}
    >
      <div class="compare-line">
        <h3>{item.name()}</h3>
        <span class="muted figures">{difference(item, props.base)}</span>
        <span class="muted figures">{item.words()}</span>
        <span class="spacer" />
        <Show when={item.kind.player}>
          <button type="button" onClick={item.listen}>
            {item.isSounding() ? "Pause" : "Listen"}
          </button>
        </Show>
        {item.acts()}
      </div>
      <Show when={item.kind.Compared} fallback={<ComparedPicture {...props} />}>
        {(compared) => (
          <Dynamic
            component={compared()}
            grid={item.grid()}
            base={props.base}
            frozen={item.frozen()}
            among={props.among}
            canTake={item.canTake()}
          />
        )}
      </Show>
    </section>
  );
}

function ComparedPicture(props: InComparison) {
  const { item } = props;
  return (
    <SeekPicture
      class="compare-picture"
      label={`Listen to ${item.name()} from here`}
      kind={item.kind}
      grid={item.grid()}
      content={item.around()}
      meta={item.meta()}
      base={props.base}
      span={props.span}
      height={props.height}
      onPress={item.show}
    />
  );
}
