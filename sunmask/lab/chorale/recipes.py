"""Recipes of chorales; `chorale` is the one that ships."""

from dataclasses import replace

from sunmask.lab.training.noise import NoiseSettings
from sunmask.lab.training.objective import ObjectiveSettings
from sunmask.lab.training.recipes import Recipe, debug, large, mini, twins

UNET = Recipe(name="chorale", kind="chorale", family="unet")
CONDITIONED = Recipe(
    name="chorale-conditioned",
    kind="chorale",
    family="conditioned",
    learning_rate=1e-3,
    warmup_steps=100,
    flat=0.6,
    hymns=0.3,
    noise=NoiseSettings(iid=0.4, large=0.3, written=0.3),
    objective=ObjectiveSettings(unrolled_share=0.5),
)
"""With `--data FOLDER` it learns from hymns too; `--start FILE` may be the weights of a `chorale` run."""
MINI = mini(CONDITIONED)
LEFT_OUT = (
    replace(MINI, name=f"{MINI.name}-untold", noise=replace(MINI.noise, tells=False)),
    replace(MINI, name=f"{MINI.name}-apart", objective=replace(MINI.objective, joint=False)),
    replace(MINI, name=f"{MINI.name}-unwritten", noise=replace(MINI.noise, large=0.4, written=0.0)),
)
"""One part left out, to see what it brings: what is told, joint rhythm and melody, half-written examples.
Without `--data` it is the hymns that are left out."""
TRANSFORMER = Recipe(
    name="chorale-transformer",
    kind="chorale",
    family="transformer",
    batch_size=16,
    num_steps=60_000,
    learning_rate=1e-3,
    warmup_steps=1_000,
)
CONV = Recipe(
    name="chorale-conv",
    kind="chorale",
    family="conv",
    batch_size=4,
    num_steps=50_000,
    learning_rate=3e-4,
    warmup_steps=500,
)
LEFT_TO_RIGHT = Recipe(
    name="chorale-left-to-right",
    kind="chorale",
    family="left-to-right",
    batch_size=16,
    num_steps=8_000,
    learning_rate=1.5e-3,
    warmup_steps=150,
    weight_decay=0.05,
    flat=0.4,
    hymns=0.3,
    patience=4,
)
"""A second opinion: how likely a piece is. With `--data FOLDER` it learns from hymns too."""
RECIPES = {
    recipe.name: recipe
    for recipe in (
        *(
            each
            for base in (UNET, TRANSFORMER, CONV)
            for each in (base, debug(base), *twins(base), mini(base), *twins(mini(base)))
        ),
        CONDITIONED,
        debug(CONDITIONED),
        MINI,
        *LEFT_OUT,
        LEFT_TO_RIGHT,
        debug(LEFT_TO_RIGHT),
        large(UNET, 64, 1e-3),
        large(TRANSFORMER, 64, 3e-4),
        large(CONV, 16, 1e-4),
    )
}
