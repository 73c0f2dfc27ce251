/** What people did to the generation in view, in a list over the timeline: each goes to its step. */

import { createMemo, Show } from "solid-js";
import { useActContext } from "../../canvases/common/actContext";
import { openKind } from "../../canvases/registry";
import { deedOf, sinceWhen } from "../../domain/generation/actWords";
import { isActive } from "../../domain/generation/progress";
import type { Act } from "../../protocol";
import { useStudio } from "../../state/stage/studio";
import { GuardedFor } from "../../ui/Guarded";
import { Popover } from "../../ui/overlays/Popover";
import { personColour } from "../../ui/personColour";
import { theme } from "../../ui/theme";

export function ActsList() {
  const studio = useStudio();
  const context = useActContext(openKind());
  const acts = createMemo(() =>
    studio.stage.inView().view === "candidate" ? (studio.followed()?.acts() ?? []) : [],
  );
  const isOver = () => {
    const generation = studio.selected();
    return generation !== null && !isActive(generation);
  };
  const colourOf = (act: Act): string => {
    theme();
    return personColour(act.author?.id ?? 0);
  };
  const goTo = (act: Act) => {
    const inView = studio.stage.inView();
    if (inView.view !== "candidate" || act.from_step === null) return;
    const last = studio.followed()?.lastStep() ?? 0;
    const step = Math.min(act.from_step, last);
    studio.stage.showCandidate(
      inView.generation,
      act.candidate ?? inView.candidate,
      step === last ? null : step,
    );
  };
  return (
    <Show when={acts().length > 0}>
      <Popover
        label={`${acts().length} ${acts().length === 1 ? "act" : "acts"}`}
        class="quiet acts-button figures"
        title="What people did to this generation"
        testId="acts"
        panelName="Acts on this generation"
        panelClass="acts-list"
        panelRole="region"
        focus="button"
      >
        {() => (
          <ol>
            <GuardedFor each={acts()} as="li" nameOf={(act) => `Act ${act.number}`}>
              {(act) => (
                <li>
                  <button
                    type="button"
                    class="quiet act"
                    disabled={act.from_step === null}
                    onClick={() => goTo(act)}
                  >
                    <i class="act-person" style={{ background: colourOf(act) }} />
                    <span>
                      <b>{act.author?.name ?? "Somebody"}</b> {deedOf(act, context())}
                    </span>
                    <span class="muted figures">{sinceWhen(act, isOver())}</span>
                  </button>
                </li>
              )}
            </GuardedFor>
          </ol>
        )}
      </Popover>
    </Show>
  );
}
