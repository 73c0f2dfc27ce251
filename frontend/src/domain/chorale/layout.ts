// How the shared document of a chorale is laid out: four rows of sixteenths.
import type { Grid } from "../cells";
import type { DocumentLayout } from "../layout";
import { CHORALE_SHAPE } from "./symbols";

export const CHORALE_LAYOUT: DocumentLayout = {
  kind: "chorale",
  shape: CHORALE_SHAPE,
  gridOf: (content) => (content.symbols ?? []) as Grid,
};
