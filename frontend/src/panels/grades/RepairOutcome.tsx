/** After a repair that found nothing better: it says so, and offers more room around the faults. */

import { createMemo, createSignal, Show } from "solid-js";
import { openKind } from "../../canvases/registry";
import { isNoneBetter } from "../../domain/takes/takeWords";
import type { Generation, Take } from "../../protocol";
import { useStudio } from "../../state/stage/studio";
import { repair } from "./GradeHere";

export function RepairOutcome(props: { generation: Generation; take: Take }) {
  const studio = useStudio();
  const [isSending, setSending] = createSignal(false);
  const isInVain = createMemo(() => {
    const { id, state, num_candidates, num_steps } = props.generation;
    const before = props.take.grade;
    if (state !== "done" || before === null || before === undefined) return false;
    const grades = Array.from(
      { length: num_candidates },
      (_, candidate) => studio.project.grades.at(id, candidate, num_steps)?.overall,
    );
    return grades.every((grade) => grade !== undefined) && isNoneBetter(before, grades as number[]);
  });
  /** Each repair of the same take reaches farther than the one before. */
  const wider = () =>
    studio
      .generations()
      .filter((one) => one.purpose === "repair" && one.sources.includes(props.take.id)).length;
  const again = async () => {
    setSending(true);
    await repair(studio, { take: props.take.id, wider: wider() });
    setSending(false);
  };
  return (
    <Show when={isInVain()}>
      <div class="repair-outcome" role="status" data-testid="repair-outcome">
        <p>Nothing better was found for these faults.</p>
        <Show when={studio.canEdit()}>
          <button type="button" disabled={isSending()} onClick={() => void again()}>
            Try {openKind().margin} more on each side
          </button>
        </Show>
      </div>
    </Show>
  );
}
