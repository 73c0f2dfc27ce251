// The line that says what plays, and the ears for keys and MIDI while notes are played in.
import { createEffect, createMemo, onCleanup, onMount } from "solid-js";
import { pitchName } from "../../../domain/chorale/music/spelling";
import { voiceName } from "../../../domain/chorale/music/voices";
import { tool, voice } from "../../../state/stage/open";
import { isPlaying } from "../../../state/stage/playhead";
import { isTyping } from "../../../ui/keys/hotkeys";
import { toast } from "../../../ui/messages/toasts";
import { shownMeta, shownVoices } from "../inView";
import { hearMidi, midiInputs } from "./midi";
import {
  beginNote,
  endAllNotes,
  endNote,
  performPlayKey,
  playedBy,
  setPlayingIn,
  spanOfKeys,
} from "./playIn";
import { TouchPiano } from "./TouchPiano";

export function PlayIn() {
  listenToKeyboards();
  createEffect(() => {
    if (tool() !== "draw") setPlayingIn(false);
  });

  const span = createMemo(() =>
    spanOfKeys()
      .map((pitch) => pitchName(pitch, shownMeta()))
      .join(" to "),
  );
  const keyboards = () => {
    const inputs = midiInputs();
    return inputs?.length ? inputs.join(", ") : "no MIDI keyboard";
  };
  return (
    <>
      <p class="play-in" role="status" data-testid="play-in">
        <span>
          <b>{isPlaying() ? "Recording" : "Playing in"}</b> the {voiceName(voice(), shownVoices())}
        </span>
        <span class="keys">
          <kbd>A</kbd> to <kbd>;</kbd> are {span()}
        </span>
        <span class="keys">
          <kbd>Z</kbd> <kbd>X</kbd> octave
        </span>
        <span class="keys">
          <kbd>0</kbd> rest
        </span>
        <span class="keys">
          <kbd>⌫</kbd> back
        </span>
        <span class="muted">{keyboards()}</span>
      </p>
      <TouchPiano />
    </>
  );
}

/** The computer's keys and MIDI keyboards play notes in, as long as the component lives. */
function listenToKeyboards(): void {
  /** By code, so that a key ends the note that it began, whatever voice and octave are now. */
  const begun = new Map<string, number>();

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const pitch = playedBy(event.code);
    if (pitch === null) {
      if (!performPlayKey(event.code)) return;
    } else if (!event.repeat) {
      beginNote(pitch);
      begun.set(event.code, pitch);
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  function onKeyUp(event: KeyboardEvent): void {
    const pitch = begun.get(event.code);
    begun.delete(event.code);
    if (pitch !== undefined) endNote(pitch);
  }

  onMount(() => {
    window.addEventListener("keydown", onKeyDown, true);
    window.addEventListener("keyup", onKeyUp, true);
    window.addEventListener("blur", endAllNotes);
    let isOver = false;
    let stop = () => {};
    if ("requestMIDIAccess" in navigator) {
      hearMidi({ begin: beginNote, end: endNote }).then(
        (stopHearing) => {
          stop = stopHearing;
          if (isOver) stop();
        },
        () =>
          toast(
            "The browser does not let this page hear MIDI keyboards. Allow them next to the address. The " +
              "computer's keys still work.",
          ),
      );
    }
    onCleanup(() => {
      isOver = true;
      stop();
      endAllNotes();
      setPlayingIn(false);
      window.removeEventListener("keydown", onKeyDown, true);
      window.removeEventListener("keyup", onKeyUp, true);
      window.removeEventListener("blur", endAllNotes);
    });
  });
}
