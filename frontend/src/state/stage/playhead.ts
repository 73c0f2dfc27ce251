// Where sound is: a sixteenth of what is in view (with a fraction), and the loop; the roll draws both.
import { createSignal } from "solid-js";

const [playhead, setPlayhead] = createSignal<number | null>(null);
const [isPlaying, setPlaying] = createSignal(false);
/** First and last sixteenth (inclusive) that repeat; null for no loop. */
const [loop, setLoop] = createSignal<{ first: number; last: number } | null>(null);

export { isPlaying, loop, playhead, setLoop, setPlayhead, setPlaying };
