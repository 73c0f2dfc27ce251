/** Major, minor or the older mode that a file said, with the key signature of the canvas: what is composed next hears it. */

import { MODE_NAMES, type Mode, plainMode } from "../../../domain/chorale/music/modes";
import { keyName } from "../../../domain/chorale/music/spelling";
import { Segments } from "../../../ui/controls/Segments";
import { openCanvas } from "../acts";
import { shownMeta } from "../inView";

export default function ModeChoice() {
  const modes = (): readonly Mode[] =>
    MODE_NAMES.filter((mode) => plainMode(mode) === mode || mode === shownMeta().mode);
  return (
    <Segments
      class="mode-choice"
      label="Key"
      segments={modes().map((mode) => ({
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
