"""Words that a language model writes from left to right, one to a cell, and how likely it was to write them.

A cell is a word with the endings of contractions, or a mark. What belongs to it must be known piece by piece,
so a few kinds of pieces are written only: words, their later parts, endings such as 's, and common marks.

M tries, L pieces, V pieces of the vocabulary
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from sunmask.text.guards import ENDS, JOINING
from sunmask.text.language_model import LanguageModel

ENDINGS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")
MOST_PIECES_A_WORD = 4
OVER = -1
"""In place of a piece: the last word ends here."""


@dataclass(frozen=True)
class Slots:
    """Cells to write in: how many, and what may stand at their ends. is_apart: whether a space belongs before
    a word in the first; mark_first, mark_last: whether a mark may stand in the first or the last; ends:
    whether the last must end a sentence."""

    count: int
    is_apart: bool
    mark_first: bool
    mark_last: bool
    ends: bool = False


@dataclass
class _State:
    """Of one try: the cell that is being written, from -1, and whether it may go on."""

    cell: int = -1
    in_word: bool = False
    is_done: bool = False


class Continuations:
    """The tries of a language model."""

    def __init__(self, model: LanguageModel):
        self.model = model

    @cached_property
    def _kinds(self) -> dict[str, Tensor]:
        """Which pieces are what, booleans (V,)."""
        texts = [raw.decode(errors="replace") for raw in self.model.pieces.bytes]
        return {
            "apart": torch.tensor([text[:1] == " " and text[1:].isalnum() for text in texts]),
            "bare": torch.tensor([text.isalnum() for text in texts]),
            "ending": torch.tensor([text in ENDINGS for text in texts]),
            "mark": torch.tensor([len(text) == 1 and text in JOINING for text in texts]),
            "end": torch.tensor([len(text) == 1 and text in ENDS for text in texts]),
        }

    def _allowed(self, state: _State, slots: Slots) -> tuple[Tensor, bool]:
        """Pieces that may come next, (V,), and whether the end may come instead of any other."""
        kinds = self._kinds
        last = slots.count - 1
        if slots.ends and state.cell == last - 1:
            return (kinds["bare"] | kinds["ending"] | kinds["end"] if state.in_word else kinds["end"]), False
        if state.cell < 0:
            first = kinds["apart"] if slots.is_apart else kinds["bare"]
            may_mark = slots.mark_first and (slots.mark_last or last > 0) and not (slots.ends and last == 1)
            return (first | kinds["mark"] if may_mark else first), False
        may_mark = state.cell < last - 1 - slots.ends or (slots.mark_last and not slots.ends)
        marks = kinds["mark"] if may_mark else torch.zeros_like(kinds["mark"])
        if not state.in_word:
            return kinds["apart"], False
        goes_on = kinds["bare"] | kinds["ending"]
        if state.cell == last:
            return goes_on, True
        return goes_on | kinds["apart"] | marks, False

    def _advance(self, state: _State, piece: int, slots: Slots) -> None:
        kinds = self._kinds
        if piece == OVER:
            state.is_done = True
            return
        is_mark = bool(kinds["mark"][piece])
        if state.cell < 0 or is_mark or kinds["apart"][piece]:
            state.cell += 1
        state.in_word = not is_mark
        state.is_done = is_mark and state.cell == slots.count - 1

    def _log_chances(
        self, log_V: Tensor, state: _State, slots: Slots, temperature: float
    ) -> tuple[Tensor, float]:
        """Of each piece that may come next, (V,), and of the end."""
        allowed, may_end = self._allowed(state, slots)
        warm = log_V / temperature
        total = warm.logsumexp(-1) if may_end else warm[allowed].logsumexp(-1)
        chance = torch.where(allowed, warm - total, float("-inf"))
        end = float(torch.log1p(-chance.exp().sum().clamp(max=1 - 1e-7))) if may_end else float("-inf")
        return chance, end

    @torch.inference_mode()
    def tries(
        self,
        begin: Sequence[int],
        softness: Sequence[float],
        slots: Slots,
        uniform_ML: np.ndarray,
        temperature: float,
    ) -> list[tuple[tuple[int, ...], float]]:
        """Of each try its pieces and how likely they were, in nats; none of a try that did not end.
        uniform_ML: numbers 0..1."""
        before, log_V = self.model.read(begin, softness)
        M, L = uniform_ML.shape
        states = [_State() for _ in range(M)]
        written: list[list[int]] = [[] for _ in range(M)]
        sums = np.zeros(M)
        log_MV = log_V.expand(M, -1)
        for at in range(L):
            for number, state in enumerate(states):
                if not state.is_done:
                    chance_V, end = self._log_chances(log_MV[number], state, slots, temperature)
                    piece = _drawn(chance_V, end, float(uniform_ML[number, at]))
                    sums[number] += end if piece == OVER else float(chance_V[piece])
                    if piece != OVER:
                        written[number].append(piece)
                    self._advance(state, piece, slots)
            if all(state.is_done for state in states) or at == L - 1:
                break
            column = torch.tensor([[row[at] if len(row) > at else 0] for row in written])
            features, before = self.model.decoder(column, before)
            log_MV = self.model.decoder.logits(features[:, 0]).log_softmax(-1)
        return [(tuple(row), float(sums[n])) for n, row in enumerate(written) if states[n].is_done]

    @torch.inference_mode()
    def log_chance(
        self,
        begin: Sequence[int],
        softness: Sequence[float],
        slots: Slots,
        pieces: Sequence[int],
        temperature: float,
    ) -> float:
        """How likely a try would have these pieces: minus infinity where none would."""
        before, log_V = self.model.read(begin, softness)
        state, total = _State(), 0.0
        rows = [log_V]
        if pieces:
            features, _ = self.model.decoder(torch.tensor([list(pieces)]), before)
            rows += list(self.model.decoder.logits(features[0]).log_softmax(-1))
        for piece, row in zip([*pieces, OVER], rows, strict=True):
            if state.is_done:
                return total if piece == OVER else float("-inf")
            chance_V, end = self._log_chances(row, state, slots, temperature)
            total += end if piece == OVER else float(chance_V[piece])
            if not np.isfinite(total):
                return float("-inf")
            self._advance(state, piece, slots)
        return total if state.is_done else float("-inf")


def _drawn(chance_V: Tensor, end: float, uniform: float) -> int:
    total_V = chance_V.double().exp().cumsum(-1)
    at = uniform * (float(total_V[-1]) + float(np.exp(end)))
    if at >= float(total_V[-1]) and np.isfinite(end):
        return OVER
    return int(
        torch.searchsorted(total_V, torch.tensor(at, dtype=torch.float64), right=True).clamp(
            max=len(total_V) - 1
        )
    )
