"""Beam search for the likeliest phrases of a block. Where the words after a block are known, likely phrases
are good ones; in open-ended text they are dull (Holtzman et al. 2020, "The curious case of neural text
degeneration"), so it is not used there.

U beams, V pieces of the vocabulary
"""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import NamedTuple

import torch
from torch import Tensor

from sunmask.text.language_model.asking import Asking
from sunmask.text.language_model.continuations import OVER, Constraints, Continuations, Kinds, State


class Beam(NamedTuple):
    """The pieces of a beam, their log-likelihood, and its state."""

    nats: float
    pieces: tuple[int, ...]
    state: State


def beams(
    writer: Continuations,
    begin: Sequence[int],
    softness: Sequence[float],
    constraints: Constraints,
    most_pieces: int,
    width: int,
) -> Asking[list[Beam]]:
    """At most `width` complete phrases, the likeliest first. begin: the ids before the block; width: also the
    number of beams that are continued."""
    before, log_V = yield from writer.model.reading(begin, softness)
    going, log_UV, ended = [Beam(0.0, (), State())], log_V[None], list[Beam]()
    for at in range(most_pieces):
        going, parents = _longer(writer, going, log_UV, constraints, ended, width)
        if not going or at == most_pieces - 1:
            break
        before = before.of_rows(parents)
        before, log_UV = yield from writer.model.going_on([beam.pieces[-1] for beam in going], before)
    return _likeliest(ended, width)


def _likeliest(beams: Sequence[Beam], width: int) -> list[Beam]:
    return sorted(beams, key=lambda beam: -beam.nats)[:width]


def _longer(
    writer: Continuations,
    going: Sequence[Beam],
    log_UV: Tensor,
    constraints: Constraints,
    ended: list[Beam],
    width: int,
) -> tuple[list[Beam], list[int]]:
    """The likeliest beams that are one piece longer, and the index of the beam that each continues. Complete
    phrases are added to `ended`; beams that are less likely than `width` of these are dropped."""
    best = _likeliest(ended, width)
    least = max(
        (best[0].nats - writer.proposing.worse) if best else -inf,
        best[-1].nats if len(best) == width else -inf,
    )
    found: list[Beam] = []
    parents: list[int] = []
    for nats, number, piece in _next(writer, going, log_UV, constraints, least):
        if len(found) == width:
            break
        state, pieces = replace(going[number].state), going[number].pieces
        if not writer.advance(state, piece, constraints):
            continue
        longer = Beam(nats, pieces if piece == OVER else (*pieces, piece), state)
        if state.is_done:
            ended.append(longer)
        else:
            found.append(longer)
            parents.append(number)
    return found, parents


def _next(
    writer: Continuations, going: Sequence[Beam], log_UV: Tensor, constraints: Constraints, least: float
) -> list[tuple[float, int, int]]:
    """All continuations, the likeliest first: log-likelihood of the whole beam (at least `least`), index of
    the beam that it continues, and piece."""
    alike: dict[tuple[Kinds, bool], list[int]] = {}
    for number, beam in enumerate(going):
        alike.setdefault(writer.allowed(beam.state, constraints), []).append(number)
    found: list[tuple[float, int, int]] = []
    with_piece: list[tuple[list[int], Tensor]] = []
    for (kinds, may_end), numbers in alike.items():
        its_UV = (log_UV if len(numbers) == len(log_UV) else log_UV[numbers]) + writer.barred(kinds)
        if may_end:
            end_U = torch.log1p(-its_UV.exp().sum(-1).clamp(max=1 - 1e-7)).tolist()
            found += [(going[at].nats + end, at, OVER) for at, end in zip(numbers, end_U, strict=True)]
        if constraints.rather_not is not None:
            its_UV -= constraints.rather_not
        its_UV += torch.tensor([[going[number].nats] for number in numbers])
        with_piece.append((numbers, its_UV))
    best = max(float(nats_UV.max()) for _, nats_UV in with_piece)
    least = max(least, best - writer.proposing.worse)
    for numbers, nats_UV in with_piece:
        rows, pieces = (nats_UV >= least).nonzero(as_tuple=True)
        of_each = zip(nats_UV[rows, pieces].tolist(), rows.tolist(), pieces.tolist(), strict=True)
        found += [(nats, numbers[row], piece) for nats, row, piece in of_each]
    return sorted((each for each in found if each[0] >= least), reverse=True)
