// The shapes of signs on their buttons.
import { Match, Switch } from "solid-js";

/** Strokes and dots of a sign, in a field of 22 by 16. */
const STROKES: Readonly<Record<string, string>> = {
  slur: "M2 12C6 4.500 16 4.500 20 12",
  crescendo: "M20 3L3 8l17 5",
  diminuendo: "M2 3l17 5-17 5",
  tenuto: "M5 8h12",
  accent: "M5 4l12 4-12 4",
  grace: "M8 12.500a2.500 1.800 0 1 0-.01 0zM10 12V2l3.500 4M6.500 8L14 3.500",
  "strong-accent": "M6.500 14L11 2l4.500 12",
};

/** name: of a line, an articulation or a dynamic, which is written in letters. */
export function SignIcon(props: { name: string }) {
  return (
    <Switch fallback={<i class="dynamic">{props.name}</i>}>
      <Match when={props.name === "staccato"}>
        <svg class="sign-icon" viewBox="0 0 22 16" width="22" height="16" aria-hidden="true">
          <circle cx="11" cy="8" r="2.2" fill="currentColor" />
        </svg>
      </Match>
      <Match when={props.name === "fermata"}>
        <svg class="sign-icon" viewBox="0 0 22 16" width="22" height="16" aria-hidden="true">
          <path d="M3 13C3 1 19 1 19 13" fill="none" stroke="currentColor" stroke-width="1.7" />
          <circle cx="11" cy="12" r="1.700" fill="currentColor" />
        </svg>
      </Match>
      <Match when={STROKES[props.name]}>
        <svg class="sign-icon" viewBox="0 0 22 16" width="22" height="16" aria-hidden="true">
          <path d={STROKES[props.name]} fill="none" stroke="currentColor" stroke-width="1.7" />
        </svg>
      </Match>
    </Switch>
  );
}
