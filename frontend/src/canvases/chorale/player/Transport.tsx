/** Play, rewind, where the music is, and the sound menu; Space plays. */

import { createEffect, on, onCleanup, Show } from "solid-js";
import {
  heardTime,
  pause,
  position,
  rewind,
  seek,
  setTempo,
  togglePlaying,
} from "../../../audio/player";
import { setSoundInView } from "../../../audio/source";
import { loadedShare, soundState } from "../../../audio/synth";
import { soundTouchedNotes } from "../../../audio/touch";
import { barAndBeat } from "../../../domain/chorale/music/bars";
import { currentDocument } from "../../../state/document/document";
import { cursor, openStage, selectedCells } from "../../../state/stage/open";
import { isPlaying, playhead, setLoop, setPlayhead } from "../../../state/stage/playhead";
import { PlayIcon } from "../../../ui/controls/PlayIcon";
import { isPressable, onKeys } from "../../../ui/keys/hotkeys";
import { registerKeys } from "../../../ui/keys/keyHelp";
import { metaInView } from "../inView";
import { isWriting } from "../writing/isWriting";
import { expressedInView } from "./expressedInView";
import { playOnArrival } from "./playOnArrival";
import { SoundMenu, toggleLoop } from "./SoundMenu";
import { SoundToggles } from "./SoundToggles";

export default function Transport() {
  setPlayhead(null);
  setLoop(null);
  setTempo(null);
  onCleanup(pause);
  soundTouchedNotes({ document: currentDocument, stage: openStage, cursor });
  setSoundInView({ ...playOnArrival(), meta: metaInView, expressed: expressedInView });
  onCleanup(() => setSoundInView(null));
  const here = () => barAndBeat(Math.floor(position()), heardTime());
  onCleanup(
    registerKeys([
      {
        keys: "Space",
        label: "Play or pause; begins at what you have just selected",
        group: "Sound",
      },
      { keys: "Shift+L", label: "Loop the selection, or all", group: "Sound" },
    ]),
  );
  const toggle = startingAtChoice();
  onKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && !isPressable(event.target)) toggle();
    else if (event.code === "KeyL" && event.shiftKey) toggleLoop();
    else return;
    event.preventDefault();
  });
  return (
    <div class="transport">
      <button
        type="button"
        class="play"
        aria-label={isPlaying() ? "Pause" : "Play"}
        title={isPlaying() ? "Pause (Space)" : "Play (Space)"}
        onClick={toggle}
      >
        <PlayIcon isPlaying={isPlaying()} size={16} />
      </button>
      <button
        type="button"
        class="quiet rewind"
        aria-label="Back to the start"
        title="Back to the start"
        onClick={rewind}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path
            d="M3 2.5v11M13 2.5L5.5 8l7.5 5.5z"
            fill="currentColor"
            stroke="currentColor"
            stroke-width="1.6"
          />
        </svg>
      </button>
      <div class="where">
        <b class="figures" data-testid="position">
          {here().bar} : {here().beat}
        </b>
        <SoundMenu />
      </div>
      <SoundToggles />
      <Show when={soundState() === "loading"}>
        {/* Said once, and not at each percent: that is only seen. */}
        <span class="muted figures" role="status">
          Loading sounds <span aria-hidden="true">{Math.round(100 * loadedShare())} %</span>
        </span>
      </Show>
    </div>
  );
}

/** Play or pause. As in score editors the music begins at what was selected since it was last heard or sent on. */
function startingAtChoice(): () => void {
  let known = cursor();
  createEffect(on(playhead, () => (known = cursor())));
  return () => {
    const columns = selectedCells().map(({ column }) => column);
    // Who writes hears from the beginning what there is so far: behind the cursor there is nothing yet.
    if (!isPlaying() && !isWriting() && columns.length > 0 && cursor() !== known)
      seek(Math.min(...columns));
    togglePlaying();
  };
}
