// The score on paper, engraved for its pages.
import { api } from "../../../../api";
import { currentDocument } from "../../../../state/document/document";
import { shownGrid } from "../../../../state/stage/open";
import { printSheets } from "../../../../ui/paper";
import { shownMeta } from "../../inView";
import { scoreOf } from "../engraving";
import { parsed } from "../parsed";
import { scoreView } from "../view";

/** Staff spaces: staves 6 mm high, four lines of them on a page of A4 or Letter, the first below its title. */
const PAGE = { width: 124, height: 158 };

/** Engrave what is in view and open the browser's dialog. Throws where that cannot be. */
export async function printScore(): Promise<void> {
  const canvas = currentDocument();
  if (!canvas) return;
  const { title, composer } = shownMeta();
  const { pages } = await api.engrave(canvas.canvasId, {
    ...scoreOf(canvas, shownGrid()),
    ...PAGE,
    view: scoreView().name,
  });
  printSheets("engraved", { title, byline: composer }, pages.map(parsed));
}
