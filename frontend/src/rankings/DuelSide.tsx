/** One side of a duel: its picture and sound, and where it comes from once that may be seen. */

import { Match, Show, Suspense, Switch } from "solid-js";
import { Dynamic } from "solid-js/web";
import { position, seek } from "../audio/player";
import type { PrintedProps } from "../canvases/common/kind";
import { type Content, metaOf } from "../canvases/content";
import { canHear, isHeard, isSounding, swapTo } from "../canvases/listening";
import { SeekPicture } from "../canvases/SeekPicture";
import { gradeWords, takeSentence } from "../domain/takes/takeWords";
import type { Take } from "../protocol";
import { playhead } from "../state/stage/playhead";
import { InFull } from "../takes/InFull";

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
      <InFull class="duel-text" content={props.content} picture={<DuelPicture {...props} />} />
      <Show when={canHear(props.content)}>
        <HeardBar {...props} />
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

function DuelPicture(props: {
  letter: "A" | "B";
  id: string;
  content: Content;
  span: [number, number] | undefined;
  shows: "score" | "nothing";
  engrave: PrintedProps["engrave"];
}) {
  const label = () => `Listen to ${props.letter} from here`;
  const hasScore = () => props.content.kind.Printed !== null;
  const hears = (column: number) => {
    swapTo(props.id, props.content);
    seek(column);
  };
  return (
    <Switch
      fallback={
        <SeekPicture
          class="duel-picture"
          label={label()}
          {...props.content}
          meta={metaOf(props.content)}
          span={props.span}
          height={{ least: 96, margin: 16 }}
          onPress={() => swapTo(props.id, props.content)}
        />
      }
    >
      <Match when={hasScore() && props.shows === "nothing"}>
        <p class="muted duel-nothing">By ear alone</p>
      </Match>
      <Match when={hasScore()}>
        <Suspense>
          <Dynamic
            component={props.content.kind.Printed ?? undefined}
            grid={props.content.grid}
            meta={metaOf(props.content)}
            label={label()}
            engrave={props.engrave}
            onPress={hears}
          />
        </Suspense>
      </Match>
    </Switch>
  );
}

/** Where it plays, as a line to press. */
function HeardBar(props: { letter: "A" | "B"; id: string; content: Content }) {
  const numColumns = () => Math.max(1, props.content.grid[0]?.length ?? 1);
  const at = () => {
    playhead();
    return isHeard(props.id) ? Math.min(1, position() / numColumns()) : 0;
  };
  return (
    <button
      type="button"
      class="heard-bar"
      aria-label={`Listen to ${props.letter} from a place on this line`}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        swapTo(props.id, props.content);
        if (event.detail > 0) seek(((event.clientX - box.left) / box.width) * numColumns());
      }}
    >
      <i style={{ width: `${100 * at()}%` }} />
    </button>
  );
}
