/** What a repair or splice began from, above its variants: the grade before, to compare with. */

import { createMemo, Show } from "solid-js";
import { Miniature } from "../../canvases/Miniature";
import { gridFromCells } from "../../domain/cells";
import { gradeWords } from "../../domain/takes/takeWords";
import type { Take } from "../../protocol";
import { useStudio } from "../../state/stage/studio";
import { plural } from "../../ui/plural";
import { GradeHere, gradeOfTake } from "../grades/GradeHere";
import { showTake } from "../takes/takeActs";

export function SourceRow(props: { take: Take; name: string }) {
  const studio = useStudio();
  const grid = createMemo(() => gridFromCells(props.take.symbols, studio.document.numRows));
  const isInView = () => studio.stage.shows(props.take);
  const words = () =>
    `${props.take.name}${props.take.grade === null ? "" : ` · ${plural(props.take.faults.length, "fault")}`}`;
  return (
    <li class="candidate" classList={{ "is-in-view": isInView() }}>
      <button
        type="button"
        class="candidate-look"
        aria-label={`Look at ${props.name}, ${words()}`}
        onClick={() => showTake(studio.stage, props.take)}
      >
        <span class="candidate-name">{props.name}</span>
        <small class="muted figures">{words()}</small>
        <Miniature grid={grid()} />
        <Show when={props.take.grade}>
          {(grade) => <b class="candidate-grade figures">{gradeWords(grade())}</b>}
        </Show>
      </button>
      <Show when={isInView() && gradeOfTake(props.take)}>
        {(grade) => <GradeHere grade={grade()} onRepair={null} />}
      </Show>
    </li>
  );
}
