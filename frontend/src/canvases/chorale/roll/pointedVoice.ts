// The voice whose letter is pointed at: in the roll the others step back.
import { createSignal } from "solid-js";

export const [pointedVoice, setPointedVoice] = createSignal<number | null>(null);
