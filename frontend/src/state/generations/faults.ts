// The faults of what is in view, as its grade found them, and the one that a person points at.
import { createSignal } from "solid-js";
import type { Fault } from "../../protocol";

const [shownFaults, setShownFaults] = createSignal<readonly Fault[]>([]);
/** Number of a fault within `shownFaults`; null for none. */
const [pointedFault, setPointedFault] = createSignal<number | null>(null);

export { pointedFault, setPointedFault, setShownFaults, shownFaults };
