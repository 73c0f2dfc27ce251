/** How much time to spend: a draft, the usual, or the best of sixteen, each with its time on this machine. */

import { createMemo, createResource, Show } from "solid-js";
import { api } from "../../api";
import { aboutSeconds, windowsOf } from "../../domain/generation/progress";
import type { Quality, SettingSpec } from "../../protocol";
import {
  areChosen,
  type Choices,
  numChanged,
  speedsOf,
  timeOf,
} from "../../state/generations/choices";
import { freeCells } from "../../state/generations/generating";
import { useStudio } from "../../state/stage/studio";
import { Segments } from "../../ui/controls/Segments";
import { BEST_OF, type Composing } from "./composing";

const BEST_WORDS = "Makes sixteen and keeps the best four as takes.";

/**
 * Seconds that choices take on this machine for what the large button names, as far as anybody knows; null before
 * anything was measured.
 */
export function useSeconds(
  choices: () => Choices,
  composing: Composing,
): (part?: Partial<Choices>) => number | null {
  const studio = useStudio();
  const asked = createMemo(() => {
    const kind = studio.kind()?.kind;
    const numDone = studio.generations().filter(({ state }) => state === "done").length;
    // What was made since says more of how fast this machine is.
    return kind ? JSON.stringify([kind, choices().checkpoint, numDone]) : null;
  });
  const [speed] = createResource(asked, (question) => {
    const [kind, checkpoint] = JSON.parse(question) as [string, string | null];
    return api.speed(kind, checkpoint).catch(() => null);
  });
  const columns = createMemo(() => {
    const cells = composing.proposals()[0]?.cells ?? freeCells(studio.document);
    return [...new Set(cells.map(({ column }) => column))];
  });
  return (part = {}) => {
    const { values, numCandidates, isBestOf } = { ...choices(), ...part };
    const known = speed.latest;
    if (!known?.seconds_per_step) return null;
    const numWindows = windowsOf(columns(), known.window);
    const count = isBestOf ? BEST_OF.total : numCandidates;
    return known.seconds_per_step * numWindows * count * timeOf(values);
  };
}

/** The name of the speed that is chosen: "Good", "Best of 16"; that of no quality otherwise, and "Settings" for a
 * kind that has one speed. */
export function speedName(
  choices: Choices,
  qualities: readonly Quality[],
  specs: readonly SettingSpec[],
): string {
  if (choices.isBestOf) return `Best of ${BEST_OF.total}`;
  if (qualities.length === 0) return "Settings";
  const found = speedsOf(qualities).find(({ own }) => areChosen(choices.values, own));
  return found?.quality.label ?? noQuality(choices, specs);
}

/** Where the settings are none of the qualities: a kind may have other defaults than these. */
const noQuality = (choices: Choices, specs: readonly SettingSpec[]): string =>
  numChanged(choices.values, specs) === 0 ? "Default" : "Custom";

export function Speeds(props: {
  choices: Choices;
  specs: readonly SettingSpec[];
  onChange: (part: Partial<Choices>) => void;
  seconds: (part?: Partial<Choices>) => number | null;
}) {
  const studio = useStudio();
  const qualities = () => studio.kind()?.qualities ?? [];
  const options = createMemo(() => {
    const speeds = speedsOf(qualities()).filter(({ quality }) => quality.is_offered);
    const usual = speeds.at(-1);
    if (!usual) return [];
    return [
      ...speeds.map(({ quality, own }) => ({ ...quality, own, isBestOf: false })),
      {
        name: "best-of",
        label: `Best of ${BEST_OF.total}`,
        description: BEST_WORDS,
        own: usual.own,
        isBestOf: true,
      },
    ];
  });
  type Option = ReturnType<typeof options>[number];
  const isChosen = (option: Option) =>
    props.choices.isBestOf === option.isBestOf &&
    (option.isBestOf || areChosen(props.choices.values, option.own));
  const choicesWith = ({ own, isBestOf }: Option): Partial<Choices> => ({
    values: { ...props.choices.values, ...own },
    isBestOf,
  });
  // One list for as long as the options stay: a choice redraws no button, so the focus stays on it.
  const segments = createMemo(() =>
    options().map((option) => ({
      value: option,
      label: option.label,
      testId: `speed-${option.name}`,
    })),
  );
  return (
    <Show when={options().length > 0}>
      <div class="speeds">
        <Segments
          label="How long to compose"
          segments={segments()}
          chosen={options().find(isChosen) ?? null}
          choose={(option) => props.onChange(choicesWith(option))}
        >
          {({ label, value }) => (
            <>
              {label}
              <small class="figures">{aboutSeconds(props.seconds(choicesWith(value)))}</small>
            </>
          )}
        </Segments>
        <p class="hint" data-testid="speed-words" aria-live="polite">
          {options().find(isChosen)?.description ??
            `${noQuality(props.choices, props.specs)}: ${props.choices.values.num_steps} steps${ofSeconds(props.seconds())}.`}
        </p>
      </div>
    </Show>
  );
}

const ofSeconds = (seconds: number | null): string =>
  seconds === null ? "" : `, ${aboutSeconds(seconds)}`;
