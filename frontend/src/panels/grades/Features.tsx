/** The parts of a grade: as small bars, and by name with their figures. */

import { For } from "solid-js";
import { featureWords, gradeWords } from "../../domain/takes/takeWords";

/** One bar a part, as high as its share of `most`; lower is better. */
export function FeatureBars(props: {
  features: Readonly<Record<string, number>>;
  /** The value of a full bar. */
  most: number;
}) {
  const parts = () => Object.entries(props.features);
  const height = (value: number) => Math.max(1, Math.min(16, (16 * value) / (props.most || 1)));
  return (
    <svg
      class="feature-bars"
      width={parts().length * 5}
      height="16"
      role="img"
      aria-label={parts()
        .map(([name, value]) => `${featureWords(name)} ${gradeWords(value)}`)
        .join(", ")}
    >
      <title>
        {parts()
          .map(([name, value]) => `${featureWords(name)} ${gradeWords(value)}`)
          .join("\n")}
      </title>
      <For each={parts()}>
        {([, value], index) => (
          <rect x={index() * 5} y={16 - height(value)} width="4" height={height(value)} />
        )}
      </For>
    </svg>
  );
}

/** All parts by name, those that cost most first. */
export function FeatureList(props: { features: Readonly<Record<string, number>> }) {
  const parts = () => Object.entries(props.features).sort(([, a], [, b]) => b - a);
  const most = () => Math.max(1, ...parts().map(([, value]) => value));
  return (
    <dl class="feature-list figures">
      <For each={parts()}>
        {([name, value]) => (
          <div>
            <dt>{featureWords(name)}</dt>
            <dd>
              <i style={{ width: `${(100 * value) / most()}%` }} />
              {value.toFixed(2)}
            </dd>
          </div>
        )}
      </For>
    </dl>
  );
}
