/** One side of a duel: its picture and sound, and after the vote where it comes from. */

import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { barsOf, position, seek } from "../audio/player";
import { type Content, metaOf } from "../canvases/content";
import { canHear, isHeard, isSounding, swapTo } from "../canvases/listening";
import { Miniature } from "../canvases/Miniature";
import { gradeWords, takeSentence } from "../domain/takeWords";
import type { Take } from "../protocol";
import { playhead } from "../state/playhead";
import { InFull } from "../takes/InFull";

export function DuelSide(props: {
  letter: "A" | "B";
  id: string;
  content: Content;
  span: [number, number] | undefined;
  onHear: () => void;
  take: Take | null;
  isRevealed: boolean;
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
        <Show when={canHear(props.content)}>
          <button type="button" class="duel-play" onClick={props.onHear}>
            {isSounding(props.id) ? `Pause ${props.letter}` : `Play ${props.letter}`}
            <kbd aria-hidden="true">{props.letter}</kbd>
          </button>
        </Show>
      </header>
      <InFull class="duel-text" content={props.content} picture={<DuelPicture {...props} />} />
      <p class="duel-origin" classList={{ hidden: !props.isRevealed }}>
        <Show
          when={props.isRevealed && props.take}
          fallback={<span aria-hidden="true">&nbsp;</span>}
        >
          {(take) => (
            <>
              <b>{take().name}</b>{" "}
              <span class="muted figures">
                generation {take().generation_number}, candidate {take().candidate + 1} · grade{" "}
                {gradeWords(take().grade)} · {takeSentence(take())}
              </span>
            </>
          )}
        </Show>
      </p>
    </section>
  );
}

function DuelPicture(props: {
  letter: "A" | "B";
  id: string;
  content: Content;
  span: [number, number] | undefined;
}) {
  const [height, setHeight] = createSignal(200);
  let frame!: HTMLButtonElement;
  onMount(() => {
    const watch = new ResizeObserver(() => setHeight(Math.max(96, frame.clientHeight - 16)));
    watch.observe(frame);
    onCleanup(() => watch.disconnect());
  });
  return (
    <button
      ref={frame}
      type="button"
      class="duel-picture"
      aria-label={`Listen to ${props.letter} from here`}
      onClick={(event) => {
        swapTo(props.id, props.content);
        const box = event.currentTarget.getBoundingClientRect();
        const numColumns = props.content.grid[0]?.length ?? 0;
        if (event.detail > 0) seek(((event.clientX - box.left) / box.width) * numColumns);
      }}
    >
      <Miniature
        kind={props.content.kind.name}
        grid={props.content.grid}
        content={props.content.content}
        bar={barsOf(metaOf(props.content))}
        playhead={playhead() === null ? null : position()}
        span={props.span}
        height={height()}
      />
    </button>
  );
}
