// The stack of short sentences at the foot of the page, spoken by screen readers.
import { For, Show } from "solid-js";
import { dismissLater, dismissToast, holdToast, toasts } from "./toasts";

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      <For each={toasts()}>
        {(one) => (
          <div
            class="toast"
            classList={{ fault: one.tone === "fault" }}
            data-testid="toast"
            onPointerEnter={() => holdToast(one.id)}
            onPointerLeave={() => dismissLater(one)}
            onFocusIn={() => holdToast(one.id)}
            onFocusOut={() => dismissLater(one)}
          >
            <span>{one.text}</span>
            <Show when={one.action}>
              {(action) => (
                <button
                  type="button"
                  onClick={() => {
                    dismissToast(one.id);
                    action().perform();
                  }}
                >
                  {action().label}
                </button>
              )}
            </Show>
            <button
              type="button"
              class="quiet"
              aria-label="Dismiss"
              onClick={() => dismissToast(one.id)}
            >
              ×
            </button>
          </div>
        )}
      </For>
    </div>
  );
}
