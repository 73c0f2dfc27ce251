/** Data to train on: which view of it, and as what file. */

import { createSignal, For, Show } from "solid-js";
import { schemaAddress } from "../curation";
import { Dialog } from "../ui/overlays/Dialog";

export interface TrainingSource {
  label: string;
  /** Where it is fetched from, with its own query if there is one. */
  address: string;
  /** The schema of its rows, by name. */
  schema: string;
  /** Without pairs, where nothing says what was better than what. */
  hasPairs: boolean;
}

const VIEWS = [
  {
    value: "full",
    label: "All that is known",
    about: "Prompt, content, settings, seed, grade and how it was judged.",
  },
  {
    value: "pairs",
    label: "Pairs",
    about: "prompt, chosen, rejected as texts, as TRL takes them for DPO.",
  },
  {
    value: "labels",
    label: "Labels",
    about: "prompt, completion, label, as TRL takes them for KTO.",
  },
] as const;

const FILES = [
  { value: "zip", label: "Zip: both, with data card, schema and Croissant" },
  { value: "jsonl", label: "JSON lines" },
  { value: "parquet", label: "Parquet" },
] as const;

export function TrainingData(props: { sources: readonly TrainingSource[]; onClose: () => void }) {
  const [source, setSource] = createSignal(props.sources[0] as TrainingSource);
  const [view, setView] = createSignal<string>("full");
  const [file, setFile] = createSignal("zip");
  const [keepsTies, setKeepsTies] = createSignal(false);
  const views = () => VIEWS.filter(({ value }) => value !== "pairs" || source().hasPairs);
  const chosenView = () => (views().some(({ value }) => value === view()) ? view() : "full");
  const address = () => {
    const query = new URLSearchParams({ view: chosenView(), file: file() });
    if (chosenView() === "pairs" && keepsTies()) query.set("ties", "keep");
    return `${source().address}${source().address.includes("?") ? "&" : "?"}${query}`;
  };
  return (
    <Dialog title="Training data" class="export-dialog" onClose={props.onClose}>
      <p class="muted">
        Nobody is named in it: people are numbered. What others think comes as far as you see it
        here.
      </p>
      <Show when={props.sources.length > 1}>
        <Choices
          legend="What"
          name="source"
          choices={props.sources.map((one) => ({ value: one.address, label: one.label }))}
          chosen={source().address}
          onChoose={(wanted) =>
            setSource(props.sources.find((one) => one.address === wanted) ?? source())
          }
        />
      </Show>
      <Choices
        legend="View"
        name="view"
        choices={views()}
        chosen={chosenView()}
        onChoose={setView}
      />
      <Show when={chosenView() === "pairs"}>
        <label class="check">
          <input
            type="checkbox"
            checked={keepsTies()}
            onChange={() => setKeepsTies(!keepsTies())}
          />
          Keep ties, with their outcome
        </label>
      </Show>
      <Choices legend="File" name="file" choices={FILES} chosen={file()} onChoose={setFile} />
      <div class="dialog-acts">
        <a
          class="button quiet"
          href={schemaAddress(source().schema)}
          target="_blank"
          rel="noreferrer"
        >
          Schema
        </a>
        <a class="button primary" href={address()} download="" onClick={props.onClose}>
          Download
        </a>
      </div>
    </Dialog>
  );
}

function Choices(props: {
  legend: string;
  name: string;
  choices: readonly { value: string; label: string; about?: string }[];
  chosen: string;
  onChoose: (value: string) => void;
}) {
  return (
    <fieldset class="export-choice">
      <legend class="muted">{props.legend}</legend>
      <For each={props.choices}>
        {(one) => (
          <label class="check">
            <input
              type="radio"
              name={props.name}
              checked={props.chosen === one.value}
              onChange={() => props.onChoose(one.value)}
            />
            <span>
              {one.label}
              <Show when={one.about}>
                <small class="muted choice-about">{one.about}</small>
              </Show>
            </span>
          </label>
        )}
      </For>
    </fieldset>
  );
}
