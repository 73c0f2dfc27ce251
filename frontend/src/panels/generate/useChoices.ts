/** What the person chose last on this canvas, kept in the browser, with the settings that its model hears. */

import { type Accessor, createEffect, createMemo, createSignal, untrack } from "solid-js";
import type { SettingSpec } from "../../protocol";
import {
  type Choices,
  choicesFrom,
  choicesWith,
  defaultChoices,
  loadChoices,
  storeChoices,
} from "../../state/generations/choices";
import { borrowed, takeBorrowed } from "../../state/stage/borrowed";
import { useStudio } from "../../state/stage/studio";
import { toast } from "../../ui/messages/toasts";

export interface Chosen {
  /** Settings that change what the chosen model does. */
  specs: Accessor<readonly SettingSpec[]>;
  choices: Accessor<Choices>;
  change(part: Partial<Choices>): void;
  setValue(name: string): (value: number | boolean | string) => void;
  /** Back to what everybody begins with. */
  reset(): void;
}

export function useChoices(): Chosen {
  const studio = useStudio();
  const all = createMemo(() => studio.kind()?.settings ?? []);
  const [choices, setChoices] = createSignal<Choices>(choicesFrom(null, []));
  createEffect(() => setChoices(loadChoices(studio.canvasId, all())));
  const change = (part: Partial<Choices>) => {
    setChoices((before) => ({ ...before, ...part }));
    storeChoices(studio.canvasId, choices());
  };
  // Settings of another generation or take are used only when a person asks for them.
  createEffect(() => {
    if (borrowed() === null || all().length === 0) return;
    const use = untrack(takeBorrowed);
    if (!use) return;
    untrack(() => change(choicesWith(choices(), use, all())));
    toast("These settings are now in your panel. Change them, or generate.");
  });
  const checkpoint = createMemo(() => {
    const known = studio.kind()?.checkpoints ?? [];
    const name = choices().checkpoint;
    return known.find((one) => (name === null ? one.is_default : one.name === name)) ?? null;
  });
  return {
    specs: createMemo(() => {
      const conditions = checkpoint()?.hears;
      return conditions ? all().filter((spec) => conditions.includes(spec.name)) : all();
    }),
    choices,
    change,
    setValue: (name) => (value) => change({ values: { ...choices().values, [name]: value } }),
    reset: () => change(defaultChoices(all())),
  };
}
