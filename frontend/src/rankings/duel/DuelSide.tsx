/** One side of a duel: its picture and sound, and where it comes from once that may be seen. */

import { Show } from "solid-js";
import type { PrintedProps } from "../../canvases/common/kind";
import type { Content } from "../../canvases/content";
import { canHear, isHeard, isSounding } from "../../canvases/listening";
import { gradeWords, takeSentence } from "../../domain/takes/takeWords";
import type { Take } from "../../protocol";
import { InFull } from "../../takes/InFull";
import { HeardBar, PieceInView } from "../PieceInView";

export function DuelSide(props: {
  letter: "A" | "B";
  id: string;
  content: Content;
  span: [number, number] | undefined;
  onHear: () => void;
  /** How much of it was heard, 0 to 1; null where there is nothing to hear. */
  heard: number | null;
  heardSeconds: number;
  /** Seconds without which a vote does not count; 0 for none. */
  leastSeconds: number;
  /** How music is shown: a score, or nothing. */
  shows: "score" | "nothing";
  engrave: PrintedProps["engrave"];
  /** Where it comes from, once that may be seen. */
  take: Take | null;
  isPreferred: boolean;
}) {
  return (
    <section
      class="duel-side"
      classList={{ "is-heard": isHeard(props.id), "is-preferred": props.isPreferred }}
      aria-label={props.letter}
    >
      <header>
        <h2 class="duel-letter">{props.letter}</h2>
        <Show when={props.heard !== null}>
          <small class="muted figures">
            {Math.round(100 * (props.heard ?? 0))} % heard
            <Show when={props.leastSeconds > 0}>
              , {Math.round(props.heardSeconds)} of {props.leastSeconds} s
            </Show>
          </small>
        </Show>
        <Show when={canHear(props.content)}>
          <button type="button" class="duel-play" onClick={props.onHear}>
            {isSounding(props.id) ? `Pause ${props.letter}` : `Play ${props.letter}`}
            <kbd aria-hidden="true">{props.letter}</kbd>
          </button>
        </Show>
      </header>
      <InFull
        class="duel-text"
        content={props.content}
        picture={<PieceInView {...props} name={props.letter} />}
      />
      <Show when={canHear(props.content)}>
        <HeardBar {...props} name={props.letter} />
      </Show>
      <Show when={props.take}>
        {(take) => (
          <p class="duel-origin">
            <b>{take().name}</b>{" "}
            <span class="muted figures">
              generation {take().generation_number}, candidate {take().candidate + 1} · grade{" "}
              {gradeWords(take().grade)} · {takeSentence(take())}
            </span>
          </p>
        )}
      </Show>
    </section>
  );
}
