// What the colours of the heat map say, while it is shown.
import { Show } from "solid-js";
import { useStudio } from "../../state/stage/studio";

export function DoubtLegend() {
  const { isDoubtShown, isLooking } = useStudio().looks;
  return (
    <Show when={isDoubtShown()}>
      <div class="doubt-legend" data-testid="doubt-legend">
        <span>{isLooking() ? "Asking the model …" : "Doubt"}</span>
        <span class="doubt-scale" aria-hidden="true">
          <i />
          <i />
          <i />
          <i />
          <i />
        </span>
        <span class="muted">from sure to unsure</span>
      </div>
    </Show>
  );
}
