"""Real pieces as the judges hear them, cut as samples are: 8 bars of 4/4 from a bar line on."""

from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, normalise
from sunmask.lab.chorale.corpora.bach import Piece

EIGHT_BARS = 128
"""Sixteenths, as many as a sample has."""


def whole(piece: Piece) -> Chorale:
    """A piece as it is."""
    return Chorale(
        normalise(piece.symbols_VT), ChoraleMeta(piece.name, metre=piece.usual_metre, pickup=piece.pickup)
    )


def cuts(piece: Piece) -> list[Chorale]:
    """All stretches of 8 bars from the first bar line on; none of a piece in another metre than samples."""
    if piece.usual_metre != "4/4":
        return []
    first = int(-piece.positions_T[0] % piece.bar)
    starts = range(first, piece.symbols_VT.shape[1] - EIGHT_BARS + 1, EIGHT_BARS)
    meta = ChoraleMeta(piece.name)
    return [Chorale(normalise(piece.symbols_VT[:, at : at + EIGHT_BARS]), meta) for at in starts]


def end(piece: Piece) -> Chorale:
    """The last 128 sixteenths of a piece, or all of a shorter one."""
    start = max(0, piece.symbols_VT.shape[1] - EIGHT_BARS)
    pickup = int(-piece.positions_T[start] % piece.bar)
    symbols_VT = normalise(piece.symbols_VT[:, start:])
    return Chorale(symbols_VT, ChoraleMeta(piece.name, metre=piece.usual_metre, pickup=pickup))
