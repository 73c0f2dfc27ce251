/** Whether something is in view or soon will be, so that what costs time is made for nothing else. */

import { type Accessor, createSignal, onCleanup, onMount } from "solid-js";

const AHEAD_PIXELS = 200;

/** True from the first time on that the element comes near to what is in view. */
export function cameNear(element: () => Element): Accessor<boolean> {
  const [isNear, setIsNear] = createSignal(false);
  onMount(() => {
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some((one) => one.isIntersecting)) return;
        setIsNear(true);
        watch.disconnect();
      },
      { rootMargin: `${AHEAD_PIXELS}px` },
    );
    watch.observe(element());
    onCleanup(() => watch.disconnect());
  });
  return isNear;
}
