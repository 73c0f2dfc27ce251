/** Sound, print, pictures and scores to edit, in one dialog: choose, then one button. */

import { createSignal, For, onCleanup, Show } from "solid-js";
import { ApiFailure } from "../../../api";
import { tempo } from "../../../audio/player";
import { barAt, readMeta } from "../../../domain/chorale/music/bars";
import { type Voice, voicesIn } from "../../../domain/chorale/music/voices";
import { type RenderProgress, render, saveFile } from "../../../state/rendering";
import { Problem } from "../../../ui/messages/Problem";
import { Dialog } from "../../../ui/overlays/Dialog";
import { plural } from "../../../ui/plural";
import type { TakeAwayProps } from "../../common/kind";
import {
  exportOptions,
  type FileChoice,
  forSingers,
  groupsFor,
  hasSidecars,
  numFiles,
} from "./exportOptions";
import { MannerFields } from "./MannerFields";

const PICTURE_BARS = 4;

export default function TakeAway(props: TakeAwayProps) {
  const meta = () => readMeta(props.source.meta);
  const lastBar = () =>
    props.source.numColumns > 0
      ? barAt(props.source.numColumns - 1, props.source.numColumns, meta()).number
      : 1;
  const [files, setFiles] = createSignal<readonly string[]>([]);
  const [bars, setBars] = createSignal<readonly [number, number]>([
    1,
    Math.max(1, Math.min(PICTURE_BARS, lastBar())),
  ]);
  const [progress, setProgress] = createSignal<RenderProgress | null>(null);
  const [problem, setProblem] = createSignal<string | null>(null);
  let making: AbortController | null = null;
  onCleanup(() => making?.abort());

  const toggle = (name: string) =>
    setFiles((chosen) =>
      chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name],
    );
  const download = async () => {
    making = new AbortController();
    setProblem(null);
    setProgress({ done: 0, what: "" });
    try {
      const options = exportOptions({ files: files(), bars: bars(), tempo: tempo() });
      const body = { options, has_sidecars: hasSidecars(), ...props.source.what };
      saveFile(await render(props.source.canvas, body, setProgress, making.signal));
    } catch (failure) {
      if (!making.signal.aborted)
        setProblem(
          failure instanceof ApiFailure
            ? failure.message
            : "The studio cannot be reached. Check the connection, then try again.",
        );
    } finally {
      making = null;
      setProgress(null);
    }
  };
  const voices = () => voicesIn(props.source.meta.voices);
  return (
    <Dialog title={`Take away: ${props.source.name}`} class="take-away" onClose={props.close}>
      <div class="take-away-groups">
        <For each={groupsFor(voices())}>
          {(group) => (
            <fieldset>
              <legend>{group.label}</legend>
              <For each={group.files}>
                {(file) => (
                  <FileCheck
                    file={file}
                    isChosen={files().includes(file.name)}
                    isDisabled={progress() !== null}
                    toggle={() => toggle(file.name)}
                  />
                )}
              </For>
            </fieldset>
          )}
        </For>
      </div>
      <MannerFields files={files()} bars={bars()} setBars={setBars} lastBar={lastBar()} />
      <Problem sentence={problem()} />
      <Foot
        files={files()}
        voices={voices()}
        progress={progress()}
        choose={setFiles}
        download={() => void download()}
        stop={() => making?.abort()}
      />
    </Dialog>
  );
}

function Foot(props: {
  files: readonly string[];
  voices: readonly Voice[];
  progress: RenderProgress | null;
  choose: (files: readonly string[]) => void;
  download: () => void;
  stop: () => void;
}) {
  return (
    <div class="take-away-foot">
      <Show
        when={props.progress}
        fallback={
          <>
            <button
              type="button"
              class="quiet"
              onClick={() => props.choose(forSingers(props.voices))}
            >
              Choose all that {howMany(props.voices.length)} need
            </button>
            <button
              type="button"
              class="primary"
              disabled={props.files.length === 0}
              data-testid="take-away-download"
              onClick={() => props.download()}
            >
              {downloadWords(props.files, props.voices.length)}
            </button>
          </>
        }
      >
        {(now) => <Making progress={now()} stop={props.stop} />}
      </Show>
    </div>
  );
}

/** "four singers", "three singers". */
const howMany = (number: number): string =>
  `${["no", "one", "two", "three", "four", "five", "six"][number] ?? number} singers`;

function downloadWords(files: readonly string[], numVoices: number): string {
  const count = numFiles(files, numVoices);
  if (count === 0) return "Download";
  return count === 1 && !hasSidecars()
    ? "Download 1 file"
    : `Download ${plural(count, "file")} as a zip`;
}

function FileCheck(props: {
  file: FileChoice;
  isChosen: boolean;
  isDisabled: boolean;
  toggle: () => void;
}) {
  return (
    <label class="take-away-file">
      <input
        type="checkbox"
        checked={props.isChosen}
        disabled={props.isDisabled}
        data-testid={`file-${props.file.name}`}
        onChange={() => props.toggle()}
      />
      <span>
        <b>{props.file.label}</b>
        <small>{props.file.hint}</small>
      </span>
    </label>
  );
}

function Making(props: { progress: RenderProgress; stop: () => void }) {
  const percent = () => Math.round(100 * props.progress.done);
  return (
    <>
      <span class="take-away-progress" role="status" data-testid="take-away-progress">
        <progress max="1" value={props.progress.done} aria-label="Making the files" />
        <span class="figures">
          {props.progress.what === ""
            ? "Starting …"
            : `Making ${props.progress.what}: ${percent()} %`}
        </span>
      </span>
      <button type="button" onClick={() => props.stop()}>
        Stop
      </button>
    </>
  );
}
