"""The model that fills gaps learns which of its phrases people keep."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from sunmask.lab.text.infilling.examples import CONTINUED, Gap, Gaps, collated
from sunmask.lab.text.infilling.network import FillingDecoder
from sunmask.lab.text.infilling.preferences import (
    Marked,
    learn,
    log_likelihoods,
    marked,
    read,
    share_in_order,
)
from sunmask.text.phrases.prompts import END
from tests.sunmask.text.toy import ToyPieces

TEXT = "on-the [[old river]] stood. the old house stood."
PHRASES = ["old river", "old house", "the house", "river ."]


@pytest.fixture
def gaps() -> Gaps:
    return Gaps(ToyPieces())  # type: ignore[arg-type]


def test_phrases_are_told_as_they_stand_in_the_text(gaps: Gaps) -> None:
    example, num_words_M, is_kept_M = marked(gaps, TEXT, PHRASES, [1, 3])
    pieces: Any = gaps.pieces
    asked = [
        pieces.decode([to for to, its in zip(example.target, example.branch, strict=True) if its == number])
        for number in range(1, 5)
    ]
    end = pieces.decode([END])
    assert asked == [f" {phrase}{end}" for phrase in ("old river", "old house", "the house", "river.")]
    assert num_words_M.tolist() == [2] * 4
    assert is_kept_M.tolist() == [False, True, False, True]


def test_who_writes_from_left_to_right_is_told_what_comes_before_alone(gaps: Gaps) -> None:
    example, *_ = marked(gaps, TEXT, PHRASES, [1, 3], is_prose=True)
    pieces: Any = gaps.pieces
    said = [(to, its) for to, its in zip(example.target, example.branch, strict=True) if its]
    after = pieces.encode(" stood. the old house stood.")[:CONTINUED]
    assert [to for to, its in said if its == 2] == [*pieces.encode(" old house"), *after]
    assert pieces.decode(example.ids[1 : example.branch.index(2)]).startswith("on-the old river stood")


def test_only_gaps_that_tell_something_apart_are_read(gaps: Gaps, tmp_path: Path) -> None:
    each = {"text": TEXT, "made": PHRASES}
    file = tmp_path / "marks.json"
    file.write_text(json.dumps([each | {"kept": kept} for kept in ([], [0], [0, 1, 2, 3])]))
    found = read([file, file], gaps)
    assert [its.is_kept_M.tolist() for its in found] == [[True, False, False, False]] * 2


@pytest.fixture
def each() -> Marked:
    """In a vocabulary of eight tokens: four phrases, of which the second and third were kept."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    few = Gaps(SimpleNamespace(encode=lambda text: [1], bytes=[b"<end>", *[b" a"] * 7]))  # type: ignore[arg-type]
    first, *others = (np.array(ids) for ids in ([5, 6], [3, 6], [7, 7], [7, 1]))
    gap = Gap(np.array([1, 2, 4]), first, np.array([4, 2]), others)
    return Marked(few.example(gap), torch.tensor([2] * 4), torch.tensor([False, True, True, False]))


def test_a_likelihood_is_that_of_all_pieces_of_a_phrase_and_its_end(each: Marked) -> None:
    network = FillingDecoder("tiny", rank=2)
    with torch.no_grad():
        nats = network(*collated([each.example]))
        found = log_likelihoods(network, each.example)
    assert found.tolist() == pytest.approx((-nats.reshape(4, 3).sum(-1)).tolist())


@pytest.mark.thorough
def test_what_is_kept_becomes_likelier_than_what_is_not(
    each: Marked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sunmask.lab.text.infilling.preferences.LEARNING_RATE", 2e-2)
    network = FillingDecoder("tiny", rank=2)
    with torch.no_grad():
        before = log_likelihoods(network, each.example)
    assert share_in_order(network, [each]) < 1
    assert learn(network, [each] * 8, rounds=60) == 60
    with torch.no_grad():
        gained = (log_likelihoods(network, each.example) - before).tolist()
    assert min(gained[1], gained[2]) > max(gained[0], gained[3])
    assert share_in_order(network, [each]) == 1
