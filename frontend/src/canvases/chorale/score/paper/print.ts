// The score on paper, engraved for its pages: on the paper, with the staves and the margins that are chosen for files.
import { api } from "../../../../api";
import { currentDocument } from "../../../../state/document/document";
import { shownGrid } from "../../../../state/stage/open";
import { printSheets } from "../../../../ui/paper";
import { shownMeta } from "../../inView";
import { manner } from "../../takeAway/exportOptions";
import { scoreOf } from "../engraving";
import { parsed } from "../parsed";
import { scoreView } from "../view";

/** In mm, as in `sunmask/chorale/printing/sheets.py`. */
const PAPERS = { a4: [210, 297], letter: [215.9, 279.4] } as const;
const MARGINS = { usual: 15, narrow: 10, wide: 22 } as const;
/** A staff space: four lines of a closed score stand on a page with those that fit. */
const SPACES = { fitting: 1.47, large: 1.9, medium: 1.65, small: 1.35 } as const;
/** For the title and the names under it, and for a subtitle. */
const [HEADING, SUBTITLE] = [22, 7];

/** Engrave what is in view and open the browser's dialog. Throws where that cannot be. */
export async function printScore(): Promise<void> {
  const canvas = currentDocument();
  if (!canvas) return;
  const { title, subtitle, composer, lyricist } = shownMeta();
  const { paper, margins, staff_size } = manner();
  const [[wide, high], margin, space] = [PAPERS[paper], MARGINS[margins], SPACES[staff_size]];
  const heading = HEADING + (subtitle ? SUBTITLE : 0);
  const { pages } = await api.engrave(canvas.canvasId, {
    ...scoreOf(canvas, shownGrid()),
    width: Math.floor((wide - 2 * margin) / space),
    height: Math.floor((high - 2 * margin - heading) / space),
    view: scoreView().name,
  });
  printSheets(
    "engraved",
    { title, subtitle, left: lyricist, right: composer },
    pages.map(parsed),
    `size: ${paper === "a4" ? "A4" : "letter"}; margin: ${margin}mm`,
  );
}
