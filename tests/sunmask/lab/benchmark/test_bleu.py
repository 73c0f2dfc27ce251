"""BLEU and Self-BLEU are nltk's, to the last digits that floats have."""

import random

import pytest
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

from sunmask.lab.benchmark.bleu import ORDERS, References, bleu_each, negative_bleu, self_bleu

WORDS = ("the", "a", "sea", "is", "calm", "and", "cold", "tonight", "we", "sail", "at", "wind", ".", "?")


def sentences(count: int, seed: int) -> list[list[str]]:
    """Some long, some of a word, some copies of others."""
    draw = random.Random(seed)
    made = [draw.choices(WORDS, k=draw.randint(1, 14)) for _ in range(count)]
    return [*made, *made[:3], ["unheard", "words"]]


def judged_by_nltk(words: list[str], references: list[list[str]], order: int) -> float:
    weights = (1 / order,) * order
    return sentence_bleu(references, words, weights, smoothing_function=SmoothingFunction().method1)


@pytest.mark.parametrize("seed", range(3))
def test_each_sentence_has_the_bleu_that_nltk_gives_it(seed: int) -> None:
    references, hypotheses = sentences(60, seed), sentences(40, seed + 100)
    scores = bleu_each(hypotheses, References(references))
    for words, row in zip(hypotheses, scores, strict=True):
        for order, score in zip(ORDERS, row, strict=True):
            assert score == pytest.approx(judged_by_nltk(words, references, order), abs=1e-9)


def test_a_sentence_is_compared_with_all_others_and_not_with_itself() -> None:
    made = sentences(40, 7)
    scores = bleu_each(made, References(made), are_references=True)
    for number, (words, row) in enumerate(zip(made, scores, strict=True)):
        others = made[:number] + made[number + 1 :]
        for order, score in zip(ORDERS, row, strict=True):
            assert score == pytest.approx(judged_by_nltk(words, others, order), abs=1e-9)


def test_copies_raise_self_bleu_and_strange_words_lower_bleu() -> None:
    made = sentences(40, 8)
    assert self_bleu(made + made)[5] > self_bleu(made)[5]
    long = [words for words in made if len(words) >= 5]
    assert self_bleu(long + long)[5] == pytest.approx(1.0)
    assert negative_bleu([["unheard"]], made)[2] == pytest.approx(
        -judged_by_nltk(["unheard"], made, 2), abs=1e-9
    )
    assert negative_bleu([["never", "seen"]], made)[2] == 0


def test_an_empty_sentence_is_worth_nothing() -> None:
    assert bleu_each([[]], References([["a"]])).tolist() == [[0.0] * len(ORDERS)]


def test_nothing_to_compare_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="2 sentences or more"):
        self_bleu([["alone"]])
    with pytest.raises(ValueError, match="at least one reference"):
        References([])
