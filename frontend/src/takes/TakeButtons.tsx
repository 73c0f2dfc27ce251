/** What a pointer does with one take of a collection: play it, choose it, rate it, star it. */

import { Show } from "solid-js";
import type { Content } from "../canvases/content";
import { canHear, isSounding, listen } from "../canvases/listening";
import type { Take } from "../protocol";
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
      onRate={(stars) => props.desk.rate(props.take, stars)}
    />
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
