"""The grade of a chorale's content, its faults on the cells of the grid."""

import math
from typing import Any

from sunmask.chorale.content import chorale_from_json
from sunmask.chorale.grade.bach import grade_chorale
from sunmask.chorale.grade.faults import Fault
from sunmask.chorale.music.symbols import notes
from sunmask.kinds.grade import NOT_COUNTABLE, CanvasGrade, CellFault

Note = tuple[int, int, int]
"""First sixteenth, sixteenths long, MIDI pitch or 0 for a rest."""


def grade_content(content: Any) -> CanvasGrade:
    """The Bach-or-Mock grade of a chorale's content. Raises ValueError for other content."""
    chorale = chorale_from_json(content)
    grade = grade_chorale(chorale)
    voices = notes(chorale.symbols_VT)
    features = {
        name: round(value, 4) if math.isfinite(value) else NOT_COUNTABLE
        for name, value in grade.features.items()
    }
    faults = [
        CellFault(fault.kind, fault.message, _cells(fault, voices, chorale.num_sixteenths), fault.penalty)
        for fault in grade.faults
    ]
    return CanvasGrade(round(sum(features.values()), 4), features, tuple(faults))


def _cells(fault: Fault, voices: list[list[Note]], num_sixteenths: int) -> tuple[int, ...]:
    """The cells of the notes that sound at the fault's sixteenths in its voices; all of a silent voice."""
    found: set[int] = set()
    for voice in fault.voices:
        for start, length, _ in voices[voice]:
            is_here = any(start <= t < start + length for t in fault.sixteenths)
            if is_here or not fault.sixteenths:
                found |= {voice * num_sixteenths + t for t in range(start, start + length)}
    return tuple(sorted(found))
