// The four lanes: each voice's plan over time, its name, mute and solo.
import { createMemo, For, onCleanup, onMount, Show } from "solid-js";
import { voiceName } from "../../../domain/chorale/music/voices";
import { columnAt, pitchAt } from "../../../domain/chorale/rollGeometry";
import {
  setVoice,
  shownColumns,
  shownDoubt,
  shownPending,
  tool,
  voice,
} from "../../../state/stage/open";
import { playhead } from "../../../state/stage/playhead";
import {
  isHeard,
  mutedVoices,
  soloVoices,
  toggleMute,
  toggleSolo,
} from "../../../state/stage/voices";
import { canPaint, selectVoice } from "../acts";
import { type Gesture, heldKeys, type Point, type PointerPlace } from "../gestures/gesture";
import { paintInLanes } from "../gestures/paint";
import { listenToPointers } from "../gestures/pointer";
import { previewPins, previewStates } from "../gestures/preview";
import { selectInLanes } from "../gestures/select";
import {
  cursorAt,
  others,
  selectedRectangles,
  shownColumnIndex,
  shownLetters,
  shownMeta,
  shownVoices,
} from "../inView";
import { drawDoubtInLanes } from "./drawing/drawDoubt";
import { drawLanes } from "./drawing/drawLanes";
import { drawPeopleInLanes } from "./drawing/drawPeople";
import { drawPendingInLanes } from "./drawing/drawSteering";
import { type Palette, usePalette } from "./drawing/palette";
import { useSurface } from "./drawing/surface";
import { setPointedVoice } from "./pointedVoice";
import { areLanesFolded, GUTTER, isCoarse, laneHeight, setWantsLanes, view } from "./view";
import { listenToWheel } from "./wheel";

export function Lanes(props: {
  openMenu: (at: { clientX: number; clientY: number }, point: Point) => void;
  openVoiceMenu: (at: { clientX: number; clientY: number }, row: number) => void;
}) {
  let canvas!: HTMLCanvasElement;
  const palette = usePalette();

  useSurface(
    () => canvas,
    () => lanesScene(palette()),
    (context, scene) => {
      drawLanes(context, scene);
      if (scene.doubt) drawDoubtInLanes(context, scene, scene.doubt);
      drawPendingInLanes(context, scene, scene.pending, shownVoices().length);
      drawPeopleInLanes(context, scene);
      return false;
    },
  );

  const toPoint = (event: PointerPlace): Point => {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    return {
      x,
      y,
      column: Math.max(0, Math.min(shownColumns().length - 1, columnAt(view(), x))),
      pitch: pitchAt(view(), y),
      row: Math.max(0, Math.min(shownVoices().length - 1, Math.floor(y / laneHeight()))),
      ...heldKeys(event),
    };
  };

  function start(at: Point): Gesture | null {
    if (shownColumns().length === 0) return null;
    return canPaint() && tool() === "paint" ? paintInLanes(at) : selectInLanes(at);
  }

  onMount(() => {
    const stop = listenToPointers(canvas, {
      toPoint,
      start,
      openMenu: (at, point) => props.openMenu(at, point),
      hover() {},
    });
    listenToWheel(
      canvas,
      (clientX) => clientX - canvas.getBoundingClientRect().left,
      () => false,
    );
    onCleanup(stop);
  });

  const height = createMemo(() => `${shownVoices().length * laneHeight()}px`);
  return (
    <div
      class="lanes"
      classList={{ folded: areLanesFolded() }}
      style={{ height: height() }}
      data-testid="lanes"
    >
      <Show when={areLanesFolded()}>
        <OpenLanes />
      </Show>
      <div class="lane-heads" style={{ width: `${GUTTER}px` }}>
        <For each={areLanesFolded() ? [] : shownLetters()}>
          {(letter, row) => (
            <LaneHead letter={letter} row={row()} openVoiceMenu={props.openVoiceMenu} />
          )}
        </For>
      </div>
      <canvas ref={canvas} class="lanes-canvas" aria-hidden="true" />
    </div>
  );
}

/** On a low screen: the whole strip is one button. */
function OpenLanes() {
  return (
    <button
      type="button"
      class="open-lanes"
      aria-expanded={false}
      title="Open the lanes: what is kept and composed in each voice"
      data-testid="open-lanes"
      onClick={() => setWantsLanes(true)}
    >
      <span style={{ width: `${GUTTER}px` }}>Lanes</span>
    </button>
  );
}

/** On a low screen, over open lanes: back to the notes. */
export function FoldLanes() {
  return (
    <button
      type="button"
      class="fold-lanes quiet"
      aria-expanded={true}
      data-testid="fold-lanes"
      onClick={() => setWantsLanes(false)}
    >
      Fold the lanes
    </button>
  );
}

function focusMusic(): void {
  document
    .querySelector<HTMLElement>(".roll:not(.hidden) > .roll-scroll, .score-scroll")
    ?.focus({ preventScroll: true });
}

/** Everything that the lanes draw. */
const lanesScene = (palette: Palette) => ({
  view: view(),
  palette,
  meta: shownMeta(),
  laneHeight: laneHeight(),
  numColumns: shownColumns().length,
  states: previewStates(),
  pins: previewPins(),
  selected: selectedRectangles(),
  cursor: cursorAt(),
  playhead: playhead(),
  people: others(),
  doubt: shownDoubt(),
  pending: shownPending(),
  columnIndex: shownColumnIndex(),
});

/** The head of one voice's lane: choose it, mute it, hear it alone. */
function LaneHead(props: {
  letter: string;
  row: number;
  openVoiceMenu: (at: { clientX: number; clientY: number }, row: number) => void;
}) {
  onCleanup(() => setPointedVoice(null));
  return (
    <div
      class="lane-head"
      classList={{ chosen: voice() === props.row, unheard: !isHeard(props.row) }}
    >
      <button
        type="button"
        class="lane-letter"
        onPointerEnter={() => setPointedVoice(props.row)}
        onPointerLeave={() => setPointedVoice(null)}
        onFocusIn={(event) =>
          event.currentTarget.matches(":focus-visible") && setPointedVoice(props.row)
        }
        onFocusOut={() => setPointedVoice(null)}
        aria-label={`${shownVoices()[props.row]?.name}: select the whole voice`}
        title={`${shownVoices()[props.row]?.name}: select the whole voice and draw in it (Shift+${props.row + 1} chooses it)`}
        data-testid={`voice-${props.letter}`}
        onClick={(event) => {
          setVoice(props.row);
          if (isCoarse) props.openVoiceMenu(event, props.row);
          else selectVoice(props.row);
          // The music's keys move and delete what was selected here.
          if (event.detail > 0) focusMusic();
        }}
      >
        {props.letter}
      </button>
      <Show when={!isCoarse}>
        <button
          type="button"
          class="lane-sound"
          aria-pressed={mutedVoices().has(props.row)}
          aria-label={`Mute ${voiceName(props.row, shownVoices())}`}
          title={`Mute ${voiceName(props.row, shownVoices())}`}
          data-testid={`mute-${props.letter}`}
          onClick={() => toggleMute(props.row)}
        >
          <SpeakerIcon isMuted={mutedVoices().has(props.row)} />
        </button>
        <button
          type="button"
          class="lane-sound"
          aria-pressed={soloVoices().has(props.row)}
          aria-label={`Solo ${voiceName(props.row, shownVoices())}`}
          title={`Solo ${voiceName(props.row, shownVoices())}`}
          data-testid={`solo-${props.letter}`}
          onClick={() => toggleSolo(props.row)}
        >
          <HeadphonesIcon />
        </button>
      </Show>
    </div>
  );
}

function SpeakerIcon(props: { isMuted: boolean }) {
  return (
    <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <path d="M2 6h3l4-3v10l-4-3H2z" fill="currentColor" />
      <Show
        when={props.isMuted}
        fallback={
          <path
            d="M11 5.5a3.5 3.5 0 0 1 0 5"
            fill="none"
            stroke="currentColor"
            stroke-width="1.4"
          />
        }
      >
        <path d="M11 6l4 4M15 6l-4 4" fill="none" stroke="currentColor" stroke-width="1.5" />
      </Show>
    </svg>
  );
}

function HeadphonesIcon() {
  return (
    <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <path d="M3 10V8a5 5 0 0 1 10 0v2" fill="none" stroke="currentColor" stroke-width="1.5" />
      <rect x="2" y="9" width="3" height="5" rx="1" fill="currentColor" />
      <rect x="11" y="9" width="3" height="5" rx="1" fill="currentColor" />
    </svg>
  );
}
