"""A language model in the sampler of texts: where its chain ends, and what is promised whatever it says."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Denoiser, denoise
from sunmask.method.steps import Change
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import Asking, alone
from sunmask.text.language_model.continuations import Constraints, Continuations
from sunmask.text.language_model.model import BEGIN, LanguageModel
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import (
    Exchange,
    Writing,
    is_fluent,
    moves,
)
from sunmask.text.phrases.propose import Proposal, Wanted, drawn, num_pieces
from sunmask.text.phrases.run_models import RunModels
from sunmask.text.phrases.score import score
from sunmask.text.sampling import fluent_steps
from sunmask.text.sampling.sampler import TextSampler
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE, text_to_words, without_separators
from tests.sunmask.text.toy import BESIDE, WORDS, ToyNetwork, ToyPieces, language_model

U, M, R = CellState.UNMASKED, CellState.MASKED, CellState.RENOISABLE
TEXT = f"on-the {FREE} {FREE} {FREE} stood."


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


@pytest.fixture(scope="module")
def network() -> ToyNetwork:
    return ToyNetwork()


def denoiser(
    model: LanguageModel, text: str = TEXT, states: Any = None, pins: Any = None, **values: Any
) -> Denoiser:
    content = codec("text").blank(text=text)
    content["meta"]["note"] = values.pop("note", "")
    words = content["words"]
    painted = np.array([states or [R if word == FREE else U for word in words]])
    plan = plan_from_states(painted, painted == U if pins is None else np.array([pins]))
    chosen = {
        "num_steps": 8,
        "eta": 0.3,
        "temperature": 1.0,
        "refuse_repeats": False,
        "tidy_marks": False,
        "fluency": 1.0,
        **values,
    }
    more = {name: chosen.pop(name) for name in ("seed", "candidates") if name in chosen}
    return TextSampler(language_model=lambda: model).denoiser(
        content,
        plan,
        TextSettings(**chosen),
        **{"seed": 3, "candidates": range(1), **more},
    )


PROPOSING, SCORING = CONFIGURATION.proposing, CONFIGURATION.scoring
BEFORE = [BEGIN, *ToyPieces().encode("on-the")], [0.0, 0.0]
NONE = np.zeros((0, 13))
"""No tries besides what is there already."""


def chance_of(
    model: LanguageModel, constraints: Constraints, pieces: Sequence[int], temperature: float = 0.7
) -> float:
    """How likely a try would have these pieces, in nats."""
    (only,) = alone(Continuations(model).tries(*BEFORE, constraints, NONE, temperature, pieces))
    assert only.pieces == tuple(pieces)
    return only.drawn


def test_where_nothing_is_found_for_a_block_more_is_tried_until_something_is(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = list[int]()

    def found_at_last(wanted: Wanted, uniform_ML: np.ndarray) -> Asking[list[Proposal]]:
        found = yield from drawn(wanted, uniform_ML)
        tried.append(len(uniform_ML))
        return found if len(tried) > 2 else []

    monkeypatch.setattr(fluent_steps, "drawn", found_at_last)
    its = denoiser(model, f"on-the {FREE} {FREE} {FREE}", num_steps=2)
    for _ in denoise(ToyNetwork(), its):
        pass
    assert tried == [times * PROPOSING.tries_unseen for times in (1, 2, 4)]
    assert {without_separators(word) for word in its.symbols_BVT[0, 0, -3:]} <= {*WORDS, *BESIDE}


def test_how_likely_a_try_is_adds_up_to_one(model: LanguageModel) -> None:
    one = Constraints(1, is_apart=True, mark_first=False, mark_last=False)
    for temperature in (1.0, 0.5):
        chances = [
            chance_of(model, one, model.pieces.encode(f" {word}"), temperature)
            for word in [*WORDS, *BESIDE[1:]]
        ]
        assert np.exp(chances).sum() == pytest.approx(1, abs=1e-5)


def test_tries_are_as_likely_as_they_say(model: LanguageModel) -> None:
    two = Constraints(2, is_apart=True, mark_first=False, mark_last=True)
    uniform = np.random.default_rng(0).random((40, 9))
    found = alone(Continuations(model).tries(*BEFORE, two, uniform, 0.7))
    assert len(found) > 30
    for pieces, nats, *_ in found:
        assert chance_of(model, two, pieces) == pytest.approx(nats, abs=1e-3)


def test_what_no_try_would_have_has_no_chance(model: LanguageModel) -> None:
    two = Constraints(2, is_apart=True, mark_first=False, mark_last=False)
    for text in (" old", " old river house", " old.", "."):
        assert chance_of(model, two, model.pieces.encode(text)) == -np.inf


def test_a_sentence_before_another_is_written_to_its_end(model: LanguageModel) -> None:
    three = Constraints(3, is_apart=True, mark_first=False, mark_last=True, ends=True)
    found = alone(Continuations(model).tries(*BEFORE, three, np.random.default_rng(0).random((40, 13)), 0.7))
    assert len(found) > 10
    for pieces, *_ in found:
        *words, last = (model.pieces.decode([number]) for number in pieces)
        assert last == "."
        assert "." not in words
    one = Constraints(1, is_apart=True, mark_first=True, mark_last=True, ends=True)
    made = alone(Continuations(model).tries(*BEFORE, one, np.full((2, 5), 0.5), 0.7))
    assert {each.pieces for each in made} == {(model.pieces.encode(".")[0],)}


def test_what_is_refused_is_given_up_while_it_is_written(model: LanguageModel) -> None:
    three = Constraints(3, is_apart=True, mark_first=False, mark_last=False)
    uniform = np.random.default_rng(0).random((60, 13))
    refused = set(WORDS[::2])
    free, ruled = (
        alone(Continuations(model).tries(*BEFORE, replace(three, refuses=refuses), uniform, 0.7))
        for refuses in (None, lambda said: said[-1] in refused)
    )

    def is_refused(pieces: Sequence[int]) -> bool:
        return bool(refused.intersection(model.pieces.decode([piece]).strip() for piece in pieces))

    assert sum(not is_refused(each.pieces) for each in free) < 40
    assert ruled
    assert not any(is_refused(each.pieces) for each in ruled)


@pytest.mark.parametrize("note", ["", "the quiet harbour"])
def test_the_energy_is_the_likelihood_of_the_whole_text_after_its_note(
    note: str, model: LanguageModel
) -> None:
    run = denoiser(model, f"on-the old {FREE} river stood.", note=note)
    run.step = 3
    run.inputs()
    step = run._prepared.steps[0].fluent
    found = alone(
        score(
            step._task(run.tokens[0], Writing((2,), 6), run.settings),
            [[word] for word in WORDS],
        )
    )
    before = f"{note}\n\n" if note else ""
    texts = [model.pieces.encode(f"{before}on-the old {word} river stood.") for word in WORDS]
    exactly = np.array([float(each.sum()) for each in model.score([BEGIN], texts)])
    assert found - found.mean() == pytest.approx(exactly - exactly.mean(), abs=1e-3)


@pytest.mark.parametrize("fluency", [0.3, 1.0])
def test_held_words_stay_and_free_ones_are_filled(
    fluency: float, model: LanguageModel, network: ToyNetwork
) -> None:
    text = f"on-the {FREE} river stood. the {FREE} {FREE} old {' '.join([FREE] * 7)} stood."
    words = text_to_words(text)[0]
    run = denoiser(model, text, candidates=range(2), fluency=fluency)
    is_other = False
    for step in denoise(network, run):
        is_other |= step.symbols[0] != step.symbols[1]
        for grid in step.symbols:
            assert [grid[at] for at, word in enumerate(words) if word != FREE] == [
                w for w in words if w != FREE
            ]
    assert FREE not in run.symbols[0]
    assert is_other  # of fifty words both may end with the best


@pytest.mark.numeric
def test_a_candidate_does_not_depend_on_the_others(model: LanguageModel, network: ToyNetwork) -> None:
    together = [step.symbols[2] for step in denoise(network, denoiser(model, candidates=range(3)))]
    alone = [step.symbols[0] for step in denoise(network, denoiser(model, candidates=range(2, 3)))]
    assert together == alone


@pytest.mark.numeric
def test_a_restored_run_ends_as_an_unbroken_one(model: LanguageModel, network: ToyNetwork) -> None:
    text = f"on-the {FREE} {FREE} stood. the (old) river {FREE} stood."
    whole = denoiser(model, text, candidates=range(2))
    grids = [whole.symbols]
    made = list(denoise(network, whole))
    for stored in (2, 4, 6):
        again = denoiser(model, text, candidates=range(2))
        again.restore([*grids, *(step.symbols for step in made[:stored])])
        rest = list(denoise(network, again))
        assert [step.symbols for step in rest] == [step.symbols for step in made[stored:]]


def test_what_is_held_and_freed_in_mid_run_is_obeyed(model: LanguageModel, network: ToyNetwork) -> None:
    run = denoiser(model, num_steps=12)
    for step in denoise(network, run):
        if step.number == 5:
            cells = np.zeros((1, 6), dtype=bool)
            cells[0, 2] = True
            symbols = [*run.symbols[0][:2], "harbour", *run.symbols[0][3:]]
            run.apply_change(Change(cells, trust=True, hold=True, renoise=False, symbols=symbols))
        if step.number >= 6:
            assert step.symbols[0][2] == "harbour"
    free = np.zeros((1, 6), dtype=bool)
    free[0, 4] = True
    run = denoiser(model, num_steps=12)
    for step in denoise(network, run):
        if step.number == 5:
            run.apply_change(Change(free, trust=False, hold=False, renoise=True))
    assert run.symbols[0][4] in [*WORDS, *BESIDE]


def test_bans_and_forces_are_obeyed(model: LanguageModel, network: ToyNetwork) -> None:
    banned = " ".join(WORDS[:40])
    run = denoiser(model, candidates=range(3), banned_words=banned, forced_words="lighthouse@3")
    *_, last = denoise(network, run)
    for grid in last.symbols:
        assert without_separators(grid[2]) == "lighthouse"
        assert not {grid[1], grid[3]} & set(WORDS[:40])


def test_a_doubted_held_word_counts_less(model: LanguageModel) -> None:
    text = f"on-the {FREE} river stood."
    move = Writing((1,), 5)
    sums = []
    for state in (U, M):
        run = denoiser(model, text, states=[U, R, state, U, U], pins=[True, False, True, True, True])
        run.step = 3
        run.inputs()
        step = run._prepared.steps[0].fluent
        task = step._task(run.tokens[0], move, run.settings)
        assert task.context.trusted.tolist() == [True, True, state == U, True, True]
        values = [[word] for word in WORDS]
        found = alone(score(task, values))
        sums.append(found - found.mean())
    assert np.abs(sums[0] - sums[1]).max() > 0.05


def test_blocks_follow_from_what_is_free_and_all_are_composed_first() -> None:
    free = np.zeros(40, dtype=bool)
    free[[2, 3, 4, 10, *range(20, 34)]] = True
    rewritten = np.zeros(40, dtype=bool)
    rewritten[10] = True
    settings = TextSettings(num_steps=20, eta=0.5, fluency=1.0)

    assert not is_fluent(10, settings)
    found = [move for step in range(11, 21) for move in moves(free, rewritten, step, settings)]
    composed = sorted(move.cells for move in found if isinstance(move, Writing) and move.is_first)
    blocks = [(2, 3, 4), tuple(range(20, 27)), tuple(range(27, 34))]
    assert composed == blocks
    assert all(len(move.cells) == 1 for move in found if isinstance(move, Exchange))
    assert not any(10 in move.cells for move in found if isinstance(move, Writing))
    ends = {move.end for move in found if isinstance(move, Writing) and move.is_first}
    assert ends == {5 + PROPOSING.right, 27, 40}


@pytest.mark.parametrize(("num_free", "tidy"), [(9, True), (9, False), (PROPOSING.closing - 1, True)])
def test_what_is_written_to_the_end_of_a_text_ends_with_a_sentence(
    model: LanguageModel, num_free: int, tidy: bool
) -> None:
    words = ["on-the", *["red"] * num_free]
    free = np.array([word == "red" for word in words])
    settings = TextSettings(num_steps=40, eta=0.1, tidy_marks=tidy)

    found = [move for step in range(5, 41) for move in moves(free, ~free & free, step, settings)]
    closes = tidy and num_free >= PROPOSING.closing
    assert all(move.closes == closes for move in found if isinstance(move, Writing))
    context = Context(words, ["", *[" "] * num_free, ""], words, np.ones(len(words), dtype=bool), free)
    models, move = RunModels(lambda: model), found[0]
    uniform = np.random.default_rng(0).random((40, num_pieces(move)))
    ended = [each.words[-1] == "." for each in alone(drawn(Wanted(models, context, move, settings), uniform))]
    assert len(ended) > 10
    assert all(ended) == closes


@pytest.mark.parametrize("num_free", [1, SCORING.long - 1, SCORING.long])
def test_held_words_count_double_where_much_is_free(num_free: int) -> None:
    trusted, free = np.ones(10, dtype=bool), np.zeros(10, dtype=bool)
    trusted[8], free[1 : 1 + num_free] = False, True
    context = Context([""] * 10, [""] * 11, [""] * 10, trusted, free)
    held = SCORING.held_after_long if num_free >= SCORING.long else 1.0
    doubted = SCORING.doubted
    assert context.counts.tolist() == [
        held,
        *[1.0] * num_free,
        *[held] * (7 - num_free),
        doubted * held,
        held,
    ]
    assert context.attention.tolist() == [1.0] * 8 + [doubted, 1.0]


def test_what_is_written_follows_the_note_which_is_no_part_of_the_text(
    model: LanguageModel, network: ToyNetwork
) -> None:
    ends = {}
    for note in ("", "the quiet harbour"):
        run = denoiser(model, candidates=range(4), note=note)
        for _ in denoise(network, run):
            pass
        ends[note] = [list(symbols) for symbols in run.symbols]
        assert all(len(words) == len(text_to_words(TEXT)[0]) for words in ends[note])
    assert ends[""] != ends["the quiet harbour"]


def test_a_name_in_the_note_is_a_name_of_the_text(model: LanguageModel) -> None:
    run = denoiser(model, note="names: Anna", no_new_names=True)
    assert {"Anna", "stood"} <= run.layouts[0].text.own.words


def test_where_a_single_word_is_free_each_candidate_has_another_one_the_likeliest_first(
    model: LanguageModel, network: ToyNetwork
) -> None:
    run = denoiser(model, f"on-the {FREE} stood.", candidates=range(4), finish=0.1)
    *_, last = denoise(network, run)
    words = [symbols[1] for symbols in last.symbols]
    assert len(set(words)) == 4
    step, move = run.layouts[0].step(run._context(0, 8)), Exchange((1,), 4)
    task = step.fluent._task(run.tokens[0], move, run.settings)  # type: ignore[union-attr]
    found = alone(score(task, [[word] for word in words]))
    assert found[0] > found[3]
