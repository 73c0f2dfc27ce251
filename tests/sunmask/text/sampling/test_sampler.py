"""Texts in the sampler, with an untrained network: what is promised whatever the network says."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch

from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Denoiser, denoise
from sunmask.method.steps import Change, Step
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from sunmask.text.sampling.layout import drawn_counts
from sunmask.text.sampling.sampler import TextSampler
from sunmask.text.settings import TextSettings
from sunmask.text.words.vocabulary import english
from sunmask.text.words.words import FREE, is_one_word, text_to_words, without_separators
from tests.sunmask.method.all_windows import show_everything

U, M, R = CellState.UNMASKED, CellState.MASKED, CellState.RENOISABLE
TEXT = codec("text")
SENTENCE = 'The don’t-know man said "wait" to Ünïqüé Zqxv, and he left 1923 ▢ ▢ for the sea.'


@pytest.fixture(scope="module")
def model() -> InferenceModel:
    torch.manual_seed(3)
    torch.set_num_threads(1)
    network = build("encoder", "debug")
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    return InferenceModel(network, "cpu")


def few(**values: Any) -> TextSettings:
    return TextSettings(**{"num_steps": 5, "fluency": 0.0, **values})


def denoiser(
    text: str = SENTENCE,
    states: Any = R,
    pins: Any = None,
    settings: TextSettings | None = None,
    **more: Any,
) -> Denoiser:
    content = TEXT.blank(text=text)
    states = np.broadcast_to(np.asarray(states), (1, len(content["words"])))
    plan = plan_from_states(states, states == U if pins is None else np.asarray(pins))
    return TextSampler().denoiser(
        content, plan, settings or few(), **{"seed": 7, "candidates": range(2), **more}
    )


def scattered(text: str = SENTENCE) -> tuple[np.ndarray, np.ndarray]:
    """States and pins of all kinds."""
    count = len(text_to_words(text)[0])
    rng = np.random.default_rng(1)
    return rng.integers(0, 3, size=(1, count)), rng.random((1, count)) < 0.5


def steps(model: InferenceModel, each: Denoiser) -> list[Step]:
    return list(denoise(model, each))


def test_held_words_stay_as_they_were_typed_whatever_their_state(model: InferenceModel) -> None:
    states, pins = scattered()
    words = text_to_words(SENTENCE)[0]
    held = pins & (states != R) & (np.array([words]) != FREE)
    assert held.any()
    for step in steps(
        model, denoiser(states=states, pins=pins, settings=few(correction=1.0, renoise_share=0.5))
    ):
        for symbols_VT in step.symbols_BVT:
            assert symbols_VT[held].tolist() == np.array([words])[held].tolist()


def test_what_is_held_whole_is_shown_as_it_was_typed() -> None:
    each = denoiser(states=U)
    assert [symbol for symbol in each.symbols[0] if symbol != each.symbols[1][0]]
    words = text_to_words(SENTENCE)[0]
    kept = [at for at, word in enumerate(words) if word != FREE]
    assert [each.symbols[0][at] for at in kept] == [words[at] for at in kept]


def test_free_slots_are_composed_though_nobody_painted_them(model: InferenceModel) -> None:
    *_, last = steps(model, denoiser(states=U))
    for grid in last.symbols:
        assert FREE not in grid
        assert all(is_one_word(without_separators(symbol)) for symbol in grid)


def test_every_word_that_is_made_is_a_word(model: InferenceModel) -> None:
    for step in steps(model, denoiser(candidates=range(8))):
        for grid in step.symbols:
            shown = TEXT.with_symbols(TEXT.blank(text=SENTENCE), np.array([grid], dtype=object))
            TEXT.check(shown)
            assert len(shown["words"]) == len(grid)


def test_candidates_differ_and_do_not_depend_on_each_other(model: InferenceModel) -> None:
    together = steps(model, denoiser(candidates=range(6)))
    alone = steps(model, denoiser(candidates=range(4, 5)))
    assert together[-1].symbols[0] != together[-1].symbols[1]
    for a, b in zip(together, alone, strict=True):
        assert a.symbols[4] == b.symbols[0]


@pytest.mark.parametrize(
    "values", [{}, {"active_balance": True}, {"accept_ramp": True, "renoise_share": 0.3}]
)
def test_a_restored_run_ends_as_an_unbroken_one(model: InferenceModel, values: dict) -> None:
    states, pins = scattered()
    settings = few(num_steps=6, forced_words="harbour", banned_words="the", **values)

    def begin() -> Denoiser:
        return denoiser(states=states, pins=pins, settings=settings, candidates=range(4))

    whole = begin()
    grids = [whole.symbols]
    made = steps(model, whole)
    for stored in (1, 3, 5):
        again = begin()
        again.restore([*grids, *(step.symbols for step in made[:stored])])
        rest = steps(model, again)
        assert [step.symbols for step in rest] == [step.symbols for step in made[stored:]]


def test_a_branch_keeps_the_pieces_of_the_grid_that_it_starts_from(model: InferenceModel) -> None:
    parent = denoiser(candidates=range(1))
    made = steps(model, parent)
    grid = made[2].symbols[0]
    content = TEXT.with_symbols(TEXT.blank(text=SENTENCE), np.array([grid], dtype=object))
    states = np.full((1, len(grid)), R)
    child = TextSampler().denoiser(
        content, plan_from_states(states, states == U), few(), seed=1, candidates=range(3), first_step=3
    )
    child.restore([[grid] * 3])
    assert child.symbols == [grid] * 3
    assert [step.number for step in steps(model, child)] == [4, 5]


def test_pieces_around_a_curly_apostrophe_are_found_again() -> None:
    each = denoiser("It’s a sea", candidates=range(1))
    pieces = [english().pieces.index(piece) for piece in ("▁she", "'ll")]
    symbol = each.layouts[0].symbol(2, tuple(pieces))
    assert without_separators(symbol) == "she’ll"
    assert english().encode(symbol) == tuple(pieces)


def test_an_act_puts_a_word_of_other_length_and_the_others_stay(model: InferenceModel) -> None:
    each = denoiser(settings=few(num_steps=4))
    each.advance(model(*each.inputs().arguments))
    before = [list(grid) for grid in each.symbols]
    cells = np.zeros((1, len(before[0])), dtype=bool)
    cells[0, 2] = True
    symbols = ["Xylophonquatsch"] * len(before[0])
    each.apply_change(Change(cells, trust=True, hold=True, renoise=False, symbols=symbols), candidate=1)
    assert each.symbols[1][2] == "Xylophonquatsch"
    assert [s for at, s in enumerate(each.symbols[1]) if at != 2] == before[1][:2] + before[1][3:]
    assert each.symbols[0] == before[0]
    *_, last = steps(model, each)
    assert last.symbols[1][2] == "Xylophonquatsch"


def test_banned_words_are_never_made(model: InferenceModel) -> None:
    frequent: dict[str, int] = {}
    for step in steps(model, denoiser(candidates=range(8))):
        for grid in step.symbols:
            for symbol in grid:
                word = without_separators(symbol).casefold()
                frequent[word] = frequent.get(word, 0) + 1
    banned = [word for word in sorted(frequent, key=lambda word: -frequent[word]) if "," not in word][:30]
    *_, last = steps(model, denoiser(candidates=range(8), settings=few(banned_words=" ".join(banned))))
    assert not {without_separators(s).casefold() for grid in last.symbols for s in grid} & set(banned)


def test_forced_words_stand_in_their_place_or_somewhere(model: InferenceModel) -> None:
    settings = few(forced_words="lighthouse@3, harbour unfathomableness")
    *_, last = steps(model, denoiser(candidates=range(6), settings=settings))
    for grid in last.symbols:
        words = [without_separators(symbol) for symbol in grid]
        assert words[2] == "lighthouse"
        assert {"harbour", "unfathomableness"} <= set(words)


def test_forced_words_are_written_as_they_were_asked_for(model: InferenceModel) -> None:
    settings = few(forced_words="Ünïqüé@3 don’t@4")
    *_, last = steps(model, denoiser(states=R, settings=settings))
    for grid in last.symbols:
        assert [without_separators(symbol) for symbol in grid[2:4]] == ["Ünïqüé", "don’t"]


@pytest.mark.parametrize("said", ["sea@90", "sea@0", "sea@x", "a-", "the@1"])
def test_words_that_cannot_be_forced_are_refused_with_a_sentence(said: str) -> None:
    states = np.full((1, len(text_to_words(SENTENCE)[0])), U)
    with pytest.raises(ValueError, match=r"expected|kept"):
        denoiser(states=states, settings=few(forced_words=said))


def test_too_many_forced_words_and_words_both_forced_and_banned_are_refused() -> None:
    with pytest.raises(ValueError, match="open places"):
        denoiser("one two", settings=few(forced_words="a b c"))
    with pytest.raises(ValueError, match="both"):
        denoiser(settings=few(forced_words="sea", banned_words="Sea"))


def test_no_word_stands_twice_in_a_row(model: InferenceModel) -> None:
    text = " ".join([FREE] * 40)
    *_, last = steps(model, denoiser(text, candidates=range(8), settings=few(num_steps=8)))
    for grid in last.symbols:
        folded = [without_separators(symbol).casefold() for symbol in grid]
        assert not any(a == b for a, b in pairwise(folded))


def test_a_long_text_is_stepped_by_windows_that_overlap(model: InferenceModel) -> None:
    text = " ".join(["sea", "and", "land"] * 100)
    each = denoiser(text, settings=few(num_steps=2), candidates=range(1))
    inputs = each.inputs()
    assert inputs.tokens.shape[1:] == (1, 128)
    assert len(inputs) == len(each.layouts[0].text.starts)
    *_, last = [each.advance(model(*inputs.arguments)), *denoise(model, each)]
    assert len(last.symbols[0]) == 300


@pytest.mark.parametrize("forced", [pytest.param("", marks=pytest.mark.thorough), "harbour"])
def test_of_a_long_text_only_the_windows_of_freed_words_are_shown(forced: str, model: InferenceModel) -> None:
    text = " ".join(["The old man sat by the sea."] * 100)
    states = np.full((1, len(text_to_words(text)[0])), U)
    states[0, 400:412] = R
    settings = few(forced_words=forced, redraw_share=0.6)
    some, whole = (denoiser(text, states, settings=settings) for _ in range(2))
    assert len(whole.layouts[0].text.starts) > 10
    show_everything(whole)
    while not some.is_done:
        shown, everything = some.inputs(), whole.inputs()
        assert 1 <= len(shown) <= 2 * some.num_candidates < len(everything)
        made = some.advance(model(*shown.arguments))
        assert made.symbols == whole.advance(model(*everything.arguments)).symbols
    assert made.symbols[0] != text_to_words(text)[0]
    assert not forced or all(forced in grid for grid in made.symbols)


@pytest.mark.parametrize(("num_words", "width"), [(5, 32), (40, 64), (90, 128)])
def test_short_texts_have_short_windows_padded_outside(num_words: int, width: int) -> None:
    inputs = denoiser(" ".join([FREE] * num_words)).inputs()
    assert inputs.tokens.shape == (2, 1, width)
    (places,) = inputs.columns
    assert (places == 4).sum(1).tolist() == [2, 2]
    assert not inputs.trust[:, 0][places == 5].any()


def test_new_words_get_pieces_within_the_room_and_some_get_what_must_fit() -> None:
    for seed in range(50):
        counts = drawn_counts(np.random.default_rng(seed), 30, 36, [3])
        assert counts.sum() <= 36
        assert 3 in counts
        assert counts.min() == 1


def test_an_empty_text_or_a_plan_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="empty text"):
        denoiser("")
    content = TEXT.blank(text="one two")
    states = np.zeros((1, 3))
    with pytest.raises(ValueError, match="plan for 2"):
        TextSampler().denoiser(
            content, plan_from_states(states, states == 0), few(), seed=0, candidates=range(1)
        )
