/** What the canvas was like at any moment: who changed what and when; compare, name and restore. */

import { createMemo, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { DifferenceProps } from "../../canvases/common/kind";
import { canHear, isSounding, listen, stopListening } from "../../canvases/listening";
import { openKind } from "../../canvases/registry";
import { SeekPicture } from "../../canvases/SeekPicture";
import { symbolsOver } from "../../domain/document/readingDiff";
import { useStudio } from "../../state/stage/studio";
import { HistoryLine } from "./HistoryLine";
import { HistoryList } from "./HistoryList";
import { NameVersion } from "./NameVersion";
import { type InHistory, restore, useHistory } from "./useHistory";

/** The dialog is open: at a moment of the canvas's stream (a number), or now (null). */
export const [historyAt, openHistoryAt] = createSignal<{ seq: number | null } | null>(null);

export function HistoryDialog(props: { since: number | null; onClose: () => void }) {
  let dialog!: HTMLDialogElement;
  const studio = useStudio();
  const now = useHistory(studio, props.since);
  onMount(() => dialog.showModal());
  onCleanup(stopListening);
  return (
    <dialog
      ref={dialog}
      class="compare history"
      aria-labelledby="history-heading"
      data-testid="history"
      onClose={props.onClose}
    >
      <div class="dialog-head">
        <h2 id="history-heading">History</h2>
        <Against now={now} />
        <span class="spacer" />
        <button type="button" class="quiet" onClick={() => dialog.close()}>
          Close
        </button>
      </div>
      <div class="history-body">
        <Shown now={now} />
        <HistoryList now={now} />
      </div>
      <div class="history-foot">
        <HistoryLine
          history={now.history}
          at={now.count()}
          valueText={now.caption()}
          flags={now.flags()}
          onGo={now.goTo}
        />
        <Acts now={now} close={() => dialog.close()} />
      </div>
    </dialog>
  );
}

/** What the moment is compared with. */
function Against(props: { now: InHistory }) {
  const studio = useStudio();
  return (
    <label class="history-against">
      <span class="muted">compared with</span>
      <select
        value={props.now.against()}
        onChange={(event) => props.now.setAgainst(event.currentTarget.value)}
      >
        <option value="before">what was there before</option>
        <option value="now">now</option>
        <For each={studio.project.versions(studio.canvasId)}>
          {(version) => <option value={version.id}>{version.name}</option>}
        </For>
      </select>
    </label>
  );
}

function Shown(props: { now: InHistory }) {
  return (
    <section
      class="history-shown"
      tabindex="0"
      aria-label="The canvas at this moment"
      data-at={props.now.count()}
    >
      <Show when={props.now.problem()}>
        {(problem) => (
          <p class="problem" role="alert">
            {problem()}
          </p>
        )}
      </Show>
      <Show when={props.now.shown()} fallback={<p class="muted">Reading the history …</p>}>
        {(shown) => (
          <Moment shown={shown()} base={props.now.base() ?? shown()} onHear={props.now.hear} />
        )}
      </Show>
    </section>
  );
}

/** As text with what came and went, or as a picture in which what is other stands out. */
function Moment(props: DifferenceProps & { onHear: () => void }) {
  const kind = openKind();
  const base = createMemo(() =>
    props.base === props.shown ? null : symbolsOver(props.base, props.shown.columns),
  );
  return (
    <Show
      when={kind.Difference}
      fallback={
        <SeekPicture
          class="compare-picture"
          label="Listen from here"
          kind={kind}
          grid={props.shown.symbols}
          content={null}
          meta={props.shown.meta}
          base={base()}
          span={kind.span?.([props.shown.symbols])}
          height={{ least: 120, margin: 8 }}
          onPress={props.onHear}
        />
      }
    >
      {(Difference) => <Dynamic component={Difference()} shown={props.shown} base={props.base} />}
    </Show>
  );
}

function Acts(props: { now: InHistory; close: () => void }) {
  const studio = useStudio();
  const { now } = props;
  const audible = () => {
    const content = now.content();
    return content && canHear(content) ? content : null;
  };
  return (
    <div class="history-acts">
      <p class="history-caption" role="status" data-testid="history-caption">
        <b>{now.caption()}</b> <span class="muted">{now.words()}</span>
      </p>
      <Show when={audible()}>
        {(content) => (
          <button type="button" onClick={() => listen("history", content())}>
            {isSounding("history") ? "Pause" : "Listen"}
          </button>
        )}
      </Show>
      <Show when={studio.canEdit()}>
        <NameVersion now={now} />
        <button
          type="button"
          class="primary"
          disabled={now.isNow()}
          title="Make the canvas what it was then. You can undo it, and everybody keeps their own undo."
          onClick={() => {
            restore(studio, now);
            props.close();
          }}
        >
          Restore
        </button>
      </Show>
    </div>
  );
}
