/** Who changed what and when, the newest first, with the versions in their places. */

import { createEffect, createSignal, on, onCleanup, Show } from "solid-js";
import { api } from "../../api";
import { openKind } from "../../canvases/registry";
import type { Version } from "../../protocol";
import type { CanvasHistory, Entry } from "../../state/document/history";
import { toastFailure } from "../../state/failures";
import { useStudio } from "../../state/stage/studio";
import { momentWords } from "../../ui/ago";
import { EditableName } from "../../ui/controls/EditableName";
import { GuardedFor, quoted } from "../../ui/Guarded";
import { Menu } from "../../ui/overlays/Menu";
import { personColour } from "../../ui/personColour";
import { plural } from "../../ui/plural";
import { changeWords } from "./historyWords";
import type { InHistory } from "./useHistory";
import { VersionPicture } from "./VersionPicture";

/** seq: the last edit that is in it. */
type Row = { seq: number; entry: Entry } | { seq: number; version: Version };

export function HistoryList(props: { now: InHistory }) {
  const studio = useStudio();
  const { history } = props.now;
  const words = useEntryWords(history);
  /** One that came with an archive stands where it was named. */
  const seqOf = ({ seq, moment_at }: Version) =>
    seq ?? history.moments().findLast(({ at }) => at <= moment_at)?.seq ?? 0;
  const rows = (): Row[] =>
    [
      ...history
        .entries()
        .map((entry): Row => ({ seq: history.moments()[entry.last]?.seq ?? 0, entry })),
      ...studio.project
        .versions(studio.canvasId)
        .map((version): Row => ({ seq: seqOf(version), version })),
    ].sort((one, other) => other.seq - one.seq || ("version" in one ? -1 : 1));
  return (
    <section class="history-list" aria-label="Edits and versions">
      <ol>
        <li>
          <button
            type="button"
            class="history-row"
            aria-pressed={props.now.isNow()}
            onClick={() => props.now.goTo(history.moments().length)}
          >
            <b>Now</b>
          </button>
        </li>
        <GuardedFor
          each={rows()}
          as="li"
          nameOf={(row) => ("version" in row ? quoted(row.version.name) : "This edit")}
        >
          {(row) =>
            "version" in row ? (
              <VersionRow now={props.now} version={row.version} />
            ) : (
              <EntryRow now={props.now} entry={row.entry} words={words().get(row.entry.first)} />
            )
          }
        </GuardedFor>
      </ol>
      <Show when={history.hasEarlier()}>
        <button type="button" class="quiet" onClick={() => void history.loadEarlier()}>
          Earlier edits
        </button>
      </Show>
    </section>
  );
}

function EntryRow(props: { now: InHistory; entry: Entry; words: string | undefined }) {
  const person = () => props.now.history.personOf(props.entry.author);
  const isShown = () =>
    props.now.version() === null &&
    !props.now.isNow() &&
    props.now.count() > props.entry.first &&
    props.now.count() <= props.entry.last + 1;
  return (
    <li>
      <button
        type="button"
        class="history-row"
        aria-pressed={isShown()}
        style={{ "--person": personColour(props.entry.author ?? 0) }}
        onClick={() => props.now.goTo(props.entry.last + 1)}
      >
        <span class="history-who">
          <b>{person()?.name ?? "Somebody"}</b>{" "}
          <span class="muted figures">{momentWords(props.entry.to)}</span>
        </span>
        <span class="history-what">
          {props.words ?? "…"}{" "}
          <span class="muted">({plural(props.entry.last - props.entry.first + 1, "edit")})</span>
        </span>
      </button>
    </li>
  );
}

function VersionRow(props: { now: InHistory; version: Version }) {
  const studio = useStudio();
  const rename = (name: string) =>
    void api.renameVersion(props.version.id, name).catch(toastFailure);
  return (
    <li class="history-version">
      <EditableName
        name={props.version.name}
        what="version"
        canEdit={studio.canEdit()}
        onRename={rename}
      />
      <button
        type="button"
        aria-pressed={props.now.version()?.id === props.version.id}
        aria-label={`Look at ${props.version.name}`}
        onClick={() => props.now.show(props.version)}
      >
        Look
      </button>
      <Show when={studio.canEdit()}>
        <Menu
          class="quiet more"
          name={`More for ${props.version.name}`}
          label="⋯"
          items={[
            {
              label: "Forget this name",
              isDanger: true,
              perform: () => void api.deleteVersion(props.version.id).catch(toastFailure),
            },
          ]}
        />
      </Show>
      <span class="muted figures">
        {momentWords(props.version.moment_at)}
        {props.version.created_by ? ` · named by ${props.version.created_by.name}` : ""}
      </span>
      <Show when={openKind().Excerpt}>
        <VersionPicture now={props.now} version={props.version} />
      </Show>
    </li>
  );
}

/** What each entry changed, found one after the other while people look already. */
function useEntryWords(history: CanvasHistory) {
  const [words, setWords] = createSignal<ReadonlyMap<number, string>>(new Map());
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(
    on(
      () => history.entries(),
      (entries) => {
        clearTimeout(timer);
        const readingAt = history.reader();
        setWords(new Map());
        const next = (index: number) => {
          const entry = entries[index];
          if (!entry) return;
          const before = readingAt(entry.first);
          const after = readingAt(entry.last + 1);
          setWords((known) =>
            new Map(known).set(entry.first, changeWords(before, after, openKind())),
          );
          timer = setTimeout(() => next(index + 1), 0);
        };
        timer = setTimeout(() => next(0), 0);
      },
    ),
  );
  onCleanup(() => clearTimeout(timer));
  return words;
}
