"""The card of a chorale model: what it learned from, and how well it infills and composes."""

import statistics
import time
from pathlib import Path
from typing import Any

import torch

from sunmask.chorale.grade.bach import grade_chorale
from sunmask.chorale.grade.parallels import parallels_per_note
from sunmask.chorale.music.symbols import Chorale, normalise
from sunmask.chorale.sampling.composing import compose_new
from sunmask.chorale.sampling.windows import WINDOW
from sunmask.chorale.settings import REFUSALS, ChoraleSettings
from sunmask.lab.chorale.corpora.bach import Piece, load_chorales, split_chorales
from sunmask.lab.chorale.corpora.hymns import kept_away, load_hymns
from sunmask.lab.chorale.corpora.own import is_own, own_splits
from sunmask.lab.chorale.likelihood import infill_figures
from sunmask.lab.training.recipes import Recipe
from sunmask.models.inference import InferenceModel


def data_sentence(recipe: Recipe) -> str:
    """A sentence for the card about the data that chorale recipes learn from and never see. Raises ValueError
    for a network that composes nothing by itself."""
    if recipe.family == "left-to-right":
        raise ValueError(f"expected a run of a network that denoises, got {recipe.name}, which only reads")
    splits = splits_of(recipe)
    sizes = {name: len(pieces) for name, pieces in splits.items()}
    if is_own(recipe):
        return (
            f"Scores for four voices of a folder named {Path(recipe.data).name}, in all keys that the ranges "
            f"of the voices allow: {sizes['train']} pieces to learn from, {sizes['valid']} to validate with, "
            f"{sizes['test']} to test with."
        )
    return (
        "Four-part chorales by J. S. Bach (public domain) of the corpus that music21 ships, in every key "
        f"that the voices' ranges allow: {sizes['train']} pieces to learn from, {sizes['valid']} to validate "
        f"with, {sizes['test']} to test with (those that match the test split of JSB Chorales). Pieces that "
        "match one of these, or share its soprano as JSB Chorales has it, are left out "
        "(sunmask/lab/chorale/corpora/held_out.txt)."
        + hymns_sentence(recipe, splits["valid"] + splits["test"])
    )


def splits_of(recipe: Recipe) -> dict[str, list[Piece]]:
    """train, valid and test: Bach's, or those of the recipe's folder of scores."""
    if is_own(recipe):
        return own_splits(Path(recipe.data), recipe.seed)
    return split_chorales(load_chorales())


def hymns_sentence(recipe: Recipe, held_out: list[Piece]) -> str:
    """A sentence about further data of a recipe, with a space before it; "" for most."""
    if not recipe.data:
        return ""
    count = len(kept_away(load_hymns(Path(recipe.data)), held_out))
    return (
        f" Also {count} hymns, carols and part-songs in the public domain, from the Open Hymnal Project, "
        "Mutopia, and bbloomf's collections christmas-carols and lilypond-songs; none has the tune of a test "
        "piece."
    )


def measure(model: torch.nn.Module, recipe: Recipe, num_samples: int, seed: int) -> dict[str, Any]:
    """Infilling of validation and test pieces, parallels of samples beside Bach's, and speed."""
    splits = splits_of(recipe)
    fast = InferenceModel(model)
    seconds, samples = 0.0, {}
    rejections = {"plain": (False, False), "parallels_refused": (True, False), "guided": (True, True)}
    for name, (parallels, worse) in rejections.items():
        settings = ChoraleSettings(
            **dict.fromkeys(REFUSALS, parallels),  # type: ignore[arg-type]
            refuse_worse=worse,
        )
        began = time.monotonic()
        made = compose_new(fast, WINDOW, count=num_samples, seed=seed, settings=settings)
        seconds = time.monotonic() - began
        samples[name] = sample_figures(made) | {"settings": settings.to_json()}
    chunks = [Chorale(normalise(piece.symbols_VT[:, :WINDOW])) for piece in splits["test"]]
    return {
        "valid": infill_figures(model, splits["valid"], seed=seed),
        "test": infill_figures(model, splits["test"], seed=seed),
        "samples": samples,
        "own_test" if is_own(recipe) else "bach_test": sample_figures(chunks),
        "milliseconds_per_step_of_4": round(4000 * seconds / num_samples / settings.num_steps, 1),
    }


def sample_figures(chorales: list[Chorale]) -> dict[str, float | int]:
    """Parallels per note, and the Bach-or-Mock grade (lower is better), of chorales."""
    grades = [grade_chorale(chorale).overall for chorale in chorales]
    return {
        "count": len(chorales),
        "parallels_per_note": round(parallels_per_note([chorale.symbols_VT for chorale in chorales]), 5),
        "grade_median": round(statistics.median(grades), 3),
        "grade_std": round(statistics.pstdev(grades), 3),
    }
