/** The person's own stars for a take, 1 to 5, and the mean of all once there are one's own. */

import { For, Show } from "solid-js";
import { ownRating, ratingInShort, ratingWords } from "../domain/takes/rating";
import type { Take } from "../protocol";
import { account } from "../state/account";

const STARS = [1, 2, 3, 4, 5];

export function StarRow(props: {
  take: Take;
  canRate: boolean;
  /** Within a grid of takes the keys 0 to 5 rate, so the stars are no stops of the Tab key. */
  isTabStop?: boolean;
  /** null takes one's own stars away. */
  onRate: (stars: number | null) => void;
}) {
  const mine = () => ownRating(props.take, account()?.name).stars;
  /** Filled for the person's own rating, otherwise an outline of the others' rating. */
  const fill = (star: number) => {
    if (mine() !== null) return star <= (mine() ?? 0) ? "mine" : "";
    return star <= Math.round(props.take.rating ?? 0) ? "theirs" : "";
  };
  return (
    <span class="star-row" role="group" aria-label={`Rating of ${props.take.name}`}>
      <For each={STARS}>
        {(star) => (
          <button
            type="button"
            class={`star-one ${fill(star)}`}
            tabIndex={props.isTabStop ? 0 : -1}
            disabled={!props.canRate}
            aria-pressed={mine() === star}
            aria-label={`${star} ${star === 1 ? "star" : "stars"}`}
            title={`${star} of 5`}
            onClick={(event) => {
              event.stopPropagation();
              props.onRate(star);
            }}
          >
            <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
              <path d="M8 1.6l1.9 4.2 4.6.5-3.4 3.1 1 4.5L8 11.6l-4.1 2.3 1-4.5L1.5 6.3l4.6-.5z" />
            </svg>
          </button>
        )}
      </For>
      <Show when={mine() !== null && props.canRate}>
        <button
          type="button"
          class="quiet star-none"
          tabIndex={props.isTabStop ? 0 : -1}
          aria-label="Remove your rating"
          title="Remove your rating (0)"
          onClick={(event) => {
            event.stopPropagation();
            props.onRate(null);
          }}
        >
          ×
        </button>
      </Show>
      <Show when={ratingWords(props.take)}>
        {(words) => (
          <small
            class="muted figures star-mean"
            title={
              props.take.rating === null
                ? "What others gave is shown once you have rated it"
                : words()
            }
          >
            {ratingInShort(props.take)}
          </small>
        )}
      </Show>
    </span>
  );
}
