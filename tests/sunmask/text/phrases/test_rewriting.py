"""Passages that are rewritten: what is one, how long it may be, and what a run of them promises, on a toy."""

from typing import Any

import numpy as np
import pytest
import torch

from sunmask.kinds.registry import codec
from sunmask.method.sampling import Denoiser, denoise
from sunmask.text.configuration import CONFIGURATION, by_wording
from sunmask.text.language_model.asking import alone
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.painted import read_painted
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Exchange, Writing
from sunmask.text.phrases.passages import Passage, passages, sentences
from sunmask.text.phrases.propose import Wanted, drawn, num_pieces
from sunmask.text.phrases.rewriting import (
    are_alike,
    content_words,
    copies_too_many,
    judged,
)
from sunmask.text.phrases.run_models import RunModels
from sunmask.text.rules.facts import facts_changed
from sunmask.text.sampling.fluent_steps import _as_it_stands
from sunmask.text.sampling.sampler import TextSampler
from sunmask.text.settings import TextSettings
from sunmask.text.words.marks import directed, mended
from sunmask.text.words.words import FREE, NOTHING, is_mark, text_to_words, words_to_text
from tests.sunmask.text.toy import WORDS, ToyNetwork, ToyPieces, language_model

REWORDING = CONFIGURATION.rewording


def found(text: str) -> list[Passage]:
    painted = read_painted(text)
    return passages(painted.content["words"], painted.content["spaces"], painted.plan)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He ran. She slept.", ["He ran .", "She slept ."]),
        ("“He ran.” She slept.", ["“ He ran . ”", "She slept ."]),
        ('He ran. "She slept."', ["He ran .", '" She slept . "']),
        (
            "Mr. Lane paid 3.5 pounds. Nobody saw J. Smith.",
            ["Mr . Lane paid 3 . 5 pounds .", "Nobody saw J . Smith ."],
        ),
        (
            "Large states, e.g. Texas, vs. No. 10 of St. James. He left.",
            ["Large states , e . g . Texas , vs . No . 10 of St . James .", "He left ."],
        ),
        ("A title\nand a text.", ["A title", "and a text ."]),
        (f"It rains. {FREE} {FREE} Go home.", [f"It rains . {FREE} {FREE}", "Go home ."]),
    ],
)
def test_sentences_end_where_a_reader_sees_their_end(text: str, expected: list[str]) -> None:
    words, spaces = text_to_words(text)
    assert [" ".join(words[first:end]) for first, end in sentences(words, spaces)] == expected


def test_a_passage_is_a_run_of_masked_words_in_one_sentence_with_the_free_places_beside_it() -> None:
    (one, other) = found("It was (late. He went) [2] home, [far] (away!) and slept.")
    assert (one.original, one.cells, one.sentence) == (("late", "."), (2, 3), "It was late.")
    assert (other.original, other.cells) == (("He", "went"), (4, 5, 6, 7))
    assert other.sentence == "He went home, far away and slept."
    assert not other.ends
    assert one.ends


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("(one two three four.)", "exact", (4, 4)),
        ("(one two three four five six seven eight.)", "exact", (7, 8)),
        ("(one two three four five six seven eight.) [3]", "exact", (7, 9)),
        ("(one two three four five.)", "shorter", (2, 4)),
        ("(one)", "shorter", (1, 1)),
        ("(one two three four five) [3]", "longer", (6, 8)),
        ("(one two three four five)", "longer", (5, 5)),
        ("(one two three four) [1]", "free", (2, 5)),
    ],
)
def test_a_passage_may_have_as_many_words_as_are_asked_for_and_have_room(
    text: str, length: str, expected: tuple[int, int]
) -> None:
    (passage,) = found(text)
    assert passage.range(length) == expected


def test_no_space_is_doubled_where_nothing_stands_and_lines_stay() -> None:
    words, spaces = text_to_words("He ran far away, and slept.\nShe woke.")
    now = ["He", "ran", NOTHING, NOTHING, ",", NOTHING, NOTHING, ".", "She", "woke", "."]
    kept = [new == old for new, old in zip(now, words, strict=True)]
    assert words_to_text(now, mended(words, spaces, kept, directed(now, spaces))) == "He ran,.\nShe woke."
    again = codec("text").with_symbols(
        codec("text").blank(text="He ran far away."), np.array([["He", "ran", "", "", "."]])
    )
    assert codec("text").write(again, "text") == b"He ran."
    assert codec("text").measure(again)["num_words"] == 2
    kept = codec("text").with_symbols(again, np.array([["He", "ran", "", "", "!"]]))
    assert codec("text").write(kept, "text") == b"He ran!"


def test_facts_are_numbers_names_and_denials() -> None:
    old = words("On Friday two men did not pay Anna 30 pounds")
    assert facts_changed(old, words("Two men never paid Anna 30 pounds on Friday"), True) == 0
    assert facts_changed(old, words("On Monday three men did pay Anna 40 pounds"), True) == 7
    assert facts_changed(words("Did he come?"), words("He came."), True) == 2


def test_a_colour_is_a_fact_and_so_is_which_of_two_opposites_is_said() -> None:
    old = words("The green door of the tall house was closed before the sun was high")
    assert (
        facts_changed(old, words("The green door of the big house was shut before the sun was up"), True) == 0
    )
    assert (
        facts_changed(old, words("The red door of the tall house was closed before the sun was high"), True)
        == 2
    )
    assert (
        facts_changed(old, words("The green door of the tall house was open after the sun was low"), True)
        == 3
    )
    assert facts_changed(words("more or less"), words("less or more"), True) == 0


def test_what_is_too_little_like_the_original_is_refused_where_it_may_stay_as_long() -> None:
    (passage,) = found("(He told nobody)")
    values, likeness_M, strays_M = (
        [["He", "told", "nothing"]],
        np.array([REWORDING.least_likeness - 0.01]),
        np.zeros(1),
    )
    for length, is_refused in (("exact", True), ("shorter", False)):
        settings = TextSettings(wording="other", length=length, hold_facts=False)
        value = values if length == "exact" else [["He", "told", NOTHING]]
        nats = judged(passage, value, likeness_M, strays_M, settings)
        assert np.isneginf(nats[0]) == is_refused
    without = TextSettings(wording="other", keep_sense=0.0)
    assert np.isfinite(judged(passage, values, likeness_M, strays_M, without)[0])


def test_words_to_which_none_on_the_other_side_is_near_count_against_a_value() -> None:
    (passage,) = found("(He told nobody)")
    settings = TextSettings(wording="other")
    value = ["He", "told", "nothing"]
    none, two = judged(passage, [value, value], np.ones(2), np.array([0, 2]), settings)
    assert none - two == pytest.approx(2 * REWORDING.a_stray)


def test_words_that_tell_something_or_were_others_are_exchanged_in_turn() -> None:
    text = "(The fisherman repaired it before noon)"
    (passage,) = found(text)
    now = ["The", "sailor", "mended", "them", "before", "noon"]
    move = Exchange(passage.cells, len(now), passage)
    taken = [_as_it_stands(move, now, passage.words, step).cells for step in range(8)]
    assert taken == [(1,), (2,), (3,), (5,)] * 2


def words(text: str) -> list[str]:
    return text_to_words(text)[0]


def test_a_word_counts_as_the_same_with_another_ending_and_other_words_may_copy_less() -> None:
    assert are_alike("closing", "closed")
    assert are_alike("Libraries", "library")
    assert not are_alike("close", "shut")
    assert content_words(["The", "fisherman", "repaired", ",", NOTHING]) == ["fisherman", "repaired"]
    old, new = ["fisherman", "repaired", "nets"], ["fisherman", "mended", "nets"]
    settings = {way: TextSettings(wording=way) for way in ("near", "other")}
    assert copies_too_many(old, new, settings["near"]) == 0
    assert copies_too_many(old, new, settings["other"]) == pytest.approx(
        2 - by_wording(REWORDING.copies, "other") * 3
    )


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


TEXT = "on-the (old red blue cold warm) river stood. the (high low long) [3] stood."


def denoiser(model: LanguageModel, text: str = TEXT, candidates: range = range(2), **values: Any) -> Denoiser:
    painted = read_painted(text)
    chosen = {
        "num_steps": 12,
        "eta": 0.3,
        "fluency": 1.0,
        "refuse_repeats": False,
        "tidy_marks": False,
        **values,
    }
    return TextSampler(language_model=lambda: model).denoiser(
        painted.content,
        painted.plan,
        TextSettings(**chosen),
        seed=3,
        candidates=candidates,
    )


@pytest.mark.parametrize(
    ("length", "first", "second"),
    [
        ("exact", (5, 5), (3, 3)),
        ("shorter", (2, 4), (2, 2)),
        ("longer", (5, 5), (4, 4)),
        ("free", (3, 5), (2, 4)),
    ],
)
def test_held_words_stay_and_lengths_are_as_asked(
    length: str, first: tuple[int, int], second: tuple[int, int], model: LanguageModel
) -> None:
    run = denoiser(model, wording="other", length=length)
    old = read_painted(TEXT).content["words"]
    *_, last = denoise(ToyNetwork(), run)
    for grid in last.symbols:
        held = [at for at in range(len(old)) if at not in (*range(1, 6), *range(10, 16))]
        assert [grid[at] for at in held] == [old[at] for at in held]
        for cells, (least, most) in ((range(1, 6), first), (range(10, 16), second)):
            there = [grid[at] for at in cells]
            spoken = [word for word in there if word != NOTHING]
            assert there == [*spoken, *[NOTHING] * (len(there) - len(spoken))]
            assert least <= sum(not is_mark(word) for word in spoken) <= most
            assert FREE not in spoken
        assert grid[1:6] != old[1:6]


def test_a_passage_stays_as_it_is_until_it_is_rewritten_as_a_whole(model: LanguageModel) -> None:
    run = denoiser(model, wording="near", eta=0.5)
    old = run.symbols[0][1:6]
    for step in denoise(ToyNetwork(), run):
        if step.number <= 6:
            assert step.symbols[0][1:6] == old
            assert step.symbols[0][13:16] == [NOTHING] * 3


def test_a_restored_rewriting_ends_as_an_unbroken_one_and_no_candidate_needs_the_others(
    model: LanguageModel,
) -> None:
    whole = denoiser(model, wording="other", length="shorter")
    grids = [whole.symbols]
    made = list(denoise(ToyNetwork(), whole))
    assert any(NOTHING in grid for grid in made[7].symbols)
    again = denoiser(model, wording="other", length="shorter")
    again.restore([*grids, *(step.symbols for step in made[:8])])
    assert [step.symbols for step in denoise(ToyNetwork(), again)] == [step.symbols for step in made[8:]]
    alone = denoiser(model, wording="other", length="shorter", candidates=range(1, 2))
    *_, last = denoise(ToyNetwork(), alone)
    assert last.symbols[0] == made[-1].symbols[1]


def test_who_was_instructed_says_passages_again_and_who_was_taught_to_write_fills_gaps(
    model: LanguageModel,
) -> None:
    def made(by: LanguageModel, text: str) -> list[list[str]]:
        *_, last = denoise(ToyNetwork(), denoiser(by, text, wording="other"))
        return last.symbols

    taught = language_model(seed=5)
    both = LanguageModel(taught.decoder, taught.pieces, instructed=model)
    passage, gap = "on-the (old red blue cold warm) river stood.", "on-the [5] river stood."
    assert made(both, passage) == made(model, passage) != made(taught, passage)
    assert made(both, gap) == made(taught, gap) != made(model, gap)


def test_words_are_rewritten_one_for_one_as_before_unless_asked_otherwise(model: LanguageModel) -> None:
    *_, last = denoise(ToyNetwork(), denoiser(model))
    assert all(word in WORDS for word in last.symbols[0][1:6])


def test_whole_phrases_need_the_language_model(model: LanguageModel) -> None:
    with pytest.raises(ValueError, match="expected a fluency above 0 to rewrite whole phrases"):
        denoiser(model, wording="near", fluency=0.0)


class JoinedMarks(ToyPieces):
    """A full stop and a quotation mark after it are one piece."""

    def __init__(self) -> None:
        super().__init__()
        self.names.append('."')
        self.bytes.append(b'."')

    def cut(self, text: str) -> tuple[list[int], list[int]]:
        first, *others = text.split('."')
        ids, ends = super().cut(first)
        for other in others:
            at = (ends[-1] if ends else 0) + 2
            more, their_ends = super().cut(other)
            ids += [len(self.names) - 1, *more]
            ends += [at, *(at + end for end in their_ends)]
        return ids, ends


def test_what_stands_before_a_closing_quotation_mark_can_be_written_again() -> None:
    painted = read_painted('"on-the (old red blue.)" the river stood.')
    (passage,) = passages(painted.content["words"], painted.content["spaces"], painted.plan)
    words, spaces = painted.content["words"], painted.content["spaces"]
    everything = np.ones(len(words), dtype=bool)
    context = Context(words, spaces, directed(words, spaces), everything, ~painted.plan.hold[0])
    move = Writing(passage.cells, passage.end, passage)
    settings = TextSettings(wording="near", temperature=1.0)
    models = RunModels(lambda: language_model(pieces=JoinedMarks()))
    uniform_ML = np.random.default_rng(0).random((40, num_pieces(move)))
    present, *others = alone(drawn(Wanted(models, context, move, settings), uniform_ML))
    assert present.words == ("old", "red", "blue", ".")
    assert np.isfinite(present.drawn)
    assert len(others) > 10
