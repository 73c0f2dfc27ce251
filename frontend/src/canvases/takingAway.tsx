/** Files of what a person has before them: one dialog where the kind has one, otherwise a link for each format. */

import { createSignal, Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import { exportAddress } from "../api";
import type { Kind } from "../protocol";
import type { MenuItem } from "../ui/overlays/Menu";
import type { CanvasKind, TakeAwaySource } from "./common/kind";

const [taken, setTaken] = createSignal<{ kind: CanvasKind; source: TakeAwaySource } | null>(null);

export const takeAway = (kind: CanvasKind, source: TakeAwaySource): void => {
  setTaken({ kind, source });
};

/** The dialog, where it is asked for: once on a page. */
export function TakeAwayDialog() {
  return (
    <Show when={taken()} keyed>
      {({ kind, source }) => (
        <Show when={kind.TakeAway}>
          {(Component) => (
            <Suspense>
              <Dynamic component={Component()} source={source} close={() => setTaken(null)} />
            </Suspense>
          )}
        </Show>
      )}
    </Show>
  );
}

/** What a menu offers of something. isNowhere: there is nothing of it yet. */
export function fileItems(
  kind: CanvasKind,
  formats: Kind["formats"] | undefined,
  source: () => TakeAwaySource,
  isNowhere = false,
): MenuItem[] {
  if (kind.TakeAway !== null)
    return [
      { label: "Take away …", isDisabled: isNowhere, perform: () => takeAway(kind, source()) },
    ];
  const item = (name: string, hasSidecar = false): MenuItem => ({
    label: `Export ${kind.formatLabels[name] ?? name}${hasSidecar ? " with a signed statement" : ""}`,
    href: exportAddress(source().canvas, name, source().what, hasSidecar),
    isDisabled: isNowhere,
  });
  const names = (formats ?? []).map(({ name }) => name);
  return [...names.map((name) => item(name)), ...names.slice(0, 1).map((name) => item(name, true))];
}
