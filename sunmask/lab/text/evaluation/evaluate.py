"""python -m sunmask evaluate --kind text: compute what is missing, then a table and JSON."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from sunmask.lab.evaluation.anatomy import anatomy
from sunmask.lab.evaluation.intervals import wilson
from sunmask.lab.evaluation.store import Store
from sunmask.lab.evaluation.tables import anatomy_table
from sunmask.lab.text.cloze import cloze_figures
from sunmask.lab.text.corpora.english import lines_of, tokenised, typeset, words_of
from sunmask.lab.text.corpora.news import as_text, news_lines
from sunmask.lab.text.evaluation import tasks
from sunmask.lab.text.evaluation.guesses import guesses
from sunmask.lab.text.evaluation.likeness import Likeness
from sunmask.lab.text.evaluation.parts import REWRITING
from sunmask.lab.text.evaluation.pull import neighbours, pull
from sunmask.lab.text.evaluation.rewritings import rewritings
from sunmask.lab.text.evaluation.slips import Usage, obeyed, slips, spelled_in
from sunmask.lab.text.evaluation.swaps import swaps
from sunmask.lab.text.evaluation.tasks import holds, spans, speed, speed_in_a_long_text
from sunmask.models.checkpoints import Checkpoint
from sunmask.text.language_model.infilling.adapter import writing_language_model
from sunmask.text.settings import TextSettings
from sunmask.text.words.vocabulary import english

SHARE_OF_THE_STUDY, RUNS_OF_HOLDS, WORDS_OF_SLIPS, PASSES_TIMED, PULL_STEPS = 5, 5, 10, 40, 8
"""A study has a fifth of the sentences for each setting; five runs with held words for each sentence, and ten
words to be proofread."""


class Evaluation:
    """One checkpoint under evaluation, and the sentences of the folder."""

    def __init__(self, found: Checkpoint, arguments: argparse.Namespace):
        self.model, self.network = found.for_inference("cpu"), found.model
        self.folder, self.count, self.seed = arguments.data, arguments.count, arguments.seed
        self.news, self.passages, self.likeness = arguments.news, arguments.passages, arguments.likeness
        self.spelling = arguments.spelling

    @cached_property
    def sentences(self) -> list[str]:
        """Sentences of unseen books, in an order that the seed does not change."""
        import random

        texts = [typeset(text) for _, text in lines_of(self.folder, "test")]
        random.Random(0).shuffle(texts)
        return texts

    def cloze(self) -> dict[str, Any]:
        vocabulary = english()
        sentences = tokenised(lines_of(self.folder, "test"), vocabulary)
        return cloze_figures(self.model, sentences, vocabulary, seed=self.seed, limit=10 * self.count)

    def guesses(self) -> dict[str, dict[str, Any]]:
        return self._of_each(guesses)

    def swaps(self) -> dict[str, dict[str, Any]]:
        return self._of_each(swaps)

    def _of_each(self, evaluation: Callable[..., dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The figures of one part, of sentences of books and, where there are any, of news."""
        texts = {"books": self.sentences}
        if self.news is not None:
            texts["news"] = [as_text(words) for words in news_lines(self.news)]
        judge = writing_language_model()
        return {
            of: evaluation(self.model, judge, some, count=self.count, seed=self.seed)
            for of, some in texts.items()
        }

    def spans(self) -> dict[str, Any]:
        (found,) = spans(self.model, self.sentences, count=self.count, seed=self.seed)
        return found

    def holds(self) -> dict[str, Any]:
        return holds(self.model, self.sentences, count=RUNS_OF_HOLDS * self.count, seed=self.seed)

    def slips(self) -> dict[str, dict[str, Any]]:
        spelled = spelled_in(self.spelling) if self.spelling is not None else ()
        usage = Usage.of((words_of(text) for _, text in lines_of(self.folder, "train")), spelled)
        num_words = WORDS_OF_SLIPS * self.count
        return {
            "written": slips(self.model, usage, self.sentences, num_words=num_words, seed=self.seed),
            "obeyed": obeyed(self.model, usage, self.sentences, count=self.count, seed=self.seed),
        }

    def pull(self) -> dict[str, Any]:
        known = neighbours(words_of(text) for _, text in lines_of(self.folder, "valid"))
        settings = TextSettings(num_steps=PULL_STEPS)
        return pull(self.model, known, count=self.count, seed=self.seed, settings=settings)

    def speed(self) -> dict[str, Any]:
        in_long = speed_in_a_long_text(self.model, self.sentences)
        return speed(self.model, num_passes=PASSES_TIMED) | in_long

    def rewriting(self) -> list[dict[str, Any]]:
        lines = self.passages.read_text().splitlines()
        return rewritings(self.model, Likeness(self.likeness), lines, seed=self.seed)

    def anatomy(self) -> dict[str, dict[str, float]]:
        vocabulary = english()
        sentences = tokenised(lines_of(self.folder, "test"), vocabulary)

        def figures(model: Any) -> dict[str, Any]:
            return cloze_figures(model, sentences, vocabulary, seed=self.seed, limit=self.count)

        tasks_of_it = {
            "one word": lambda model: figures(model)["one_word"]["nll"],
            "50 %": lambda model: figures(model)["50 %"]["nll"],
        }
        return anatomy(self.network, tasks_of_it)

    def study(self) -> list[dict[str, Any]]:
        count = max(1, self.count // SHARE_OF_THE_STUDY)
        return spans(self.model, self.sentences, count=count, seed=self.seed, changes=tasks.STUDIED)


PARTS: dict[str, Callable[[Evaluation], Any]] = {
    "cloze": Evaluation.cloze,
    "guesses": Evaluation.guesses,
    "swaps": Evaluation.swaps,
    "spans": Evaluation.spans,
    "holds": Evaluation.holds,
    "slips": Evaluation.slips,
    "pull": Evaluation.pull,
    "speed": Evaluation.speed,
    "study": Evaluation.study,
    "anatomy": Evaluation.anatomy,
    "rewriting": Evaluation.rewriting,
}


def run(arguments: argparse.Namespace) -> None:
    """Compute, write evaluation.json and evaluation.md, and print the table. Raises ValueError where the
    folder of sentences is missing or a part needs what is not installed, OSError where a file is missing."""
    from sunmask.models.checkpoints import default, load

    if arguments.data is None and set(arguments.parts) != {REWRITING}:
        raise ValueError("expected a folder of sentences: say which with --data FOLDER")
    if REWRITING in arguments.parts and None in (arguments.passages, arguments.likeness):
        raise ValueError("expected passages and their judge: say which with --passages and --likeness")
    store = Store(arguments.out / "parts")
    figures: dict[str, Any] = {}
    for where in arguments.checkpoints or [default("text")]:
        found = load(where)
        if found.kind != "text":
            raise ValueError(f"expected a checkpoint of texts, got {where}, one of kind {found.kind}")
        evaluation = Evaluation(found, arguments)
        digest = found.card["sha256"][:8]
        of_one: dict[str, Any] = {"step": found.card["step"], "digest": digest}
        for part in arguments.parts:
            key: dict[str, Any] = {"checkpoint": digest, "count": arguments.count, "seed": arguments.seed}
            if part in ("guesses", "swaps"):
                key["news"] = arguments.news and sha256(arguments.news.read_bytes()).hexdigest()
            if part == "slips":
                key["spelling"] = arguments.spelling and sha256(arguments.spelling.read_bytes()).hexdigest()
            if part == REWRITING:
                key["passages"] = sha256(arguments.passages.read_bytes()).hexdigest()
            if part == "study":
                key["changes"] = tasks.STUDIED
            name = f"{Path(where).name}-{digest}/{part}"
            result = store.read(name, key)
            if result is None:
                began = time.monotonic()
                result = PARTS[part](evaluation)
                store.write(name, key, result)
                print(f"{part}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            of_one[part] = result
        figures[str(where)] = of_one
    (arguments.out / "evaluation.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    text = markdown(figures)
    (arguments.out / "evaluation.md").write_text(text)
    print(text)


def markdown(figures: dict[str, Any]) -> str:
    """A table for each checkpoint, with the target where there is one."""
    lines = []
    for where, each in figures.items():
        rows = []
        if one := each.get("cloze", {}).get("one_word"):
            rows.append(
                f"| one hidden word, {one['count']:,} of one piece (as {one['one_piece']:.1%} are) | "
                f"top-1 {one['top1']:.1%}, top-5 {one['top5']:.1%} | 38 %, 56 % |"
            )
        if of := each.get("spans"):
            rows.append(
                f"| {of['count']} spans of 4 words, judge's perplexity of a word | {of['infilled']} beside "
                f"{of['real']} of real text: {of['ratio']:.2f} times | 1.5 times |"
            )
        if of := each.get("holds"):
            rows.append(f"| runs that kept all held words | {of['kept']:,} of {of['runs']:,} | all |")
        if of := each.get("slips"):
            made, words = of["written"], of["obeyed"]
            unknown = ", ".join(made["unknown"]) or "none"
            rows.append(
                f"| {made['words']:,} words written: that nobody writes, a or an mixed up, marks in a row | "
                f"{unknown}, {made['articles']}, {made['doubled']} | none |"
            )
            rows.append(
                f"| runs that obeyed what to avoid and what must appear | {words['kept']} of {words['runs']} "
                "| all |"
            )
        if of := each.get("pull"):
            rows.append(
                f"| pull over {of['pairs']} pairs: neighbours among free words, word trusted or doubted | "
                f"{of['trusted']:.2%} or {of['doubted']:.2%}: {of['effect']:+.2%}, 95 % interval "
                f"{of['low']:+.2%} to {of['high']:+.2%} | above 0 |"
            )
        if of := each.get("speed"):
            rows += speed_rows(of)
        lines += [f"# {where} (step {each['step']:,})", "", "| | | target |", "|---|---|---|", *rows, ""]
        for kind, by_whom in each.get("guesses", {}).items():
            lines += [f"| one hidden word of {kind} | top-1 | top-5 |", "|---|---|---|"]
            lines += [
                f"| {who} | {_between(of['top1'], of['count'])} | {_between(of['top5'], of['count'])} |"
                for who, of in by_whom.items()
            ]
            lines.append("")
        for kind, by_whom in each.get("swaps", {}).items():
            lines += swaps_table(kind, by_whom)
        if of := each.get("study"):
            lines += ["| settings | perplexity beside real text | spans as they were |", "|---|---|---|"]
            for row in of:
                change = ", ".join(f"{name} {value}" for name, value in row["change"].items()) or "default"
                lines.append(f"| {change} | {row['ratio']:.2f} times | {row['same']:.0%} |")
            lines.append("")
        if of := each.get(REWRITING):
            lines += rewriting_table(of)
        if of := each.get("anatomy"):
            lines += [anatomy_table(of), ""]
    return "\n".join(lines)


def swaps_table(kind: str, by_whom: dict[str, Any]) -> list[str]:
    lines = [f"| one swapped word in sentences of {kind} | found | named as they were | lower than others |"]
    lines.append("|---|---|---|---|")
    for who, of in by_whom.items():
        shares = f"{_between(of['found'], of['count'])} | {of['named']:.1%} | {of['lower']:.1%}"
        lines.append(f"| {who} | {shares} |")
    return [*lines, ""]


def speed_rows(of: dict[str, Any]) -> list[str]:
    return [
        f"| passes of the network a second, 52 words, one core | {of['passes_per_second']} | 20 |",
        f"| infill of 40 words, 3 candidates, default steps | {of['seconds_of_an_infill']} s | 6 s |",
        f"| {of['free_words']} words of {of['words_of_a_long_text']:,}, 3 candidates | "
        f"{of['seconds_in_a_long_text']} s | 8 s |",
    ]


def rewriting_table(of: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| passages rewritten | distance of the sense | telling words that are new | length as asked | "
        "as it was | seconds |",
        "|---|---|---|---|---|---|",
    ]
    for row in of:
        way = ", ".join(row["way"].values())
        shares = " | ".join(f"{row[name]:.0%}" for name in ("changed", "in_range", "same"))
        lines.append(f"| {way} ({row['passages']}) | {row['distance']:.3f} | {shares} | {row['seconds']} |")
    return [*lines, ""]


def _between(share: float, count: int) -> str:
    """A share and its 95 % interval."""
    low, high = wilson(share * count, count)
    return f"{share:.1%} ({low:.0%} to {high:.0%})"
