/** A request from the canvas that what the large button names is composed: only the panel knows how. */

import { createSignal } from "solid-js";

const [composeWanted, setComposeWanted] = createSignal(undefined, { equals: false });

export { composeWanted };

export const wantToCompose = (): void => void setComposeWanted(undefined);
