"""Doubt and alternatives in a text, asked of networks whose opinion is known."""

from typing import Any

import pytest
import torch
from torch import Tensor

from sunmask.kinds import kind
from sunmask.kinds.looks import NUM_DOUBT_PASSES
from sunmask.text.words.vocabulary import english
from sunmask.text.words.words import FREE, text_to_words

WORDS = english()


def text(said: str) -> dict[str, Any]:
    words, spaces = text_to_words(said)
    return {
        "kind": "text",
        "meta": {"title": "A text", "language": "en"},
        "words": words,
        "spaces": spaces,
    }


class Wisher:
    """Finds a few pieces likely wherever it is asked, and is told by nothing else."""

    def __init__(self, **chances: float) -> None:
        rest = (1 - sum(chances.values())) / WORDS.num_pieces
        self.logits_P = torch.full((WORDS.num_pieces,), rest).log()
        for word, chance in chances.items():
            (piece,) = WORDS.encode(word)
            self.logits_P[piece] = torch.tensor(chance).log()

    def __call__(self, tokens: Tensor, *_: Tensor) -> Tensor:
        return self.logits_P.expand(*tokens.shape, -1)


def test_each_word_is_hidden_once_with_all_its_pieces() -> None:
    content = text("The unfathomable sea was calm, and nobody sailed it for a fortnight or longer.")
    look = kind("text").sampler.look("doubt", content, ())
    hidden = ~look.inputs.trust[:, 0].numpy()
    inside = look.inputs.columns[0].numpy() < 4
    assert len(hidden) == NUM_DOUBT_PASSES
    assert ((hidden & inside).sum(0)[inside[0]] == 1).all()


def test_doubt_is_one_less_the_chance_of_the_word() -> None:
    content = text("the sea the sea")
    doubt = kind("text").sampler.look("doubt", content, ()).ask(Wisher(the=0.6, sea=0.1))["doubt"]
    assert doubt == pytest.approx([0.4, 0.9, 0.4, 0.9], abs=0.01)


def test_alternatives_of_a_word_are_the_likeliest_words() -> None:
    network = Wisher(sea=0.5, sky=0.3, land=0.1)
    found = kind("text").sampler.look("alternatives", text("The ship was on the water."), (5,)).ask(network)
    assert found["cells"] == [5]
    first = [(each["symbols"], each["label"]) for each in found["alternatives"]][:3]
    assert first == [(["sea"], "sea"), (["sky"], "sky"), (["land"], "land")]
    chances = [each["probability"] for each in found["alternatives"]]
    assert chances[0] == pytest.approx(0.5, rel=0.05)
    assert sum(chances) <= 1


def test_an_empty_place_is_no_context_and_in_full_doubt() -> None:
    content = text(f"the {FREE} sea")
    look = kind("text").sampler.look("doubt", content, ())
    assert look.ask(Wisher(the=0.6, sea=0.3))["doubt"] == pytest.approx([0.4, 1.0, 0.7], abs=0.01)
    asked = kind("text").sampler.look("alternatives", content, (1,))
    assert asked.ask(Wisher(the=0.6, sea=0.3))["alternatives"][0]["label"] == "the"


def test_quotation_marks_keep_their_sides_around_the_word_that_is_asked_about() -> None:
    content = text('She said "no" and left.')
    look = kind("text").sampler.look("alternatives", content, (3,))
    ids = set(look.inputs.tokens[0, 0].tolist())
    assert {WORDS.encode("“")[0], WORDS.encode("”")[0]} <= ids


def test_in_a_long_text_the_word_is_found_in_its_window() -> None:
    content = text(" ".join(["The sea was calm."] * 100))
    network = Wisher(sky=0.9)
    found = kind("text").sampler.look("alternatives", content, (301,)).ask(network)["alternatives"]
    assert found[0]["label"] == "sky"
    assert len(kind("text").sampler.look("doubt", content, ()).ask(network)["doubt"]) == len(content["words"])


@pytest.mark.parametrize(("said", "cells"), [("one two", (0, 1)), ("", (0,))])
def test_a_question_that_cannot_be_is_refused_with_a_sentence(said: str, cells: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="word"):
        kind("text").sampler.look("alternatives", text(said), cells)
