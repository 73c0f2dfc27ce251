"""Where the lines of a score begin: chosen before it is engraved, from how wide its bars will be.

Verovio could say that exactly, but only by laying out the whole score once more.

T sixteenths
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sunmask.chorale.music.bars import Bar, bars
from sunmask.chorale.music.keys import key_stretches
from sunmask.chorale.music.symbols import Chorale, Lyric
from sunmask.chorale.notation.engraving.lyrics import PADDING, padded
from sunmask.chorale.notation.engraving.mei import Staves, shown_words

SIXTEENTH, GROWTH, ALONE = 2.05, 0.57, 0.94
"""Staff spaces from one head to the next: so many after a sixteenth, and of longer ones a power of their
length; a part of that where no stems of two voices are side by side. Of lines of Bach's chorales two in three
are guessed within 5 % of their widths, all within 15 %."""
METRE, CLEF, ACCIDENTAL = 3.7, 3.8, 1.3
"""Staff spaces of what stands before the notes: a metre, a clef, and each accidental of a signature."""
LETTER, BESIDE_SYLLABLE, HYPHEN = 0.9, 1.5, 0.8
"""Staff spaces of words."""
PADDING_LESS = 0.4
"""By so much of a letter a space is narrower."""
MARGINS, NAMES, LETTERS = 3, 10, 5
"""Staff spaces beside a line: of the page, and for the names of voices at the first line and at others."""
USUAL = 1.5
"""Staff spaces of a sixteenth, at most, where lines are held: a bar of quarters and eighths takes 1.1 to 1.4
each."""
TIGHTEST, TIGHT, LOOSEST = 1.25, 1.1, 0.8
"""How full a held line may come to be, how full lines are made, and how full they may be where that is done
anew because fewer are enough. Verovio draws what is too wide closer together."""
STEPS = 12
"""In which the fullest line of as few as possible is made less full."""


def line_breaks(
    chorale: Chorale, staves: Staves, width: float, held: Iterable[int] = (), *, is_reduction: bool = False
) -> frozenset[int]:
    """The bars, counted from 0, at which lines begin, but for the first: as few lines as will do, and all as
    full as each other.

    staves, is_reduction: as in `mei_from_chorale`. width: of the page, in staff spaces. held: the columns
    with which lines of the same score began before. These stay while the lines can be read, from the noise of
    a run to its music.
    """
    found = bars(chorale.meta, chorale.num_sixteenths)
    widths = _widths(chorale, found, staves, is_reduction)
    has_names = len(staves) > 1 and not is_reduction
    widest = max(abs(stretch.fifths) for stretch in key_stretches(chorale.meta, chorale.num_sixteenths))
    room = width - MARGINS - CLEF - ACCIDENTAL * widest
    lines = _Lines(widths, room - METRE - NAMES * has_names, room - LETTERS * has_names)
    begun = set(held)
    starts = frozenset(index for index, bar in enumerate(found) if index and bar.start in begun)
    if not starts and 0 not in begun:
        return lines.fewest(TIGHT)
    # A run begins with noise, whose bars are far wider than what will stand there.
    usual = [min(wide, USUAL * bar.length) for wide, bar in zip(widths, found, strict=True)]
    lines = _Lines(usual, lines.first, lines.other)
    is_loose = len(lines.fewest(LOOSEST)) < len(starts)
    return lines.fewest(TIGHT) if is_loose or lines.fullest(starts) > TIGHTEST else starts


@dataclass(frozen=True)
class _Lines:
    """Bars of some widths, and the room in the first line and in the others."""

    widths: Sequence[float]
    first: float
    other: float

    def fullest(self, starts: Iterable[int]) -> float:
        """How full the fullest line is, 1 for one that has just room."""
        filled = [
            sum(self.widths[start:end]) for start, end in pairwise([0, *sorted(starts), len(self.widths)])
        ]
        return max(wide / (self.other if index else self.first) for index, wide in enumerate(filled))

    def fewest(self, full: float) -> frozenset[int]:
        """As few lines as are none fuller than that: of as many bars each, or else filled evenly."""
        greedy = self._filled(full)
        number, num_bars = len(greedy) + 1, len(self.widths)
        alike = frozenset(-(-num_bars * line // number) for line in range(1, number))
        if self.fullest(alike) <= full:
            return alike
        enough, too_little = full, 0.0
        for _ in range(STEPS):
            tried = (enough + too_little) / 2
            fewer = self._filled(tried)
            if len(fewer) == len(greedy) and self.fullest(fewer) <= full:
                enough, greedy = tried, fewer
            else:
                too_little = tried
        return greedy

    def _filled(self, full: float) -> frozenset[int]:
        """Each line filled as far as it goes, with one bar at least."""
        starts, filled, room = [], 0.0, self.first * full
        for index, wide in enumerate(self.widths):
            if filled and filled + wide > room:
                starts.append(index)
                filled, room = 0.0, self.other * full
            filled += wide
        return frozenset(starts)


def _widths(chorale: Chorale, found: Sequence[Bar], staves: Staves, is_reduction: bool) -> list[float]:
    """Staff spaces of each bar without what stands before a line's first notes."""
    voices = [voice for staff in staves for voice in staff]
    shown_VT = chorale.symbols_VT[voices]
    before_VT = np.pad(shown_VT[:, :-1], ((0, 0), (1, 0)), constant_values=1)
    is_head_T = ((shown_VT > 0) | ((shown_VT == 0) & (before_VT != 0))).any(axis=0)
    is_head_T[[bar.start for bar in found]] = True
    heads = {float(start) for start in np.flatnonzero(is_head_T)}
    if len(staves) > 1 and not is_reduction:
        begins = (float(note.start) for staff in chorale.meta.staves for note in staff.notes)
        heads |= {start for start in begins if start < chorale.num_sixteenths}
    starts = [*sorted(heads), float(chorale.num_sixteenths)]
    words = _words(shown_words(chorale, staves, is_reduction=is_reduction), found, voices)
    at_T = np.zeros(chorale.num_sixteenths + 1)  # where each head stands, were all bars in one line
    sixteenth = SIXTEENTH * (ALONE if len(voices) == 1 or is_reduction else 1)
    wide, said = 0.0, dict.fromkeys(voices, 0.0)
    for start, end in pairwise(starts):
        if here := words.get(int(start)) if start.is_integer() else None:
            wide = max([wide, *(said[voice] for voice in here)])
            said |= {voice: wide + length for voice, length in here.items()}
        if start.is_integer():
            at_T[int(start)] = wide
        wide += sixteenth * (end - start) ** GROWTH
    at_T[-1] = max([wide, *said.values()])
    edges = [at_T[bar.start] for bar in found]
    keys = {at: fifths for at, fifths, _ in chorale.meta.key_changes}
    signs = [
        METRE * (bar.metre != before.metre) + ACCIDENTAL * abs(keys.get(bar.start, 0))
        for before, bar in pairwise([found[0], *found])
    ]
    return [
        float(end - start) + wider
        for (start, end), wider in zip(pairwise([*edges, at_T[-1]]), signs, strict=True)
    ]


def _words(
    said: Mapping[tuple[int, int], tuple[Lyric, ...]], found: Sequence[Bar], voices: Sequence[int]
) -> dict[int, dict[int, float]]:
    """By column and voice, the staff spaces of the longest syllable there."""
    wide: dict[int, dict[int, float]] = {}
    texts = padded(said, found)
    for (voice, column), lyrics in said.items():
        if voice in voices:
            for lyric in lyrics:
                hyphen = HYPHEN * (lyric.syllabic in ("begin", "middle"))
                text = texts[voice, column, lyric.verse]
                letters = len(text) - PADDING_LESS * text.count(PADDING)
                here = wide.setdefault(column, {})
                here[voice] = max(here.get(voice, 0.0), LETTER * letters + BESIDE_SYLLABLE + hyphen)
    return wide
