/** What proves that nothing was changed behind the judges' backs, and who could know which takes these are. */

import { Show } from "solid-js";
import { fileAddress } from "../../addresses";
import { recordAddress } from "../../curation";
import type { Ranking } from "../../protocol";
import { plural } from "../../ui/plural";

/** "9f3c81ba 5d20", enough of a hash to compare by eye. */
const short = (hash: string): string =>
  `${hash.slice(0, 8)} ${hash.slice(8, 12)} … ${hash.slice(-4)}`;

export function Seal(props: { ranking: Ranking }) {
  return (
    <section class="seal" aria-labelledby="seal-heading">
      <h3 id="seal-heading">Sealed record</h3>
      <Show
        when={props.ranking.seal}
        fallback={
          <p class="muted">
            {props.ranking.num_votes > 0
              ? "Its votes are older than seals, so there is no record to check."
              : "The first pair seals takes, rules and the seed of all choices with a hash, which then stands here."}
          </p>
        }
      >
        {(seal) => (
          <>
            <p class="seal-hash figures">
              <code title={seal()} data-testid="seal">
                {short(seal())}
              </code>
              <button type="button" class="quiet" onClick={() => copy(seal())}>
                Copy the hash
              </button>
            </p>
            <p class="muted">
              Takes, rules and seed were fixed before the first vote.{" "}
              {plural(props.ranking.num_entries, "thing")} happened since; the last has the hash{" "}
              <code title={props.ranking.head ?? ""}>{short(props.ranking.head ?? "")}</code>.
            </p>
            <Show
              when={props.ranking.is_open}
              fallback={<p class="muted">Note the hash: once it is open anybody can check it.</p>}
            >
              <p>
                <a class="button" href={recordAddress(props.ranking.id)} download="record.json">
                  The whole record
                </a>{" "}
                <a
                  class="button quiet"
                  href={fileAddress("check_ranking.py")}
                  download="check_ranking.py"
                >
                  Script to check it
                </a>
              </p>
            </Show>
          </>
        )}
      </Show>
    </section>
  );
}

const copy = (text: string) => void navigator.clipboard?.writeText(text);

export function WhoCouldKnow() {
  return (
    <p class="muted who-could-know">
      From the first pair that somebody judges, the names and grades of these takes are hidden from
      that judge everywhere in the studio and in archives. Who could still know: those who kept,
      heard or saw the takes before, anybody who goes back to the generation that a take comes from,
      and owners, whose archives are whole.
    </p>
  );
}
