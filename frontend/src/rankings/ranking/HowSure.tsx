/** How sure an open order is: votes that would turn it, votes still missing, sides, lengths, who is set aside. */

import { type JSX, Show } from "solid-js";
import type { Ranking } from "../../protocol";
import { plural } from "../../ui/plural";
import { about, effectWords, isSure, rangeWords } from "../scale";
import { Seal } from "./Seal";

export function HowSure(props: { ranking: Ranking; nameOf: (take: string) => string }) {
  const sureness = () => props.ranking.sureness;
  const side = () => effectWords(props.ranking.side);
  return (
    <aside class="how-sure" aria-labelledby="how-sure-heading">
      <h3 id="how-sure-heading">How sure is this?</h3>
      <dl class="figures">
        <Show when={sureness().num_changes}>
          {(changes) => (
            <Figure
              value={String(changes())}
              detail={`of ${plural(props.ranking.num_votes, "vote")}`}
            >
              changed {changes() === 1 ? "vote" : "votes"} would put{" "}
              {props.nameOf(sureness().turned_to ?? "")} first
            </Figure>
          )}
        </Show>
        <Show when={sureness().num_sure !== 1}>
          <Figure
            value={numberOr(sureness().for_first_place.votes)}
            detail={rangeWords(sureness().for_first_place)}
          >
            more votes, about, until the first place is sure
          </Figure>
        </Show>
        <Show when={sureness().for_precision > 0}>
          <Figure value={about(sureness().for_precision)} detail="half a logit to either side">
            more votes, about, until every line is as short as ±12 wins of 100
          </Figure>
        </Show>
        <Figure
          value={side().share.replace(" of 100", "")}
          detail={`${side().range}; taken out of the order`}
        >
          of 100 votes between equals went left
        </Figure>
        <Show
          when={props.ranking.length}
          fallback={
            <Figure value="=" detail="so length can make no difference">
              all takes are about as long
            </Figure>
          }
        >
          {(length) => (
            <Figure
              value={effectWords(length()).share.replace(" of 100", "")}
              detail={`${effectWords(length()).range}; ${isSure(length()) ? "length goes along with winning" : "length made no sure difference"}`}
            >
              of 100 against its equal wins a take twice as long
            </Figure>
          )}
        </Show>
        <Show when={props.ranking.set_aside.length > 0}>
          <Figure
            value={String(props.ranking.set_aside.length)}
            detail="their votes are kept; both orders are shown"
          >
            {props.ranking.set_aside.length === 1 ? "judge is" : "judges are"} set aside:{" "}
            {props.ranking.set_aside.join(", ")}
          </Figure>
        </Show>
      </dl>
      <Seal ranking={props.ranking} />
    </aside>
  );
}

const numberOr = (count: number | null): string => (count === null ? "?" : about(count));

function Figure(props: { value: string; detail: string; children: JSX.Element }) {
  return (
    <div>
      <dt>{props.value}</dt>
      <dd>
        {props.children}
        <small class="muted">{props.detail}</small>
      </dd>
    </div>
  );
}
