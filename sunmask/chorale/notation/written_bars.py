"""The bars that are written of a chorale: a section that begins or ends within a bar divides it."""

from itertools import pairwise

from sunmask.chorale.music.bars import Bar, bars
from sunmask.chorale.music.form import is_beginning
from sunmask.chorale.music.symbols import Chorale


def written_bars(chorale: Chorale) -> list[Bar]:
    """All bars in order, those in which a sign of form stands as several of one number."""
    edges = {t if is_beginning(name) else t + 1 for t, names in chorale.form.items() for name in names}
    found = []
    for bar in bars(chorale.meta, chorale.num_sixteenths):
        inner = sorted(edge for edge in edges if bar.start < edge < bar.start + bar.length)
        for start, end in pairwise([bar.start, *inner, bar.start + bar.length]):
            found.append(bar._replace(start=start, length=end - start))
    return found
