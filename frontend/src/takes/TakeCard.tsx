/** One take in the gallery: picture, name, grade, stars. Keys are the gallery's; the pointer has these. */

import { Show } from "solid-js";
import { position } from "../audio/player";
import type { Content } from "../canvases/content";
import { canHear, isHeard, isSounding, listen } from "../canvases/listening";
import { gradeWords, takeSentence } from "../domain/takeWords";
import type { Take } from "../protocol";
import { playhead } from "../state/playhead";
import { Star } from "../ui/Star";
import type { Desk } from "./desk";
import { Picture } from "./Picture";
import { StarRow } from "./StarRow";

export function TakeCard(props: { desk: Desk; take: Take; pictureHeight: number }) {
  const take = () => props.take;
  const content = () => props.desk.contentOf(take());
  return (
    <>
      <span class="card-picture">
        <Picture
          content={content()}
          height={props.pictureHeight}
          playhead={isHeard(take().id) && playhead() !== null ? position() : null}
        />
        <PlayButton name={take().name} id={take().id} content={content()} />
        <ChooseBox desk={props.desk} take={take()} />
      </span>
      <span class="card-line">
        <b class="card-name" title={take().name}>
          {take().name}
        </b>
        <span
          class="card-grade figures"
          title={take().grade == null ? undefined : "Grade, lower is better"}
        >
          {gradeWords(take().grade)}
        </span>
      </span>
      <span class="card-line">
        <StarRow
          take={take()}
          canRate={props.desk.canCurate()}
          onRate={(stars) => props.desk.rate(take(), stars)}
        />
        <span class="spacer" />
        <Star
          isOn={take().is_starred}
          name={take().name}
          isDisabled={!props.desk.canCurate()}
          onToggle={() => props.desk.change(take(), { is_starred: !take().is_starred })}
        />
      </span>
      <small class="muted card-origin">{takeSentence(take())}</small>
    </>
  );
}

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
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <Show
            when={isSounding(props.id)}
            fallback={<path d="M4.5 2.5l9 5.5-9 5.5z" fill="currentColor" />}
          >
            <path d="M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z" fill="currentColor" />
          </Show>
        </svg>
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
