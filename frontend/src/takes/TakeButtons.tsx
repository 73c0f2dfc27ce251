/** What a pointer does with one take of a collection: play it, choose it, rate it, star it. */

import { For, Show } from "solid-js";
import type { Content } from "../canvases/content";
import { canHear, isSounding, listen } from "../canvases/listening";
import { ownRating } from "../domain/takes/rating";
import type { Take } from "../protocol";
import { account } from "../state/account";
import { PlayIcon } from "../ui/controls/PlayIcon";
import { Star } from "../ui/controls/Star";
import type { Desk } from "./collection/desk";
import { StarRow } from "./StarRow";

export function PlayButton(props: {
  id: string;
  name: string;
  content: Content;
  isTabStop?: boolean;
}) {
  return (
    <Show when={canHear(props.content)}>
      <button
        type="button"
        class="play-small"
        tabIndex={props.isTabStop ? 0 : -1}
        aria-label={`${isSounding(props.id) ? "Pause" : "Play"} ${props.name}`}
        aria-pressed={isSounding(props.id)}
        onClick={(event) => {
          event.stopPropagation();
          listen(props.id, props.content);
        }}
      >
        <PlayIcon isPlaying={isSounding(props.id)} size={14} />
      </button>
    </Show>
  );
}

export function ChooseBox(props: { desk: Desk; take: Take }) {
  return (
    <label class="choose-box" onClick={(event) => event.stopPropagation()}>
      <input
        type="checkbox"
        tabIndex={-1}
        checked={props.desk.chosen().has(props.take.id)}
        aria-label={`Choose ${props.take.name}`}
        onChange={() => props.desk.toggleChosen(props.take)}
      />
    </label>
  );
}

export function OwnRating(props: { desk: Desk; take: Take }) {
  return (
    <StarRow
      take={props.take}
      canRate={props.desk.canCurate()}
      onRate={(stars) =>
        props.desk.rate(props.take, stars === null ? { stars, flag: null } : { stars })
      }
    />
  );
}

const FLAGS = [
  { flag: "pick", label: "Pick", path: "M3 8.5l3.4 3.4L13 4.6" },
  { flag: "reject", label: "Reject", path: "M4 4l8 8M12 4l-8 8" },
] as const;

/** Pick or reject it; what is pressed already is taken back. */
export function FlagButtons(props: { desk: Desk; take: Take }) {
  const mine = () => ownRating(props.take, account()?.name).flag;
  return (
    <Show when={props.desk.canCurate()}>
      <span class="flag-buttons" role="group" aria-label={`What you think of ${props.take.name}`}>
        <For each={FLAGS}>
          {({ flag, label, path }) => (
            <button
              type="button"
              class={`flag-button ${flag}`}
              tabIndex={-1}
              aria-pressed={mine() === flag}
              aria-label={`${label} ${props.take.name}`}
              title={`${label} (${flag === "pick" ? "P" : "X"})`}
              onClick={(event) => {
                event.stopPropagation();
                props.desk.rate(props.take, { flag: mine() === flag ? null : flag });
              }}
            >
              <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                <path d={path} fill="none" stroke="currentColor" stroke-width="2" />
              </svg>
            </button>
          )}
        </For>
      </span>
    </Show>
  );
}

export function TakeStar(props: { desk: Desk; take: Take }) {
  return (
    <Star
      isOn={props.take.is_starred}
      name={props.take.name}
      isDisabled={!props.desk.canCurate()}
      onToggle={() => props.desk.change(props.take, { is_starred: !props.take.is_starred })}
    />
  );
}
