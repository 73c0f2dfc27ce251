"""Recipes of texts; `english` is the one that ships."""

from dataclasses import replace

from sunmask.lab.training.noise import NoiseSettings
from sunmask.lab.training.objective import ObjectiveSettings
from sunmask.lab.training.recipes import PLAIN, Recipe, debug, twins

ENGLISH = Recipe(
    name="english",
    kind="text",
    family="encoder",
    batch_size=48,
    num_steps=8_000,
    learning_rate=5e-4,
    warmup_steps=150,
    weight_decay=0.01,
    noise=NoiseSettings(iid=0.15, corrupt=0.1),
    objective=ObjectiveSettings(unrolled_share=0.2),
)
"""Sentences learn from noise alone more often than in the paper, since that is two thirds of the cost."""


PASSAGES = replace(ENGLISH, name="passages", corpus="passages")
"""The same of consecutive sentences."""
PASSAGES_SMOLLM2 = replace(
    PASSAGES,
    name="passages-smollm2",
    family="adapted",
    batch_size=16,
    learning_rate=1e-3,
    warmup_steps=50,
    ema=0.995,
)
"""The same with a language model as the body: far fewer steps, each of them dear."""
PASSAGES_SMOLLM2_LAST = replace(
    PASSAGES_SMOLLM2, name="passages-smollm2-last", size="last-blocks", learning_rate=2e-4
)
"""The same with its last blocks learned whole, for comparison."""
EMNLP2017 = Recipe(
    name="emnlp2017",
    kind="text",
    corpus="news",
    family="text-transformer",
    size="mini",
    batch_size=16,
    num_steps=6_000,
    learning_rate=2e-3,
    warmup_steps=200,
    weight_decay=0.01,
    noise=PLAIN,
)
"""The benchmark of the paper's section 4.1; what it learns from says nothing of a licence, so none ships."""
EMNLP2017_CAUSAL = replace(
    EMNLP2017,
    name="emnlp2017-causal",
    size="mini-causal",
    noise=NoiseSettings(hides=False),
    objective=ObjectiveSettings(
        trust_input=False, masked_loss=False, reweighted=False, num_unrolled=1, keep_trusted=False
    ),
)
RECIPES = {
    recipe.name: recipe
    for recipe in (
        ENGLISH,
        debug(ENGLISH),
        PASSAGES,
        debug(PASSAGES),
        PASSAGES_SMOLLM2,
        PASSAGES_SMOLLM2_LAST,
        debug(PASSAGES_SMOLLM2),
        EMNLP2017,
        twins(EMNLP2017)[1],
        EMNLP2017_CAUSAL,
        debug(EMNLP2017),
    )
}
