"""The likeliest phrases for a block, found by beam search: of all that are written so far, some of the
likeliest go on. Where the words after a block are known too, likely phrases are good ones; where a text goes
on openly they are dull (Holtzman et al. 2020, "The curious case of neural text degeneration"), so nobody
looks for them there.

U phrases that go on, K pieces that may come
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Tensor

from sunmask.method.asking import Asking
from sunmask.text.continuations import OVER, Continuations, Kinds, Slots, State

WIDTH = 32
"""How many go on."""


class Beam(NamedTuple):
    """Pieces that were written, their log-likelihood, and where they have come to."""

    nats: float
    pieces: tuple[int, ...]
    state: State


def beams(
    writer: Continuations,
    begin: Sequence[int],
    softness: Sequence[float],
    slots: Slots,
    most_pieces: int,
    width: int = WIDTH,
) -> Asking[list[Beam]]:
    """`width` phrases at most that came to their end, the likeliest first. begin: the ids before the block.
    What several ask for after the same words is computed once."""
    before, log_V = yield from writer.model.reading(begin, softness)
    going, log_UV, ended = [Beam(0.0, (), State())], log_V[None], list[Beam]()
    for at in range(most_pieces):
        going, parents = _longer(writer, going, log_UV, slots, ended, width)
        if not going or at == most_pieces - 1:
            break
        before = before.of_rows(parents)
        pieces = tuple(beam.pieces for beam in going)
        key = (tuple(begin), tuple(softness), pieces)
        before, log_UV = yield from writer.model.going_on([each[-1] for each in pieces], before, key)
    return _likeliest(ended, width)


def _likeliest(beams: Sequence[Beam], width: int) -> list[Beam]:
    return sorted(beams, key=lambda beam: -beam.nats)[:width]


def _longer(
    writer: Continuations,
    going: Sequence[Beam],
    log_UV: Tensor,
    slots: Slots,
    ended: list[Beam],
    width: int,
) -> tuple[list[Beam], list[int]]:
    """The likeliest of all that are a piece longer, and the number of the one that each goes on from. Those
    that are at their end are added to `ended`; what has less chance than `width` of these is left."""
    least = -float("inf") if len(ended) < width else _likeliest(ended, width)[-1].nats
    found: list[Beam] = []
    parents: list[int] = []
    for nats, number, piece in sorted(_next(writer, going, log_UV, slots, 2 * width), reverse=True):
        if len(found) == width or nats < least:
            break
        state, pieces = replace(going[number].state), going[number].pieces
        if not writer.advance(state, piece, slots):
            continue
        longer = Beam(nats, pieces if piece == OVER else (*pieces, piece), state)
        if state.is_done:
            ended.append(longer)
        else:
            found.append(longer)
            parents.append(number)
    return found, parents


def _next(
    writer: Continuations, going: Sequence[Beam], log_UV: Tensor, slots: Slots, most: int
) -> list[tuple[float, int, int]]:
    """What may come next, `most` of each: the log-likelihood of all, the number of the one it goes on
    from, and the piece."""
    alike: dict[tuple[Kinds, bool], list[int]] = {}
    for number, beam in enumerate(going):
        alike.setdefault(writer.allowed(beam.state, slots), []).append(number)
    found: list[tuple[float, int, int]] = []
    for (kinds, may_end), numbers in alike.items():
        pieces_K = writer.pieces_of(kinds)
        its_UV = log_UV if len(numbers) == len(log_UV) else log_UV[numbers]
        log_UK = its_UV.index_select(1, pieces_K)
        if may_end:
            end_U = torch.log1p(-log_UK.exp().sum(-1).clamp(max=1 - 1e-7)).tolist()
            found += [(going[at].nats + end, at, OVER) for at, end in zip(numbers, end_U, strict=True)]
        if slots.rather_not is not None:
            log_UK = log_UK - slots.rather_not[pieces_K]
        best, at = log_UK.topk(min(most, len(pieces_K)))
        rows = zip(numbers, best.tolist(), pieces_K[at].tolist(), strict=True)
        for number, of_row, pieces in rows:
            nats = going[number].nats
            found += [(nats + own, number, piece) for own, piece in zip(of_row, pieces, strict=True)]
    return found
