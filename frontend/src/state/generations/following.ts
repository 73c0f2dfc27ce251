// The person whose view this person follows: the same canvas, candidate and place, until they do something themselves.
import { createSignal } from "solid-js";
import type { PresenceState } from "../../protocol";

/** The id of the person; null for nobody. */
const [following, setFollowing] = createSignal<number | null>(null);
/** Where that person is; null while nobody is followed or the person has left. */
const [followed, setFollowed] = createSignal<PresenceState | null>(null);

export { followed, following, setFollowed, setFollowing };
