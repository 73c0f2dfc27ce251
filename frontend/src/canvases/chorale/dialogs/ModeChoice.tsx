/** Major or minor, with the key signature of the canvas: what is composed next hears it. */

import { keyName } from "../../../domain/chorale/spelling";
import { Segments } from "../../../ui/controls/Segments";
import { openCanvas } from "../acts";
import { shownMeta } from "../inView";

const MODES = ["major", "minor"] as const;

export default function ModeChoice() {
  return (
    <Segments
      class="mode-choice"
      label="Key"
      segments={MODES.map((mode) => ({
        value: mode,
        label: keyName({ fifths: shownMeta().fifths, mode }),
        testId: `mode-${mode}`,
      }))}
      chosen={shownMeta().mode}
      choose={(mode) => openCanvas()?.edit((edit) => edit.setMeta("mode", mode))}
      isDisabled={openCanvas() === null}
    />
  );
}
