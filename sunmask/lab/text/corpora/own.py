"""Texts of a folder of one's own to learn from: files that end in .txt, in UTF-8, paragraphs between empty
lines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sunmask.lab.text.corpora.english import Sentences, laid_out, words_of
from sunmask.lab.text.corpora.passages import LONGEST, sentences_of
from sunmask.lab.training.folders import files_in, report, split_by_seed
from sunmask.lab.training.recipes import Recipe
from sunmask.text.words.vocabulary import Vocabulary

ENDING = ".txt"
OF_A_CORPUS = "train.txt.xz"
"""A folder that has it is a corpus that was split before."""
Passage = tuple[str, str]
"""The name of a file, and a paragraph of it."""


@dataclass(frozen=True)
class OwnTexts:
    """Paragraphs by the name of their file, and why each other file is refused."""

    texts: dict[str, list[Passage]]
    refused: dict[str, str]


def is_own(recipe: Recipe) -> bool:
    """Whether a recipe learns from a folder of texts, and not from a corpus with sources and splits."""
    is_usual = recipe.corpus in ("", "passages")
    return is_usual and bool(recipe.data) and not (Path(recipe.data) / OF_A_CORPUS).is_file()


@cache
def own_splits(folder: Path, seed: int, progress: bool = False) -> dict[str, list[list[Passage]]]:
    """The paragraphs of each file of train, valid and test. progress: say which files are refused. Raises
    ValueError where there are too few texts."""
    found = own_texts(folder)
    try:
        splits = split_by_seed(found.texts, seed)
    except ValueError as few:
        refused = "; ".join(f"{name}: {why}" for name, why in found.refused.items())
        wanted = f"{ENDING} files in {folder}, or {OF_A_CORPUS} and its like"
        raise ValueError(f"{few}. They are {wanted}. Refused: {refused or 'none'}") from few
    if progress:
        report(folder, splits, found.refused)
    return splits


def own_passages(recipe: Recipe, split: str) -> list[Passage]:
    """The passages of all files of a split."""
    return [each for text in own_splits(Path(recipe.data), recipe.seed)[split] for each in text]


def own_texts(folder: Path) -> OwnTexts:
    """All texts of a folder. One whose words another file has too is refused, so that nothing that is held
    out is learned."""
    found = OwnTexts({}, {})
    known: dict[str, str] = {}
    for name, path in files_in(folder):
        try:
            paragraphs = list(own_paragraphs(path))
        except (OSError, ValueError) as error:
            found.refused[name] = str(error)
            continue
        twin = known.setdefault("\n".join(paragraphs), name)
        if twin != name:
            found.refused[name] = f"it is the same text as {twin}"
            continue
        found.texts[name] = [(name, paragraph) for paragraph in paragraphs]
    return found


def own_paragraphs(path: Path) -> Iterator[str]:
    """Each in one line. Raises ValueError, with a sentence, for what is no text."""
    if path.suffix.lower() != ENDING:
        raise ValueError(f"expected a file that ends in {ENDING}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as odd:
        raise ValueError(f"expected UTF-8, got other bytes at {odd.start}") from odd
    if "\0" in text:
        raise ValueError("expected a text, got a file with null characters")
    paragraphs = [" ".join(each.split()) for each in re.split(r"\n\s*\n", text)]
    if not any(paragraphs):
        raise ValueError("expected a text, got an empty file")
    yield from filter(None, paragraphs)


def sentences(passages: Iterable[Passage], vocabulary: Vocabulary) -> Sentences:
    """Those that fit a window."""
    cut = (
        (name, [vocabulary.encode(word) for word in words])
        for name, paragraph in passages
        for words in sentences_of(words_of(paragraph))
    )
    return laid_out((name, pieces) for name, pieces in cut if sum(map(len, pieces)) <= LONGEST)
