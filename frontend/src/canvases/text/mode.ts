// Whether letters are typed into the text now, or words are painted, chosen and read.
import { currentDocument } from "../../state/document/document";
import { stage, tool } from "../../state/stage/open";

export const isWriting = (): boolean =>
  stage().view === "canvas" && tool() === "select" && (currentDocument()?.canEdit() ?? false);
