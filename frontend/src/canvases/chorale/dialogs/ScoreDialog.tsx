// Title, metres, pickup, key and tempo of the chorale, its bars, and transposition of the whole.
import { createMemo, createSignal, createUniqueId, For, onMount } from "solid-js";
import {
  barLength,
  barsOf,
  METRE_NAMES,
  type Metre,
  pickupName,
} from "../../../domain/chorale/music/bars";
import { currentDocument } from "../../../state/document/document";
import { Dialog } from "../../../ui/overlays/Dialog";
import { openCanvas, transposeAll } from "../acts";
import { insertBars, setMetreFrom } from "../barActs";
import { shownMeta } from "../inView";
import { numColumns } from "../roll/view";
import { FormSigns } from "./FormSigns";
import { KeyChanges, KeyChoice } from "./KeyChanges";
import { MetreChanges } from "./MetreChanges";
import { TempoChanges } from "./TempoChanges";
import { VoiceLimits } from "./VoiceLimits";
import { Voices } from "./Voices";

/** `toTranspose`: opened in order to move all of it, so that is what has the focus. bar: at which it was opened. */
export function ScoreDialog(props: { toTranspose: boolean; bar: number; close: () => void }) {
  const isReadOnly = createMemo(() => openCanvas() === null);
  let changes!: HTMLDivElement;
  onMount(() => {
    if (props.bar > 0) queueMicrotask(() => changes.querySelector("input")?.select());
  });
  return (
    <Dialog title="Score" class="score" testId="score-dialog" onClose={props.close}>
      <div class="score-fields">
        <NameFields isReadOnly={isReadOnly()} />
        <TimeFields isReadOnly={isReadOnly()} />
        <KeyField isReadOnly={isReadOnly()} />
        <TempoField isReadOnly={isReadOnly()} />
      </div>
      <Voices isReadOnly={isReadOnly()} />
      <VoiceLimits isReadOnly={isReadOnly()} />
      <div class="score-changes" ref={changes}>
        <MetreChanges isReadOnly={isReadOnly()} bar={props.bar} />
        <KeyChanges isReadOnly={isReadOnly()} bar={props.bar} />
        <TempoChanges isReadOnly={isReadOnly()} bar={props.bar} />
        <FormSigns isReadOnly={isReadOnly()} bar={props.bar} />
      </div>
      <ScoreActs isReadOnly={isReadOnly()} toTranspose={props.toTranspose} />
    </Dialog>
  );
}

/** Write one of the score's words, as an edit of its own. */
function set(name: string, value: unknown): void {
  if (currentDocument()?.meta()[name] === value) return;
  openCanvas()?.edit((edit) => edit.setMeta(name, value));
}

function NameFields(props: { isReadOnly: boolean }) {
  return (
    <>
      <NameField label="Title" name="title" isReadOnly={props.isReadOnly} />
      <NameField label="Subtitle" name="subtitle" isReadOnly={props.isReadOnly} />
      <NameField label="Composer" name="composer" isReadOnly={props.isReadOnly} />
      <NameField label="Lyricist" name="lyricist" isReadOnly={props.isReadOnly} />
    </>
  );
}

function NameField(props: {
  label: string;
  name: "title" | "subtitle" | "composer" | "lyricist";
  isReadOnly: boolean;
}) {
  const otherwise = () => (props.name === "title" ? "Untitled chorale" : "");
  return (
    <label>
      {props.label}
      <input
        value={shownMeta()[props.name]}
        maxlength="200"
        disabled={props.isReadOnly}
        onChange={(event) => set(props.name, event.currentTarget.value.trim() || otherwise())}
      />
    </label>
  );
}

function TimeFields(props: { isReadOnly: boolean }) {
  return (
    <>
      <label>
        Metre
        <select
          disabled={props.isReadOnly}
          data-testid="metre"
          onChange={(event) => setMetreFrom(1, event.currentTarget.value as Metre)}
        >
          <For each={METRE_NAMES}>
            {(metre) => (
              <option value={metre} selected={shownMeta().metre === metre}>
                {metre}
              </option>
            )}
          </For>
        </select>
      </label>
      <label>
        Pickup
        <select
          disabled={props.isReadOnly}
          onChange={(event) => set("pickup", Number(event.currentTarget.value))}
        >
          <For each={Array.from({ length: barLength(shownMeta()) }, (_, sixteenths) => sixteenths)}>
            {(sixteenths) => (
              <option value={sixteenths} selected={shownMeta().pickup === sixteenths}>
                {pickupName(sixteenths, shownMeta().metre)}
              </option>
            )}
          </For>
        </select>
      </label>
    </>
  );
}

function KeyField(props: { isReadOnly: boolean }) {
  const id = createUniqueId();
  return (
    <label for={id}>
      Key
      <KeyChoice
        id={id}
        testId="key"
        chosen={shownMeta()}
        isDisabled={props.isReadOnly}
        choose={({ fifths, mode }) =>
          openCanvas()?.edit((edit) => {
            edit.setMeta("fifths", fifths);
            edit.setMeta("mode", mode);
          })
        }
      />
    </label>
  );
}

function TempoField(props: { isReadOnly: boolean }) {
  return (
    <label>
      Tempo (♩ per minute)
      <input
        type="number"
        min="20"
        max="300"
        value={Math.round(shownMeta().tempo)}
        disabled={props.isReadOnly}
        onChange={(event) => {
          const tempo = event.currentTarget.valueAsNumber;
          if (tempo >= 20 && tempo <= 300) set("tempo", tempo);
          else event.currentTarget.value = String(Math.round(shownMeta().tempo));
        }}
      />
    </label>
  );
}

/** More bars, and all of it higher or lower. */
function ScoreActs(props: { isReadOnly: boolean; toTranspose: boolean }) {
  let field!: HTMLInputElement;
  onMount(() => {
    // A dialog takes the focus once it is shown, which is a moment later.
    if (props.toTranspose) queueMicrotask(() => field.select());
  });
  const [numBars, setNumBars] = createSignal(4);
  const [semitones, setSemitones] = createSignal(2);
  return (
    <div class="score-acts">
      <span>
        <input
          type="number"
          min="1"
          max="64"
          aria-label="Bars to add"
          value={numBars()}
          onInput={(event) => setNumBars(event.currentTarget.valueAsNumber || 1)}
        />{" "}
        bars more at the end{" "}
        <button
          type="button"
          disabled={props.isReadOnly}
          data-testid="add-bars"
          onClick={() => insertBars(numColumns(), Math.max(1, Math.min(64, numBars())))}
        >
          Add bars
        </button>
      </span>
      <span>
        Everything by{" "}
        <input
          ref={field}
          type="number"
          min="-12"
          max="12"
          aria-label="Semitones"
          value={semitones()}
          onInput={(event) => setSemitones(event.currentTarget.valueAsNumber || 0)}
        />{" "}
        semitones, minus is down{" "}
        <button
          type="button"
          disabled={props.isReadOnly || semitones() === 0}
          onClick={() => transposeAll(Math.max(-12, Math.min(12, semitones())))}
        >
          Transpose
        </button>
      </span>
      <p>
        {barsOf(numColumns(), shownMeta()).at(-1)?.number ?? 0} bars, {numColumns()} sixteenths. To
        insert or delete other bars, right-click or long-press a bar number.
      </p>
    </div>
  );
}
