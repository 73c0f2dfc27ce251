// Keyboards that are plugged in, by the browser's Web MIDI.
import { createSignal } from "solid-js";

const NOTE_OFF = 0x80;
const NOTE_ON = 0x90;

/** Names of the inputs that are heard; null while MIDI is off, refused or unknown to the browser. */
const [midiInputs, setMidiInputs] = createSignal<readonly string[] | null>(null);

export { midiInputs };

export interface PlayedKeys {
  begin(pitch: number): void;
  end(pitch: number): void;
}

/**
 * Hear every input, also one that is plugged in later. Asks the person for leave; rejects with what the
 * browser says where it is refused. Returns the function that stops.
 */
export async function hearMidi(keys: PlayedKeys): Promise<() => void> {
  const access = await navigator.requestMIDIAccess();
  const onMessage = ({ data }: MIDIMessageEvent) => {
    const [status = 0, pitch = 0, velocity = 0] = data ?? [];
    const kind = status & 0xf0;
    // Many keyboards end a note by beginning it without force.
    if (kind === NOTE_ON && velocity > 0) keys.begin(pitch);
    else if (kind === NOTE_ON || kind === NOTE_OFF) keys.end(pitch);
  };
  const listen = () => {
    const inputs = [...access.inputs.values()].filter((one) => one.state === "connected");
    for (const input of inputs) input.onmidimessage = onMessage;
    setMidiInputs(inputs.map((one) => one.name ?? "MIDI keyboard"));
  };
  access.onstatechange = listen;
  listen();
  return () => {
    access.onstatechange = null;
    for (const input of access.inputs.values()) input.onmidimessage = null;
    setMidiInputs(null);
  };
}
