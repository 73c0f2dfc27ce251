/** Canvases that changed lately in any project, as pictures, with those who have them open now; and a search. */

import { A } from "@solidjs/router";
import { createEffect, createResource, createSignal, For, onCleanup, Show } from "solid-js";
import { pages } from "../../addresses";
import { api } from "../../api";
import type { RecentCanvas } from "../../protocol";
import { ago } from "../../ui/ago";
import { GuardedFor, quoted } from "../../ui/Guarded";
import { personColour } from "../../ui/personColour";
import { CanvasPicture } from "../project/CanvasPicture";

const TYPING_MS = 200;
/** How often it is asked again who is where. */
const LOOK_MS = 15_000;

export function Recent(props: { search: string; onSearch: (search: string) => void }) {
  const [searched, setSearched] = createSignal(props.search);
  createEffect(() => {
    const search = props.search;
    const timer = setTimeout(() => setSearched(search), TYPING_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const [found, { refetch }] = createResource(searched, (search) => api.recent(search));
  const look = setInterval(() => document.hidden || void refetch(), LOOK_MS);
  onCleanup(() => clearInterval(look));
  const canvases = () => (found.error ? [] : (found.latest ?? []));
  const isEmpty = () => found.state === "ready" && canvases().length === 0;
  return (
    <section class="recent" aria-labelledby="recent-heading">
      <div class="section-title">
        <h2 id="recent-heading">{searched().trim() === "" ? "Recent" : "Found"}</h2>
        <span class="spacer" />
        <input
          type="search"
          class="recent-search"
          placeholder="Find a project or canvas"
          aria-label="Find a project or canvas"
          maxLength={200}
          value={props.search}
          onInput={(event) => props.onSearch(event.currentTarget.value)}
        />
      </div>
      <ul class="recent-list" data-testid="recent">
        <GuardedFor each={canvases()} as="li" nameOf={(one) => quoted(one.canvas.name)}>
          {(one) => <RecentCard recent={one} />}
        </GuardedFor>
      </ul>
      <Show when={isEmpty()}>
        <p class="muted">
          {searched().trim() === ""
            ? "What you work on appears here. Start with one of the three above."
            : "No canvas has these words in its name. Try fewer letters."}
        </p>
      </Show>
    </section>
  );
}

function RecentCard(props: { recent: RecentCanvas }) {
  const { canvas } = props.recent;
  const names = () => props.recent.people.map(({ name }) => name);
  const who = () =>
    names().length === 0
      ? ago(canvas.updated_at)
      : names().length === 1
        ? `${names()[0]} is here`
        : `${names().length} people are here`;
  return (
    <li class="recent-card">
      <A href={pages.canvas(canvas.project, canvas.id)}>
        <CanvasPicture canvas={canvas} height={70} />
        <b>{canvas.name}</b>
        <small class="muted">
          <span class="recent-project">{props.recent.project_name}</span>
          <span aria-hidden="true">·</span>
          <span title={names().join(", ")}>{who()}</span>
          <For each={props.recent.people.slice(0, 4)}>
            {(person) => (
              <i
                class="recent-person"
                aria-hidden="true"
                style={{ "--person": personColour(person.id) }}
              />
            )}
          </For>
        </small>
      </A>
    </li>
  );
}
