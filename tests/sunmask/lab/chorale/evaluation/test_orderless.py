"""The likelihood of frames in any order."""

from math import log

import pytest
import torch
from torch import Tensor

from sunmask.chorale.music.symbols import NUM_SYMBOLS, encode
from sunmask.lab.chorale.corpora.bach import Piece
from sunmask.lab.chorale.evaluation.orderless import framewise_nll
from tests.sunmask.chorale.pieces import made_up_piece


def test_without_knowledge_each_pitch_costs_two_symbols_of_all() -> None:
    def model(tokens: Tensor, *_: Tensor) -> Tensor:
        return torch.zeros(*tokens.shape, NUM_SYMBOLS)

    figures = framewise_nll(model, [made_up_piece(1), made_up_piece(2, 64)], draws=2)
    assert figures["nll"] == pytest.approx(4 * log(NUM_SYMBOLS / 2), abs=0.001)


def test_the_voices_asked_for_are_hidden_and_what_was_told_is_shown() -> None:
    piece = made_up_piece(1, 64)
    clean_VT = torch.from_numpy(encode(piece.symbols_VT))
    shown = []

    def model(tokens: Tensor, trust: Tensor, *_: Tensor) -> Tensor:
        right = tokens[..., :64] == clean_VT
        assert right[trust[..., :64]].all()
        shown.append(trust[..., :64].sum((1, 2)).tolist())
        return torch.nn.functional.one_hot(tokens, NUM_SYMBOLS).float() * 100

    assert framewise_nll(model, [piece], draws=8)["nll"] > 10
    assert all([row - rows[0] for row in rows] == [0, 1, 2, 3] for rows in shown)
    assert len({rows[0] for rows in shown}) > 2


def test_a_model_that_knows_the_piece_pays_nothing() -> None:
    piece: Piece = made_up_piece(1, 64)
    clean = torch.zeros(4, 4, 128, dtype=torch.long)
    clean[..., :64] = torch.from_numpy(encode(piece.symbols_VT))
    answer = torch.nn.functional.one_hot(clean, NUM_SYMBOLS).float() * 100
    assert framewise_nll(lambda *_: answer, [piece], draws=4)["nll"] == 0
