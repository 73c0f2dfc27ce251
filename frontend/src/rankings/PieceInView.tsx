/** A piece that is judged: its score or picture, and where it plays. Nothing tells its origin. */

import { Match, Suspense, Switch } from "solid-js";
import { Dynamic } from "solid-js/web";
import { position, seek } from "../audio/player";
import type { PrintedProps } from "../canvases/common/kind";
import { type Content, metaOf } from "../canvases/content";
import { isHeard, swapTo } from "../canvases/listening";
import { SeekPicture } from "../canvases/SeekPicture";
import { playhead } from "../state/stage/playhead";

/** A score or a picture of a piece; a press plays from there. */
export function PieceInView(props: {
  /** What it is called: "Listen to A from here". */
  name: string;
  id: string;
  content: Content;
  span: [number, number] | undefined;
  shows: "score" | "nothing";
  engrave: PrintedProps["engrave"];
}) {
  const label = () => `Listen to ${props.name} from here`;
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
export function HeardBar(props: { name: string; id: string; content: Content }) {
  const numColumns = () => Math.max(1, props.content.grid[0]?.length ?? 1);
  const at = () => {
    playhead();
    return isHeard(props.id) ? Math.min(1, position() / numColumns()) : 0;
  };
  return (
    <button
      type="button"
      class="heard-bar"
      aria-label={`Listen to ${props.name} from a place on this line`}
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
