/** How the chosen files are made: only what concerns them is shown. */

import { type JSX, Show } from "solid-js";
import {
  hasCountIn,
  hasMetronome,
  setHasCountIn,
  setHasMetronome,
  tempo,
} from "../../../audio/player";
import { Segments } from "../../../ui/controls/Segments";
import {
  ANALYSES,
  hasPaper,
  hasPicture,
  hasSidecars,
  hasSound,
  MARGINS,
  type Manner,
  manner,
  PAPERS,
  SOUNDS,
  STAFF_SIZES,
  STAVES,
  setHasSidecars,
  setManner,
} from "./exportOptions";

const LABELS: Readonly<Record<string, string>> = {
  mp3: "MP3",
  opus: "Opus",
  wav: "WAV",
  closed: "Two staves",
  open: "Four staves",
  a4: "A4",
  letter: "Letter",
  fitting: "Fitting",
  large: "Large",
  medium: "Medium",
  small: "Small",
  usual: "Usual",
  narrow: "Narrow",
  wide: "Wide",
  none: "None",
  numerals: "Roman numerals",
  figures: "Figured bass",
};

export function MannerFields(props: {
  files: readonly string[];
  bars: readonly [number, number];
  setBars: (bars: readonly [number, number]) => void;
  lastBar: number;
}) {
  const hasStaves = () => props.files.includes("score") || hasPicture(props.files);
  return (
    <div class="take-away-manner">
      <Show when={hasSound(props.files)}>
        <Row label="Sound">
          <Choice name="sound" choices={SOUNDS} label="Sound format" />
          <label class="check">
            <input
              type="checkbox"
              checked={hasCountIn()}
              onChange={(event) => setHasCountIn(event.currentTarget.checked)}
            />
            Count-in
          </label>
          <label class="check">
            <input
              type="checkbox"
              checked={hasMetronome()}
              onChange={(event) => setHasMetronome(event.currentTarget.checked)}
            />
            Metronome
          </label>
          <span class="muted figures">♩ = {Math.round(tempo())}, as you hear it now</span>
        </Row>
      </Show>
      <Show when={hasStaves()}>
        <Row label="Staves">
          <Choice name="staves" choices={STAVES} label="Staves of the score" />
        </Row>
      </Show>
      <Show when={props.files.includes("musicxml")}>
        <Row label="Chords in MusicXML">
          <Choice name="analysis" choices={ANALYSES} label="Chords under the notes in MusicXML" />
        </Row>
      </Show>
      <Show when={hasPaper(props.files)}>
        <Row label="Paper">
          <Choice name="paper" choices={PAPERS} label="Paper size" />
        </Row>
        <Row label="Staff size">
          <Choice name="staff_size" choices={STAFF_SIZES} label="Size of the staves on paper" />
        </Row>
        <Row label="Margins">
          <Choice name="margins" choices={MARGINS} label="Margins of the paper" />
        </Row>
      </Show>
      <Show when={hasPicture(props.files)}>
        <Row label="Bars">
          <BarField
            label="First bar of the picture"
            value={props.bars[0]}
            last={props.lastBar}
            set={(bar) => props.setBars([bar, Math.max(bar, props.bars[1])])}
          />
          <span>to</span>
          <BarField
            label="Last bar of the picture"
            value={props.bars[1]}
            last={props.lastBar}
            set={(bar) => props.setBars([Math.min(bar, props.bars[0]), bar])}
          />
        </Row>
      </Show>
      <Show when={props.files.length > 0}>
        <Row label="Origin">
          <label class="check">
            <input
              type="checkbox"
              checked={hasSidecars()}
              data-testid="has-sidecars"
              onChange={(event) => setHasSidecars(event.currentTarget.checked)}
            />
            A signed statement beside each file
          </label>
        </Row>
      </Show>
    </div>
  );
}

function Row(props: { label: string; children: JSX.Element }) {
  return (
    <div class="take-away-row">
      <span class="muted">{props.label}</span>
      {props.children}
    </div>
  );
}

function Choice<Name extends keyof Manner>(props: {
  name: Name;
  label: string;
  choices: readonly Manner[Name][];
}) {
  return (
    <Segments
      label={props.label}
      segments={props.choices.map((value) => ({ value, label: LABELS[value] ?? value }))}
      chosen={manner()[props.name]}
      choose={(value) => setManner({ ...manner(), [props.name]: value })}
    />
  );
}

function BarField(props: {
  label: string;
  value: number;
  last: number;
  set: (bar: number) => void;
}) {
  return (
    <input
      type="number"
      aria-label={props.label}
      min={0}
      max={props.last}
      value={props.value}
      onChange={(event) => {
        const typed = Math.round(event.currentTarget.valueAsNumber);
        if (Number.isFinite(typed)) props.set(Math.min(props.last, Math.max(0, typed)));
        event.currentTarget.value = String(props.value);
      }}
    />
  );
}
