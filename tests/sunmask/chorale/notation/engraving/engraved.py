"""What Verovio makes of a score, measured."""

import re
from collections.abc import Collection
from itertools import count

from sunmask.chorale.notation.engraving import svg

STAFF_LINE = re.compile(r'd="M(\d+) \d+ L(\d+) ')


def bar_widths(mei: str, starts: Collection[int]) -> list[float]:
    """Staff spaces of each bar, as it comes out by itself; starts: the bars with which lines begin."""
    numbers = count()
    mei = re.sub("<measure ", lambda bar: "<pb/>" * (next(numbers) in starts) + bar[0], mei)
    options = svg.OPTIONS | {
        "breaks": "encoded",
        "pageWidth": 400 * svg.SPACE,
        "noJustification": True,
    }
    pages = svg._drawn(mei, options)
    staves = [STAFF_LINE.search(bar) for page in pages for bar in page.split(' class="measure"')[1:]]
    return [(int(staff[2]) - int(staff[1])) / (10 * svg.SPACE) for staff in staves if staff]
