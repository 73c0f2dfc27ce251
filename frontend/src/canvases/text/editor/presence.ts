// Who else is in the text and where. This person's own place is sent as one that outlives edits.
import { createMemo, createRoot } from "solid-js";
import * as Y from "yjs";
import { fromBase64, toBase64 } from "../../../domain/document/base64";
import { currentDocument } from "../../../state/document/document";
import { stage } from "../../../state/stage/open";
import { personColour } from "../../../ui/personColour";
import { othersOnCanvas } from "../../common/attention";
import { cursorWord, selectedSpan } from "../acts";
import { shownText, textReading } from "../inView";
import { isWriting } from "../mode";
import type { PersonInText } from "./people";
import { editor, revealWord } from "./surface";

/** A place in the text as others can find it after any edit. */
export function placeToTell(at: number): string | null {
  const doc = currentDocument()?.doc;
  if (!doc) return null;
  const relative = Y.createRelativePositionFromTypeIndex(doc.getText("text"), at);
  return toBase64(Y.encodeRelativePosition(relative));
}

/** Where this person's caret and selection are in the canvas's text; nowhere while a candidate is in view. */
export function placeOfAttention() {
  const at = cursorWord();
  const span = selectedSpan();
  const { words, isCanvas } = shownText();
  if (!isCanvas) return { cursor: null, selection: [] };
  const caret = isWriting() ? editor()?.state.selection.main.head : undefined;
  const place = placeToTell(caret ?? words[at ?? -1]?.to ?? 0);
  const ends = span && [words[span[0]]?.from, words[span[1]]?.to].map((end) => end ?? null);
  const [from, to] = (ends ?? []).map((end) => (end === null ? null : placeToTell(end)));
  const isNowhere = place === null || (at === null && caret === undefined);
  return {
    cursor: isNowhere ? null : ([place, 0] as [string, number]),
    selection: from && to ? [[from, to, 0, 0] as [string, string, number, number]] : [],
  };
}

function wordPlace(place: string | undefined): number | null {
  const doc = currentDocument()?.doc;
  if (!doc || place === undefined) return null;
  try {
    const relative = Y.decodeRelativePosition(fromBase64(place));
    return Y.createAbsolutePositionFromRelativePosition(relative, doc)?.index ?? null;
  } catch {
    return null;
  }
}

/** Bring a place that somebody sent into view. */
export function revealPlace(place: string): void {
  const at = wordPlace(place);
  if (at === null) return;
  const word = shownText().words.findIndex(({ to }) => to >= at);
  if (word >= 0) revealWord(word);
}

/** Others who look at the canvas's text; nobody while a candidate is in view. */
export const peopleInText = createRoot(() =>
  createMemo((): readonly PersonInText[] => {
    textReading();
    if (stage().view !== "canvas") return [];
    return othersOnCanvas()
      .filter((one) => (one.stage ?? "canvas") === "canvas")
      .map((one) => {
        const [from, to] = [wordPlace(one.selection[0]?.[0]), wordPlace(one.selection[0]?.[1])];
        return {
          name: one.person.name,
          colour: personColour(one.person.id),
          caret: wordPlace(one.cursor?.[0]),
          selection:
            from === null || to === null
              ? null
              : { from: Math.min(from, to), to: Math.max(from, to) },
        };
      });
  }),
);
