"""What Verovio makes of a score, measured."""

import re
from collections.abc import Collection
from itertools import count

from sunmask.chorale.notation import engraving

STAFF_LINE = re.compile(r'd="M(\d+) \d+ L(\d+) ')


def bar_widths(mei: str, starts: Collection[int]) -> list[float]:
    """Staff spaces of each bar, as it comes out by itself; starts: the bars with which lines begin."""
    numbers = count()
    mei = re.sub("<measure ", lambda bar: "<pb/>" * (next(numbers) in starts) + bar[0], mei)
    options = engraving.OPTIONS | {
        "breaks": "encoded",
        "pageWidth": 400 * engraving.SPACE,
        "noJustification": True,
    }
    pages = engraving._drawn(mei, options)
    staves = [STAFF_LINE.search(bar) for page in pages for bar in page.split(' class="measure"')[1:]]
    return [(int(staff[2]) - int(staff[1])) / (10 * engraving.SPACE) for staff in staves if staff]
