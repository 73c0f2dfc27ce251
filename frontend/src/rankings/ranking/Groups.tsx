/** The order of takes put together by model, person or a setting, and how it came about vote by vote. */

import { createResource, createSignal, For, Show } from "solid-js";
import { sentence } from "../../api";
import { curation, groupsTableAddress } from "../../curation";
import { featureWords } from "../../domain/takes/takeWords";
import type { GroupStandings, Ranking } from "../../protocol";
import { plural } from "../../ui/plural";
import { placeWords, strengthWords, winsOf100 } from "../scale";
import { asFile, CURVE_HEIGHT, CURVE_WIDTH, curvesOf, MOST_CURVES } from "./curves";

/** Height of a line of the legend. */
const LEGEND = 24;
/** More bands than these hide each other. */
const WITH_BANDS = 2;
const WORDS: Readonly<Record<string, string>> = {
  take: "Take",
  model: "Model",
  author: "Person",
};
const wordsOf = (by: string): string => WORDS[by] ?? featureWords(by);

export function Groups(props: { ranking: Ranking; settingLabel: (name: string) => string | null }) {
  const [by, setBy] = createSignal("take");
  const [found] = createResource(
    () => ({ id: props.ranking.id, by: by(), votes: props.ranking.num_votes }),
    (wanted) => curation.groups(wanted.id, wanted.by),
  );
  const labelOf = (name: string) => props.settingLabel(name) ?? wordsOf(name);
  let drawing: SVGSVGElement | undefined;
  const save = () => {
    if (!drawing) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(asFile(drawing));
    link.download = `${props.ranking.name} by ${labelOf(by())}.svg`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <section class="ranking-groups" aria-labelledby="groups-heading">
      <div class="groups-head">
        <h2 id="groups-heading" class="groups-title">
          Strength over votes
        </h2>
        <label class="filter-field">
          <span>by</span>
          <select
            aria-label="What puts takes together"
            value={by()}
            onChange={(event) => setBy(event.currentTarget.value)}
          >
            <For each={[...new Set(["take", ...(found.latest?.choices ?? [])])]}>
              {(name) => <option value={name}>{labelOf(name)}</option>}
            </For>
          </select>
        </label>
        <span class="spacer" />
        <a class="button" href={groupsTableAddress(props.ranking.id, by())} download="">
          CSV
        </a>
        <button type="button" disabled={!found.latest?.curve.length} onClick={save}>
          Picture
        </button>
      </div>
      <Show when={found.error}>
        <p class="problem" role="alert">
          {sentence(found.error)}
        </p>
      </Show>
      <Show when={!found.error && found.latest}>
        {(groups) => (
          <>
            <Show
              when={groups().curve.length > 0}
              fallback={<p class="muted">No vote was on takes of two groups yet.</p>}
            >
              <Chart
                groups={groups()}
                ref={(svg) => {
                  drawing = svg;
                }}
              />
            </Show>
            <Show when={by() !== "take"}>
              <GroupTable groups={groups()} label={labelOf(by())} />
            </Show>
            <p class="muted ranking-note">
              {groups().num_within > 0
                ? `${plural(groups().num_within, "vote")} on two takes of one group are left out. `
                : ""}
              Bands are the 95 % intervals of the first {WITH_BANDS}.
              {groups().groups.length > MOST_CURVES
                ? ` The best ${MOST_CURVES} of ${groups().groups.length} are drawn; the table has all.`
                : ""}
            </p>
          </>
        )}
      </Show>
    </section>
  );
}

function Chart(props: { groups: GroupStandings; ref: (svg: SVGSVGElement) => void }) {
  const drawn = () => curvesOf(props.groups);
  const height = () => CURVE_HEIGHT + LEGEND * drawn().curves.length + 8;
  return (
    <svg
      ref={props.ref}
      class="curves"
      viewBox={`0 0 ${CURVE_WIDTH} ${height()}`}
      role="img"
      aria-label={`Strengths over votes: ${props.groups.groups
        .slice(0, MOST_CURVES)
        .map((one) => `${one.label} ${strengthWords(one.strength)}`)
        .join(", ")}`}
    >
      <For each={drawn().ticks}>
        {(tick) => (
          <>
            <line class="curve-grid" x1="34" x2={CURVE_WIDTH - 10} y1={tick.y} y2={tick.y} />
            <text x="28" y={tick.y + 4} text-anchor="end">
              {strengthWords(tick.value).replace(".00", "")}
            </text>
          </>
        )}
      </For>
      <For each={drawn().votes}>
        {(tick) => (
          <text x={tick.x} y={CURVE_HEIGHT - 8} text-anchor={tick.value === 0 ? "start" : "end"}>
            {tick.value === 0 ? "0 votes" : tick.value}
          </text>
        )}
      </For>
      <For each={drawn().curves}>
        {(curve) => <polygon class="curve-band" points={curve.band} />}
      </For>
      <For each={drawn().curves}>
        {(curve, place) => (
          <>
            <polyline class="curve-line" points={curve.line} stroke-dasharray={curve.dash} />
            <circle cx={curve.end.x} cy={curve.end.y} r="3" fill="currentColor" />
            <line
              class="curve-line"
              x1="34"
              x2="74"
              y1={CURVE_HEIGHT + 12 + LEGEND * place()}
              y2={CURVE_HEIGHT + 12 + LEGEND * place()}
              stroke-dasharray={curve.dash}
            />
            <text x="84" y={CURVE_HEIGHT + 17 + LEGEND * place()}>
              {curve.label}
            </text>
          </>
        )}
      </For>
    </svg>
  );
}

function GroupTable(props: { groups: GroupStandings; label: string }) {
  return (
    <table class="standings groups-table">
      <caption class="visually-hidden">Groups, best first, with their strengths in logits</caption>
      <thead>
        <tr>
          <th scope="col" class="figures standing-place">
            Place
          </th>
          <th scope="col">{props.label}</th>
          <th scope="col" class="figures">
            Strength
          </th>
          <th scope="col" class="figures">
            95 %
          </th>
          <th scope="col" class="figures">
            Wins of 100
          </th>
          <th scope="col" class="figures">
            Takes
          </th>
          <th scope="col" class="figures">
            Votes
          </th>
        </tr>
      </thead>
      <tbody>
        <For each={props.groups.groups}>
          {(group) => (
            <tr>
              <td class="figures standing-place">
                {placeWords(group.best_place, group.worst_place)}
              </td>
              <th scope="row">{group.label}</th>
              <td class="figures">{strengthWords(group.strength)}</td>
              <td class="figures muted">
                {strengthWords(group.low)} to {strengthWords(group.high)}
              </td>
              <td class="figures">{winsOf100(group.strength)}</td>
              <td class="figures muted">{group.num_takes}</td>
              <td class="figures muted">{group.num_votes}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}
