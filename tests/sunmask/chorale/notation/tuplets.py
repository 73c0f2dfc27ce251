"""A piece with a tuplet, for tests."""

import numpy as np

from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.music.tuplets import Tuplet

TRIPLET = Sign("tuplet", "3:2", notes=((8, 67, ""), (8, 69, "A"), (8, 71, "")))


def piece_with(tuplet: Sign = TRIPLET, start: int = 4, **more: Sign) -> Chorale:
    """Two bars in which the upper voice has a tuplet; more: signs of it by "t<sixteenth>"."""
    symbols_VT = np.zeros((4, 32), dtype=np.int16)
    symbols_VT[:, ::4] = [[67], [64], [60], [48]]
    for later in (1, 2, 3):
        symbols_VT[:, later::4] = -symbols_VT[:, ::4]
    own = Tuplet(0, start, tuplet).symbols
    symbols_VT[0, start : start + len(own)] = own
    signs = {(0, start): (tuplet,)} | {(0, int(name[1:])): (sign,) for name, sign in more.items()}
    return Chorale(symbols_VT, signs=signs)
