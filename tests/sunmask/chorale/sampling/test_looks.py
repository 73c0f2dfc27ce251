"""Doubt and alternatives in a chorale, asked of networks whose opinion is known."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from sunmask.chorale.music.symbols import NUM_SYMBOLS, encode
from sunmask.kinds import kind
from sunmask.kinds.looks import NUM_ALTERNATIVE_PASSES, NUM_DOUBT_PASSES
from sunmask.kinds.registry import codec


def piece(num_bars: int = 2) -> dict[str, Any]:
    """Crotchets in four voices, and a rest in the second half of the tenor's first bar."""
    content = codec("chorale").blank(num_bars=num_bars)
    symbols = np.zeros((4, 16 * num_bars), dtype=int)
    for voice, pitch in enumerate((72, 67, 64, 48)):
        for beat in range(4 * num_bars):
            symbols[voice, 4 * beat : 4 * beat + 4] = [pitch + beat % 3] + [-pitch - beat % 3] * 3
    symbols[2, 8:16] = 0
    content["symbols"] = symbols.tolist()
    return content


class Believer:
    """Is nearly sure of the ids that it was told, wherever they are asked for."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.ids_VT = encode(np.array(content["symbols"]))

    def __call__(self, tokens: Tensor, *_: Tensor) -> Tensor:
        ids = torch.zeros(tokens.shape[1:], dtype=torch.int64)
        ids[:, : self.ids_VT.shape[1]] = torch.from_numpy(self.ids_VT)
        return 12.0 * torch.nn.functional.one_hot(ids, NUM_SYMBOLS).expand(len(tokens), -1, -1, -1).float()


def answer(network: Any, question: str, content: dict[str, Any], cells: tuple[int, ...] = ()) -> Any:
    return kind("chorale").sampler.look(question, content, cells).ask(network)


def test_each_cell_is_hidden_once_and_notes_as_a_whole() -> None:
    content = piece()
    hidden = ~kind("chorale").sampler.look("doubt", content, ()).inputs.trust[:, :, :32].numpy()
    assert hidden.shape[0] == NUM_DOUBT_PASSES
    assert (hidden.sum(0) == 1).all()
    notes = hidden.reshape(NUM_DOUBT_PASSES, 4, 8, 4)
    assert (notes.all(-1) == notes.any(-1)).all()
    assert 0 < hidden.mean((1, 2)).min() <= hidden.mean((1, 2)).max() < 0.3


def test_doubt_is_low_where_the_network_agrees_and_high_in_the_one_wrong_note() -> None:
    content = piece()
    network = Believer(content)
    assert max(answer(network, "doubt", content)["doubt"]) < 0.01
    content["symbols"][1][4:8] = [60, -60, -60, -60]
    doubt = answer(network, "doubt", content)["doubt"]
    assert [cell for cell, each in enumerate(doubt) if each > 0.5] == [36, 37, 38, 39]


def test_what_stands_in_a_cell_does_not_tell_the_network_what_to_say() -> None:
    """The cells that are asked about hold noise, another one in each pass."""
    content = piece()
    look = kind("chorale").sampler.look("alternatives", content, (36,))
    tokens = look.inputs.tokens[:, 1, 4:8]
    assert len(tokens) == NUM_ALTERNATIVE_PASSES
    assert len(tokens.unique(dim=0)) == NUM_ALTERNATIVE_PASSES
    others = look.inputs.tokens[:, 0, :32]
    assert (others == others[0]).all()
    assert look.inputs.trust.sum() == look.inputs.trust.numel() - 4 * NUM_ALTERNATIVE_PASSES - padding(look)


def padding(look: Any) -> int:
    return int((~look.inputs.trust[:, :, 32:]).sum())


@pytest.mark.parametrize("asked", [(36,), (38,), (36, 37, 38, 39)])
def test_alternatives_cover_the_whole_note_and_come_with_names(asked: tuple[int, ...]) -> None:
    content = piece()
    network = Believer(content)
    content["symbols"][1][4:8] = [60, -60, -60, -60]
    found = answer(network, "alternatives", content, asked)
    assert found["cells"] == [36, 37, 38, 39]
    best, *others = found["alternatives"]
    assert (best["symbols"], best["label"]) == ([68, -68, -68, -68], "G♯4")
    assert best["probability"] > 0.99
    assert len(others) == 4
    chances = [each["probability"] for each in found["alternatives"]]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1


def test_a_note_may_go_on_in_the_place_of_the_next_one_but_only_the_one_before() -> None:
    content = piece()
    truth = piece()
    truth["symbols"][1][4] = -67  # G4 is held on
    best, *others = answer(Believer(truth), "alternatives", content, (36,))["alternatives"]
    assert (best["symbols"], best["label"]) == ([-67] * 4, "G4, held on")
    assert all(each["symbols"][0] >= 0 for each in others)


def test_a_long_rest_is_asked_about_beat_by_beat() -> None:
    content = piece()
    truth = piece()
    truth["symbols"][2][8:12] = [64, -64, -64, -64]
    found = answer(Believer(truth), "alternatives", content, (2 * 32 + 9,))
    assert found["cells"] == [72, 73, 74, 75]
    assert found["alternatives"][0]["symbols"] == [64, -64, -64, -64]
    assert "rest" in [
        each["label"] for each in answer(Believer(piece()), "alternatives", content, (72,))["alternatives"]
    ]


def test_cells_of_two_notes_are_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="one note at a time"):
        kind("chorale").sampler.look("alternatives", piece(), (36, 40))


def test_of_a_long_piece_only_the_window_around_the_note_is_shown() -> None:
    content = piece(num_bars=24)
    cell = 1 * 24 * 16 + 20 * 16
    look = kind("chorale").sampler.look("alternatives", content, (cell,))
    assert len(look.inputs) == NUM_ALTERNATIVE_PASSES

    def guess(tokens: Tensor, *_: Tensor) -> Tensor:
        return torch.sin(tokens[..., None] * 7.0 + torch.arange(NUM_SYMBOLS) * 1.3)

    found = look.ask(guess)
    assert found["cells"] == list(range(cell, cell + 4))
    assert 0 < sum(each["probability"] for each in found["alternatives"]) <= 1
