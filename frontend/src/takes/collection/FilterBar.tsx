/** What of the takes is shown, and in what order: search, order, stars, grade, and more behind a button. */

import { createMemo, createSignal, For, type JSX, Show } from "solid-js";
import { featureWords } from "../../domain/takes/takeWords";
import type { SettingSpec, TakeWords } from "../../protocol";
import type { ProjectState } from "../../state/project";
import { ANY, MINE, numFilters, SORTS, type TakesQuery } from "./query";

/** Stop typing for this long and the list follows. */
const TYPING_MS = 250;

interface FilterProps {
  query: TakesQuery;
  project: ProjectState;
  words: TakeWords;
  /** Of all kinds of canvas, for the labels of their settings. */
  specs: readonly SettingSpec[];
  onChange: (change: Partial<TakesQuery>) => void;
}

export function FilterBar(props: FilterProps) {
  const [showsMore, setShowsMore] = createSignal(false);
  const moreCount = createMemo(() =>
    numFilters({ ...props.query, mine: "", rating_min: "", grade_max: "", starred: "" }),
  );
  return (
    <search class="filter-bar" classList={{ "shows-more": showsMore() }}>
      <div class="filter-line">
        <Typed
          type="search"
          class="filter-search"
          label="Search names, remarks and tags"
          placeholder="Search names, remarks, tags"
          value={props.query.search}
          onValue={(search) => props.onChange({ search })}
        />
        <select
          aria-label="Order"
          value={props.query.sort}
          onChange={(event) => props.onChange({ sort: event.currentTarget.value })}
        >
          <For each={SORTS}>{(sort) => <option value={sort.value}>{sort.label}</option>}</For>
          <Show when={!SORTS.some(({ value }) => value === props.query.sort)}>
            <option value={props.query.sort}>As the table is sorted</option>
          </Show>
        </select>
        <Mine {...props} />
        <LeastRating {...props} />
        <div class="filter-field">
          <span aria-hidden="true">Grade up to</span>
          <Typed
            type="number"
            label="Highest grade"
            placeholder="any"
            value={props.query.grade_max}
            onValue={(grade_max) => props.onChange({ grade_max })}
          />
        </div>
        <button
          type="button"
          aria-pressed={props.query.starred !== ""}
          class="toggle"
          onClick={() => props.onChange({ starred: props.query.starred === "" ? "true" : "" })}
        >
          Starred
        </button>
        <button
          type="button"
          aria-expanded={showsMore()}
          aria-controls="more-filters"
          onClick={() => setShowsMore(!showsMore())}
        >
          More filters
          <Show when={moreCount() > 0}>
            <span class="pill figures">{moreCount()}</span>
          </Show>
        </button>
        <Show when={numFilters(props.query) > 0 || props.query.search !== ""}>
          <button
            type="button"
            class="quiet"
            onClick={() =>
              props.onChange({ ...ANY, sort: props.query.sort, binned: props.query.binned })
            }
          >
            Clear
          </button>
        </Show>
      </div>
      <Show when={showsMore()}>
        <MoreFilters {...props} />
      </Show>
    </search>
  );
}

/** What the person thinks of them: those that are not judged yet go as they are judged. */
function Mine(props: FilterProps) {
  return (
    <label class="filter-field">
      <span>By me</span>
      <select
        aria-label="What you think of them"
        value={props.query.mine}
        onChange={(event) => props.onChange({ mine: event.currentTarget.value })}
      >
        <option value="">any</option>
        <For each={MINE}>{(one) => <option value={one.value}>{one.label}</option>}</For>
      </select>
    </label>
  );
}

function LeastRating(props: FilterProps) {
  return (
    <label class="filter-field">
      <span>Rating</span>
      <select
        aria-label="Lowest rating"
        value={props.query.rating_min}
        onChange={(event) => props.onChange({ rating_min: event.currentTarget.value })}
      >
        <option value="">any</option>
        <For each={["5", "4", "3", "2", "1"]}>
          {(stars) => <option value={stars}>{stars === "5" ? "5" : `${stars} or more`}</option>}
        </For>
      </select>
    </label>
  );
}

/** Conditions that choose one word of those that the takes have. */
const CHOICES = [
  { label: "Made by", field: "author", words: "authors" },
  { label: "Model", field: "model", words: "models" },
  { label: "Key", field: "key", words: "keys" },
  { label: "Tag", field: "tag", words: "tags" },
] as const;

function MoreFilters(props: FilterProps) {
  return (
    <div class="more-filters" id="more-filters">
      <Field label="Canvas">
        <Choice
          label="Canvas"
          value={props.query.canvas}
          options={props.project
            .canvases()
            .filter((canvas) => !canvas.is_in_bin)
            .map((canvas) => [canvas.id, canvas.name])}
          onValue={(canvas) => props.onChange({ canvas })}
        />
      </Field>
      <For each={CHOICES}>
        {({ label, field, words }) => (
          <Field label={label}>
            <Choice
              label={label}
              value={props.query[field]}
              options={props.words[words].map((word) => [word, word])}
              onValue={(value) => props.onChange({ [field]: value })}
            />
          </Field>
        )}
      </For>
      <FigureFilters {...props} />
      <Field label="Kept from">
        <input
          type="date"
          aria-label="Kept from"
          value={props.query.since}
          onChange={(event) => props.onChange({ since: event.currentTarget.value })}
        />
      </Field>
      <Field label="to">
        <input
          type="date"
          aria-label="Kept until"
          value={props.query.until}
          onChange={(event) => props.onChange({ until: event.currentTarget.value })}
        />
      </Field>
    </div>
  );
}

/** Conditions on a part of the grade and on a setting, each a name with its bounds. */
function FigureFilters(props: FilterProps) {
  return (
    <>
      <Field label="Part of the grade up to">
        <span class="filter-pair">
          <Choice
            label="Part of the grade"
            value={props.query.feature}
            options={props.words.features.map((name) => [name, featureWords(name)])}
            onValue={(feature) => props.onChange({ feature })}
          />
          <Typed
            type="number"
            label="Highest value of the part"
            placeholder="any"
            value={props.query.feature_max}
            onValue={(feature_max) => props.onChange({ feature_max })}
          />
        </span>
      </Field>
      <Field label="Setting">
        <span class="filter-pair">
          <Choice
            label="Setting"
            value={props.query.setting}
            options={props.words.settings.map((name) => [
              name,
              props.specs.find((spec) => spec.name === name)?.label ?? featureWords(name),
            ])}
            onValue={(setting) => props.onChange({ setting })}
          />
          <Typed
            type="number"
            label="Lowest value of the setting"
            placeholder="from"
            value={props.query.setting_min}
            onValue={(setting_min) => props.onChange({ setting_min })}
          />
          <Typed
            type="number"
            label="Highest value of the setting"
            placeholder="to"
            value={props.query.setting_max}
            onValue={(setting_max) => props.onChange({ setting_max })}
          />
        </span>
      </Field>
    </>
  );
}

function Field(props: { label: string; children: JSX.Element }) {
  return (
    <div class="filter-field">
      <span aria-hidden="true">{props.label}</span>
      {props.children}
    </div>
  );
}

function Choice(props: {
  value: string;
  options: [value: string, label: string][];
  onValue: (value: string) => void;
  label: string;
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onValue(event.currentTarget.value)}
    >
      <option value="">any</option>
      <For each={props.options}>
        {([value, text]) => (
          <option value={value} selected={value === props.value}>
            {text}
          </option>
        )}
      </For>
    </select>
  );
}

/** A field whose value applies when typing pauses, or at once on Enter. */
function Typed(props: {
  type: "search" | "number";
  label: string;
  placeholder: string;
  value: string;
  class?: string;
  onValue: (value: string) => void;
}) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (value: string) => {
    clearTimeout(timer);
    if (value !== props.value) props.onValue(value);
  };
  return (
    <input
      type={props.type}
      class={props.class}
      step="any"
      aria-label={props.label}
      placeholder={props.placeholder}
      value={props.value}
      onInput={(event) => {
        const { value } = event.currentTarget;
        clearTimeout(timer);
        timer = setTimeout(() => say(value), TYPING_MS);
      }}
      onChange={(event) => say(event.currentTarget.value)}
    />
  );
}
