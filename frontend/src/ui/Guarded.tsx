/** A part that may fail and takes nothing else along: a sentence stands in its place, with a way on. */

import { ErrorBoundary, For, type JSX, Match, Switch, untrack } from "solid-js";

/** What the place is made of, so that lists and tables stay what they are. */
type Element = "div" | "li" | "tr" | "span";

interface GuardedProps {
  /** What cannot be shown then: "“Rock”", "Candidate 2". */
  name: string;
  /** A span offers nothing to press: it may be part of a link or button. */
  as?: Element;
  children: JSX.Element;
}

export function Guarded(props: GuardedProps) {
  return (
    <ErrorBoundary
      fallback={(failure, again) => {
        // The sentence is for people; this is for who mends it.
        console.error(failure);
        return <Broken name={props.name} as={props.as ?? "div"} again={again} />;
      }}
    >
      {props.children}
    </ErrorBoundary>
  );
}

/** A list whose items fail one at a time. */
export function GuardedFor<Item>(props: {
  each: readonly Item[] | undefined;
  nameOf: (item: Item, index: () => number) => string;
  as?: Element;
  children: (item: Item, index: () => number) => JSX.Element;
}) {
  return (
    <For each={props.each}>
      {(item, index) => (
        <Guarded name={props.nameOf(item, index)} as={props.as}>
          {/* Made once, as For does: what an item reads while it is made must not make it anew. */}
          {untrack(() => props.children(item, index))}
        </Guarded>
      )}
    </For>
  );
}

/** A name as sentences have it. */
export const quoted = (name: string | undefined): string => `“${name ?? ""}”`;

function Broken(props: { name: string; as: Element; again: () => void }) {
  const sentence = () => `${props.name} cannot be shown.`;
  const tryAgain = () => (
    <button type="button" class="quiet" onClick={props.again}>
      Try again
    </button>
  );
  return (
    <Switch>
      <Match when={props.as === "span"}>
        <span class="broken muted">{sentence()}</span>
      </Match>
      <Match when={props.as === "tr"}>
        <tr class="broken muted">
          <td colSpan={99}>
            {sentence()} {tryAgain()}
          </td>
        </tr>
      </Match>
      <Match when={props.as === "li"}>
        <li class="broken muted">
          {sentence()} {tryAgain()}
        </li>
      </Match>
      <Match when={true}>
        <div class="broken muted">
          {sentence()} {tryAgain()}
        </div>
      </Match>
    </Switch>
  );
}
