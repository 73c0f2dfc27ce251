// What else could stand in a place, the likeliest first: look and listen with hover or focus, choose to hold.
import { createEffect, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import type { Alternative } from "../../protocol";
import type { OpenAlternatives } from "../../state/stage/createLooks";
import type { Target } from "../../state/stage/createTarget";
import { useStudio } from "../../state/stage/studio";

export interface AlternativesProps {
  /** The place that is asked about, in pixels of the window; null while it is out of sight. */
  place: { left: number; right: number; top: number; bottom: number } | null;
  /** "Alto, bar 3 beat 2": what is asked about. */
  name: string;
  /** What stands there, as the choices are labelled. */
  now: string;
  /** Let an alternative be heard where it would stand; nothing for kinds that make no sound. */
  hear?: (choice: Alternative) => void;
}

export function Alternatives(props: AlternativesProps) {
  const { alternatives } = useStudio().looks;
  return <Show when={alternatives()}>{(open) => <Popover {...props} open={open()} />}</Show>;
}

const MARGIN = 8;

function Popover(props: AlternativesProps & { open: OpenAlternatives }) {
  const { looks, targeting } = useStudio();
  const { chooseAlternative, closeAlternatives, setTried, tried } = looks;
  let element!: HTMLDivElement;
  const returnTo = document.activeElement as HTMLElement | null;
  const corner = useCorner(() => element, props);
  const rows = () => [...element.querySelectorAll<HTMLButtonElement>(".alternative")];
  createEffect(() => {
    // The likeliest one that differs has the focus, so that Enter takes it.
    if (!props.open.choices) element.focus({ preventScroll: true });
    else queueMicrotask(() => (rows()[0] ?? element).focus({ preventScroll: true }));
  });
  const close = () => {
    closeAlternatives();
    returnTo?.focus?.({ preventScroll: true });
  };
  const onOutside = (event: PointerEvent) => {
    if (!element.contains(event.target as Node)) closeAlternatives();
  };
  onMount(() => {
    window.addEventListener("pointerdown", onOutside, true);
    onCleanup(() => {
      window.removeEventListener("pointerdown", onOutside, true);
    });
  });
  const move = (event: KeyboardEvent) => {
    const all = rows();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (event.key === "ArrowDown") all[Math.min(all.length - 1, at + 1)]?.focus();
    else if (event.key === "ArrowUp") all[Math.max(0, at - 1)]?.focus();
    else return;
    event.preventDefault();
  };
  const attend = (choice: Alternative) => {
    if (tried() === choice) return;
    setTried(choice);
    props.hear?.(choice);
  };
  const choose = (choice: Alternative) => {
    chooseAlternative(choice);
    returnTo?.focus?.({ preventScroll: true });
  };
  return (
    <div
      ref={element}
      class="alternatives"
      role="dialog"
      tabindex="-1"
      aria-label={`Alternatives: ${props.name}`}
      aria-busy={props.open.choices === null}
      data-testid="alternatives"
      style={{ left: `${corner().left}px`, top: `${corner().top}px` }}
      onKeyDown={move}
      onPointerLeave={() => !element.contains(document.activeElement) && setTried(null)}
    >
      <p class="alternatives-name">
        <b>{props.name}</b>
        <span class="muted"> now {props.now}</span>
      </p>
      <Show
        when={props.open.choices}
        fallback={
          <p class="muted" role="status">
            Asking the model …
          </p>
        }
      >
        {(choices) => (
          <Choices {...props} choices={choices()} onAttend={attend} onChoose={choose} />
        )}
      </Show>
      <p class="hint">{consequence(targeting.target())}</p>
    </div>
  );
}

/** Below the place that is asked about, or above it where there is no room. */
function useCorner(
  element: () => HTMLElement,
  props: AlternativesProps & { open: OpenAlternatives },
) {
  const [corner, setCorner] = createSignal({ left: -999, top: 0 });

  const stand = () => {
    const at = props.place;
    if (!at) return;
    const { width, height } = element().getBoundingClientRect();
    const isRoomBelow = at.bottom + MARGIN + height <= innerHeight - MARGIN;
    setCorner({
      left: Math.max(MARGIN, Math.min(at.left - 12, innerWidth - width - MARGIN)),
      top: isRoomBelow ? at.bottom + MARGIN : Math.max(MARGIN, at.top - height - MARGIN),
    });
  };
  createEffect(() => {
    void [props.place, props.open.choices];
    queueMicrotask(stand);
  });
  onMount(() => {
    window.addEventListener("resize", stand);
    onCleanup(() => window.removeEventListener("resize", stand));
  });
  return corner;
}

/** What choosing does, depending on what is in view. */
function consequence(target: Target | null): string {
  switch (target?.kind) {
    case "canvas":
      return "Your choice is written on the canvas and kept. You can undo it.";
    case "act":
      return "Your choice is kept in this generation from its next step on.";
    case "branch":
      return "Your choice changes this candidate. You can then place it or continue with it.";
    default:
      return "Only editors can choose. You can look and listen.";
  }
}

const percent = (probability: number): string => {
  const share = 100 * probability;
  return share >= 10
    ? `${Math.round(share)} %`
    : share >= 0.1
      ? `${share.toFixed(1)} %`
      : "< 0.1 %";
};

function Choice(props: {
  choice: Alternative;
  isNow: boolean;
  onAttend: () => void;
  onChoose: () => void;
}) {
  const { target } = useStudio().targeting;
  return (
    <li>
      <button
        type="button"
        class="alternative"
        classList={{ now: props.isNow }}
        aria-label={`${props.choice.label}, ${percent(props.choice.probability)}${props.isNow ? ", current" : ""}`}
        data-label={props.choice.label}
        data-probability={props.choice.probability}
        onPointerEnter={props.onAttend}
        onFocus={props.onAttend}
        aria-disabled={target() === null}
        onClick={() => (target() ? props.onChoose() : props.onAttend())}
      >
        <i
          class="alternative-share"
          style={{ width: `${Math.max(0.5, 100 * props.choice.probability)}%` }}
          aria-hidden="true"
        />
        <span class="alternative-label">{props.choice.label}</span>
        <span class="figures">{percent(props.choice.probability)}</span>
      </button>
    </li>
  );
}

function Choices(
  props: AlternativesProps & {
    open: OpenAlternatives;
    choices: readonly Alternative[];
    onAttend: (choice: Alternative) => void;
    onChoose: (choice: Alternative) => void;
  },
) {
  return (
    <ul>
      <For
        each={props.choices}
        fallback={
          <li class="muted">{props.open.problem ?? "The model has nothing else to offer."}</li>
        }
      >
        {(choice) => (
          <Choice
            choice={choice}
            isNow={choice.label === props.now}
            onAttend={() => props.onAttend(choice)}
            onChoose={() => props.onChoose(choice)}
          />
        )}
      </For>
    </ul>
  );
}
