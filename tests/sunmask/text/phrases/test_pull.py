"""Trust and doubt in held words pull the words around them, where a language model writes."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Denoiser, denoise
from sunmask.method.steps import Change
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.phrases.pull import Pull, near
from sunmask.text.sampling.sampler import TextSampler
from sunmask.text.settings import TextSettings
from sunmask.text.words.vocabulary import BEGIN, english
from sunmask.text.words.words import FREE
from tests.sunmask.text.toy import BESIDE, WORDS, ToyNetwork, ToyPieces, language_model

VOCABULARY = english()
HELD = "winter", "summer"
DRAWN = {"winter": "cold", "summer": "warm"}
"""What the network thinks likelier near each of them, where it is trusted."""


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> None:
    torch.set_num_threads(1)


class Drawn(ToyNetwork):
    """A network that finds a word likelier by two nats near another one that is trusted."""

    def __call__(self, tokens: Tensor, trust: Tensor, places: Tensor) -> Tensor:
        logits = torch.zeros(*tokens.shape, VOCABULARY.num_pieces)
        for held, drawn in DRAWN.items():
            is_trusted = ((tokens == VOCABULARY.encode(held)[0]) & trust).any(-1, keepdim=True)
            logits[..., VOCABULARY.encode(drawn)[0]] = torch.where(is_trusted, 2.0, 0.0)
        return logits


def begun(pull: float, *, doubted: tuple[str, ...] = ("summer",), num_steps: int = 5) -> Denoiser:
    words = [BESIDE[0], HELD[0], FREE, FREE, FREE, HELD[1], "."]
    states = np.full((1, len(words)), CellState.UNMASKED)
    states[0, [word == FREE for word in words]] = CellState.RENOISABLE
    states[0, [word in doubted for word in words]] = CellState.MASKED
    plan = plan_from_states(states, states != CellState.RENOISABLE)
    settings = TextSettings(
        num_steps=num_steps, eta=0.1, alpha_min=0.0, fluency=1.0, temperature=1.0, finish=1.0,
        pull=pull, real_words=False, tidy_marks=False, right_articles=False, refuse_repeats=False,
    )  # fmt: skip
    content: dict[str, Any] = codec("text").blank(text=" ".join(words))
    model = language_model(scale=0.5)
    return TextSampler(language_model=lambda: model).denoiser(
        content, plan, settings, seed=1, candidates=range(12)
    )


def shares(pull: float, **more: Any) -> tuple[float, float]:
    """Of the free words that are the ones drawn by winter and by summer."""
    *_, last = denoise(Drawn(), begun(pull, **more))
    free = last.symbols_BVT[:, 0, 2:5]
    cold, warm = (float((free == DRAWN[word]).mean()) for word in HELD)
    return cold, warm


def test_new_words_turn_from_what_is_doubted_to_what_is_trusted() -> None:
    cold, warm = shares(0.0)
    more_cold, less_warm = shares(3.0)
    assert more_cold > cold + 0.2
    assert less_warm <= warm
    less_cold, more_warm = shares(3.0, doubted=("winter",))
    assert more_warm > warm + 0.2
    assert less_cold <= cold


def test_windows_are_shown_once_more_only_where_something_held_is_doubted() -> None:
    def shown(pull: float, **more: Any) -> int:
        run = begun(pull, **more)
        run.step = 1  # in which the language model writes
        return len(run.inputs())

    assert shown(0.0) == shown(3.0, doubted=()) == 1  # the network has no word in it
    assert shown(3.0) == 24


def test_a_step_that_accepts_nothing_near_a_doubted_word_pulls_nothing_there() -> None:
    run = begun(3.0, num_steps=8)
    run.apply_settings(accept_ramp=True)
    *_, last = denoise(Drawn(), run)
    assert last.number == 8


def test_held_words_are_shown_with_trust_and_doubt_the_other_way_about() -> None:
    run = begun(3.0)
    run.step = 1
    inputs = run.inputs()
    ids = [VOCABULARY.encode(word)[0] for word in HELD]
    of_each = [[bool(inputs.trust[row, 0][inputs.tokens[row, 0] == one]) for one in ids] for row in (0, 1)]
    assert of_each == [[True, False], [False, True]]


def test_a_restored_run_ends_as_an_unbroken_one_and_a_word_may_be_doubted_while_it_runs() -> None:
    def doubts(run: Denoiser) -> None:
        cells_VT = np.zeros((1, 7), dtype=bool)
        cells_VT[0, 1] = True
        run.apply_change(Change(cells_VT, trust=False))

    def go_on(run: Denoiser, steps: int) -> list[Any]:
        model, made = Drawn(), []
        while len(made) < steps:
            made.append(run.advance(model(*run.inputs().arguments)).symbols)
        return made

    run = begun(3.0, num_steps=8)
    start, first = run.symbols, go_on(run, 4)
    doubts(run)
    rest = go_on(run, 4)
    again = begun(3.0, num_steps=8)
    again.restore([start, *first, rest[0]], {5: lambda: doubts(again)})
    assert go_on(again, 3) == rest[1:]


def test_cells_near_are_at_most_so_far_away() -> None:
    cells_T = np.zeros(60, dtype=bool)
    cells_T[[5, 40]] = True
    reach = CONFIGURATION.scoring.pull_reach
    assert np.flatnonzero(near(cells_T)).tolist() == [*range(6 + reach), *range(40 - reach, 41 + reach)]


@pytest.fixture(scope="module")
def pull() -> Pull:
    changed_MP = torch.zeros(2, VOCABULARY.num_pieces)
    for word, nats in {"cold": 1.0, "snow": 1.5, "ice": 9.0, "river": -1.0, ",": 2.0}.items():
        changed_MP[:, VOCABULARY.word_ids([word])[0]] = nats
    return Pull(changed_MP, 2.0, ["snow", "River"])


def test_words_count_once_and_those_that_stand_already_are_no_gain(pull: Pull) -> None:
    values = [["cold"], ["cold", "cold"], ["snow"], ["river", "cold"], [",", "unfathomable"], ["ice"]]
    assert pull.of_values(values).tolist() == pytest.approx(
        [2, 2, 0, 0, 0, 2 * CONFIGURATION.scoring.most_pull]
    )


def test_pieces_of_the_language_model_are_likelier_where_they_are_words(pull: Pull) -> None:
    pieces = ToyPieces()
    pieces.bytes = [b" cold", b"cold", b" snow", b" river", b" riv", b"\xff", b" ,"]
    likelier = pull.of_pieces(pieces)  # type: ignore[arg-type]
    assert likelier.tolist() == pytest.approx([2, 0, 0, -2, 0, 0, 0])


def test_the_toy_knows_what_it_draws() -> None:
    assert {*DRAWN.values(), *HELD} <= set(WORDS)
    assert all(VOCABULARY.pieces[VOCABULARY.encode(word)[0]] == BEGIN + word for word in WORDS)
