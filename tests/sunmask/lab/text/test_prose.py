"""Everyday texts that a language model learns to write from, and the run that does."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from sunmask.lab.text.corpora.everyday import Filled, everyday_texts, plain_fillings
from sunmask.lab.text.infilling.examples import NOT_ASKED, Example, Gaps
from sunmask.lab.text.infilling.network import FillingDecoder
from sunmask.lab.text.prose.train import MOST, LearningProse, example
from sunmask.text.language_model.infilling.adapter import PROSE, weights
from sunmask.text.language_model.model import BEGIN

READ = Path(__file__).parents[3] / "benchmarks"
RUN = 8


def runs_of(text: str) -> set[tuple[str, ...]]:
    """All runs of RUN words."""
    words = re.findall(r"[a-z']+", text.casefold())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


@pytest.mark.thorough
def test_no_text_to_learn_from_is_one_that_fillings_are_read_or_measured_in() -> None:
    read = [each["text"] for each in json.loads((READ / "prompts.json").read_text())]
    for name in ("fitting", "looked_for"):
        read += [each["text"] for each in json.loads((READ / "readings" / f"{name}.json").read_text())]
    known = set().union(*(runs_of(text.replace("[[", "").replace("]]", "")) for text in read))
    learned = [*everyday_texts("train"), *everyday_texts("test")]
    assert len(learned) > 1000
    assert len(set(learned)) == len(learned)
    filled = [*plain_fillings("train"), *plain_fillings("test")]
    assert not known & set().union(*map(runs_of, [*learned, *(each.text for each in filled)]))


def test_fillings_stand_in_texts_to_learn_from_and_those_of_some_texts_are_kept_apart() -> None:
    def around(each: Filled) -> tuple[str, str]:
        return each.text[: each.begin], each.text[each.end :]

    learned, apart = plain_fillings("train"), plain_fillings("test")
    assert len(learned) > 9 * len(apart) > 0
    texts = everyday_texts("train")
    for before, after in {around(each) for each in [*learned[::100], *apart[::100]]}:
        assert any(text.startswith(before) and text.endswith(after) for text in texts)
    assert not set(map(around, learned)) & set(map(around, apart))


def test_a_text_is_asked_for_from_its_first_piece_on() -> None:
    assert example(np.array([5, 6, 7])) == Example([BEGIN, 5, 6, 7], [5, 6, 7, NOT_ASKED])
    assert len(example(np.arange(999)).ids) == MOST + 1


def test_a_run_learns_to_read_from_left_to_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    monkeypatch.setattr("sunmask.lab.text.prose.train.BATCH", 4)
    few = SimpleNamespace(
        encode=lambda text: [1] * len(text), decode=lambda ids: "a" * len(ids), bytes=[b"<end>", *[b" a"] * 6]
    )
    documents = {"everyday": [np.array([1, 2, 4] * 10)], "books": [np.array([1, 2, 4] * 10)]}
    run = LearningProse(Gaps(few), FillingDecoder("tiny", rank=2), documents, tmp_path)  # type: ignore[arg-type]
    nats = [run.learn(0.5) for _ in range(60)]
    assert np.mean(nats[-10:]) < np.mean(nats[:10])


def test_the_weights_that_a_run_goes_on_from_are_whole() -> None:
    assert weights(PROSE)["blocks.29.down.out"].shape[0] == 576
