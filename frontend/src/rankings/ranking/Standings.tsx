/** Takes in their order, the best first: a dot for the strength, a whisker for how sure it is. */

import { createMemo, For, Show } from "solid-js";
import type { Content } from "../../canvases/content";
import type { ControlStanding, Standing, Take } from "../../protocol";
import { Picture } from "../../takes/Picture";
import { PlayButton } from "../../takes/TakeButtons";
import { GuardedFor, quoted } from "../../ui/Guarded";
import { Menu, type MenuItem } from "../../ui/overlays/Menu";
import { placeWords, type Scale, scaleFor, shareOf, strengthWords, winsOf100 } from "../scale";

export function Standings(props: {
  standings: readonly Standing[];
  controls: readonly ControlStanding[];
  takes: ReadonlyMap<string, Take>;
  contentOf: (take: Take) => Content;
  /** Acts on one take, for its menu. */
  itemsFor: (take: Take) => (MenuItem | null)[];
}) {
  const scale = createMemo(() => scaleFor([...props.standings, ...props.controls]));
  const byTake = createMemo(() => new Map(props.standings.map((one) => [one.take, one])));
  // Rows by their take's name, so that one that moves is the same row in another place.
  const order = createMemo(() => props.standings.map((one) => one.take));
  return (
    <table class="standings">
      <caption class="visually-hidden">
        Takes, best first, each with its strength in logits and a 95 % interval
      </caption>
      <StandingsHead scale={scale()} />
      <tbody>
        <GuardedFor each={order()} as="tr" nameOf={(id) => quoted(props.takes.get(id)?.name)}>
          {(id) => {
            const standing = () => byTake().get(id) as Standing;
            const take = () => props.takes.get(id);
            return (
              <tr>
                <td class="figures standing-place">
                  {placeWords(standing().best_place, standing().worst_place)}
                </td>
                <th scope="row">
                  <Show when={take()} fallback={<span class="muted">…</span>}>
                    {(one) => <RankedTake take={one()} content={props.contentOf(one())} />}
                  </Show>
                </th>
                <td class="standing-line">
                  <Whisker standing={standing()} scale={scale()} />
                </td>
                <td class="figures" title={`Strength ${strengthWords(standing().strength)}`}>
                  {winsOf100(standing().strength)}
                </td>
                <td class="figures muted">{standing().num_votes}</td>
                <td>
                  <Show when={take()}>
                    {(one) => (
                      <Menu
                        class="quiet"
                        name={`More for ${one().name}`}
                        label="⋯"
                        items={props.itemsFor(one())}
                      />
                    )}
                  </Show>
                </td>
              </tr>
            );
          }}
        </GuardedFor>
      </tbody>
      <Show when={props.controls.length > 0}>
        <tbody class="standing-controls">
          <For each={props.controls}>
            {(control) => (
              <tr>
                <td class="figures standing-place" />
                <th scope="row">
                  <span class="standing-name">{control.name}</span>{" "}
                  <span class="muted">{CONTROL_WORDS[control.kind]}</span>
                </th>
                <td class="standing-line">
                  <Whisker standing={control} scale={scale()} isControl />
                </td>
                <td class="figures">{winsOf100(control.strength)}</td>
                <td class="figures muted">{control.num_votes}</td>
                <td />
              </tr>
            )}
          </For>
        </tbody>
      </Show>
    </table>
  );
}

const CONTROL_WORDS: Record<ControlStanding["kind"], string> = {
  shuffled: "hidden to test the judges; takes no place",
  real: "a real piece, hidden among the takes; takes no place",
  author: "the author’s own, hidden among the takes; takes no place",
};

function StandingsHead(props: { scale: Scale }) {
  return (
    <thead>
      <tr>
        <th scope="col" class="figures">
          Place
        </th>
        <th scope="col">Take</th>
        <th scope="col" class="standing-axis">
          <span class="visually-hidden">Strength and interval</span>
          <div class="axis figures" aria-hidden="true">
            <For each={props.scale.ticks}>
              {(tick) => (
                <span style={{ left: `${100 * shareOf(props.scale, tick)}%` }}>
                  {tick === 0 ? "0" : strengthWords(tick).replace(/\.00$/, "")}
                </span>
              )}
            </For>
          </div>
        </th>
        <th scope="col" class="figures">
          Wins of 100
        </th>
        <th scope="col" class="figures">
          Votes
        </th>
        <th scope="col">
          <span class="visually-hidden">More</span>
        </th>
      </tr>
    </thead>
  );
}

function RankedTake(props: { take: Take; content: Content }) {
  return (
    <span class="standing-take">
      <PlayButton id={props.take.id} name={props.take.name} isTabStop content={props.content} />
      <span class="standing-picture">
        <Picture content={props.content} height={34} />
      </span>
      <span class="standing-name">{props.take.name}</span>
    </span>
  );
}

/** A dot for the strength, a line for where it lies with 95 % certainty. */
function Whisker(props: {
  standing: Pick<Standing, "strength" | "low" | "high">;
  scale: Scale;
  isControl?: boolean;
}) {
  const share = (strength: number) => 100 * shareOf(props.scale, strength);
  return (
    <div
      class="whisker"
      classList={{ "is-control": props.isControl ?? false }}
      role="img"
      aria-label={`Strength ${strengthWords(props.standing.strength)}, between ${strengthWords(props.standing.low)} and ${strengthWords(props.standing.high)}`}
    >
      <For each={props.scale.ticks}>
        {(tick) => (
          <i
            class="whisker-tick"
            classList={{ zero: tick === 0 }}
            style={{ left: `${share(tick)}%` }}
          />
        )}
      </For>
      <i
        class="whisker-line"
        style={{
          left: `${share(props.standing.low)}%`,
          right: `${100 - share(props.standing.high)}%`,
        }}
      />
      <i class="whisker-dot" style={{ left: `${share(props.standing.strength)}%` }} />
    </div>
  );
}
