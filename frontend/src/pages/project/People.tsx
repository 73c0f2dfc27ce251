/** Other people here, and following one of them from place to place. */

import { useNavigate } from "@solidjs/router";
import { createEffect, createMemo, For, onCleanup, Show, untrack } from "solid-js";
import { pages } from "../../addresses";
import { openKind } from "../../canvases/registry";
import type { PresenceState } from "../../protocol";
import { followed, following, setFollowed, setFollowing } from "../../state/generations/following";
import { useStudio } from "../../state/stage/studio";
import { personColour } from "../../ui/personColour";

const MOST_AVATARS = 5;
/** A person who is not seen for this long has left; a change of canvas takes a moment. */
const GONE_AFTER_MS = 8_000;
const MODIFIERS: ReadonlySet<string> = new Set(["Shift", "Control", "Alt", "Meta"]);

export function People() {
  const studio = useStudio();
  const { others, where } = useOthers();
  useFollowing(others);
  return (
    <>
      <ul class="people" aria-label="Other people here">
        <For each={others().slice(0, MOST_AVATARS)}>
          {(one) => (
            <li>
              <button
                type="button"
                class="avatar"
                classList={{ elsewhere: one.canvas !== studio.canvasId }}
                style={{ "--person": personColour(one.person.id) }}
                title={`${one.person.name}, ${where(one)}. Click to follow.`}
                aria-label={`Follow ${one.person.name}, ${where(one)}`}
                aria-pressed={following() === one.person.id}
                onClick={() =>
                  setFollowing((before) => (before === one.person.id ? null : one.person.id))
                }
              >
                {one.person.name.slice(0, 2).toUpperCase()}
              </button>
            </li>
          )}
        </For>
        <Show when={others().length > MOST_AVATARS}>
          <li class="avatar more-people">+{others().length - MOST_AVATARS}</li>
        </Show>
      </ul>
      <Show when={followed()}>
        {(one) => (
          <button
            type="button"
            class="quiet following"
            data-testid="following"
            onClick={() => setFollowing(null)}
          >
            <span>Following {one().person.name}</span> <span aria-hidden="true">×</span>
            <span class="visually-hidden">, stop</span>
          </button>
        )}
      </Show>
    </>
  );
}

/** Everybody else once, and where they are in words. */
function useOthers() {
  const studio = useStudio();
  const others = createMemo(() => {
    const byPerson = new Map<number, PresenceState>();
    for (const one of studio.session.people()) {
      if (one.person.id === studio.session.person()?.id) continue;
      // Of several tabs of one person, the one on this canvas counts.
      if (!byPerson.has(one.person.id) || one.canvas === studio.canvasId)
        byPerson.set(one.person.id, one);
    }
    return [...byPerson.values()];
  });
  const where = (one: PresenceState): string => {
    if (one.canvas !== studio.canvasId) {
      const canvas = one.canvas && studio.project.canvas(one.canvas);
      return canvas ? `on “${canvas.name}”` : "in this project";
    }
    const [view, generation, candidate] = (one.stage ?? "canvas").split(":");
    if (view !== "generation") return "on this canvas";
    const number = studio.generations().find((row) => row.id === generation)?.number;
    return `at candidate ${Number(candidate) + 1} of generation ${number ?? "?"}`;
  };
  return { others, where };
}

/** Go where the person goes who is followed, until one does something oneself. */
function useFollowing(others: () => readonly PresenceState[]): void {
  const studio = useStudio();
  const navigate = useNavigate();
  const goTo = (one: PresenceState) => {
    if (one.canvas !== studio.canvasId) {
      if (one.canvas) navigate(pages.canvas(studio.session.projectId, one.canvas));
      return;
    }
    const [view, generation, candidate] = (one.stage ?? "canvas").split(":");
    if (view === "generation" && generation) {
      studio.stage.showCandidate(generation, Number(candidate) || 0);
    } else studio.stage.showCanvas();
    if (one.cursor) openKind().reveal(one.cursor);
  };

  createEffect(() => setFollowed(others().find((one) => one.person.id === following()) ?? null));
  createEffect(() => {
    const one = followed();
    if (one) untrack(() => goTo(one));
    else if (following() !== null) {
      const timer = setTimeout(() => setFollowing(null), GONE_AFTER_MS);
      onCleanup(() => clearTimeout(timer));
    }
  });
  // Whoever begins to do something has stopped to watch; listening is watching.
  const stopWatching = (event: Event) => {
    const at = event.target as HTMLElement;
    const isKey = event instanceof KeyboardEvent;
    if (isKey && (event.key === " " || MODIFIERS.has(event.key))) return;
    if (isKey ? !at.closest(".studio-header") : at.closest("main, aside")) setFollowing(null);
  };
  for (const type of ["pointerdown", "wheel", "keydown"]) {
    window.addEventListener(type, stopWatching, true);
    onCleanup(() => window.removeEventListener(type, stopWatching, true));
  }
  onCleanup(() => setFollowed(null));
}
