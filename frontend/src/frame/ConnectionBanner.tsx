/** Says when the live connection is lost, and why it will not come back where it will not. */

import { createEffect, createSignal, onCleanup, Show } from "solid-js";
import type { Session } from "../session";

const PATIENCE_MS = 1200;

export function ConnectionBanner(props: { session: Session }) {
  const [isLate, setIsLate] = createSignal(false);
  createEffect(() => {
    const status = props.session.status();
    setIsLate(false);
    if (status === "live" || status === "closed") return;
    // A short gap heals by itself and is not worth a word.
    const timer = setTimeout(
      () => setIsLate(true),
      status === "offline" ? PATIENCE_MS : 3 * PATIENCE_MS,
    );
    onCleanup(() => clearTimeout(timer));
  });
  const words = () => {
    const closed = props.session.closedReason();
    if (props.session.status() === "closed") return closed || null;
    return isLate() ? "You are offline. Edits are kept." : null;
  };
  return (
    <span role="status" class="connection-status">
      <Show when={words()}>
        <span class="connection-banner" data-testid="connection">
          {words()}
        </span>
      </Show>
    </span>
  );
}
