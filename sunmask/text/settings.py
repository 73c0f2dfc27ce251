"""Settings of sampling a text. No torch here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from sunmask.method.setting_specs import redefined, setting
from sunmask.method.settings import SamplerSettings
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.chosen_weights import is_here

WORD_BY_WORD = "single"
WORDINGS = (WORD_BY_WORD, "near", "plainer", "other")
LENGTHS = ("exact", "shorter", "longer", "free")
"""Lengths of a rewriting, compared with the original."""


def _by_weights(there: Any, missing: Any) -> Callable[[], Any]:
    """A default that depends on whether the language model's weights are on this machine: with it steps take
    longer, and fewer are needed."""
    return lambda: there if is_here() else missing


@dataclass(frozen=True)
class TextSettings(SamplerSettings):
    """How a text is drawn."""

    num_steps: int = redefined(SamplerSettings, "num_steps", _by_weights(3, 40))
    temperature: float = redefined(SamplerSettings, "temperature", 0.6)
    typical_mass: float = redefined(
        SamplerSettings,
        "typical_mass",
        description="Lower values use only the most typical words. 1 allows all of them.",
    )
    finish: float = redefined(SamplerSettings, "finish", _by_weights(0.15, 1.0))
    alpha_min: float = redefined(SamplerSettings, "alpha_min", 0.1)
    eta: float = redefined(SamplerSettings, "eta", _by_weights(0.34, 0.7))
    renoise_share: float = redefined(
        SamplerSettings,
        "renoise_share",
        description="The share of the renoisable words that each step resets to noise.",
    )
    correction: float = redefined(SamplerSettings, "correction", 0.02)
    refuse_repeats: bool = setting(
        True,
        "Avoid repeated words",
        "Rejects the same word twice in a row, an uncommon word three times in one sentence, and a phrase of "
        "four words or more that stands nearby already.",
    )
    fluency: float = setting(
        _by_weights(1.0, 0.0),
        "Fluency",
        "How strongly a language model chooses among the proposals, by the whole text. 0 switches it off.",
        0.0,
        1.0,
    )
    wording: str = setting(
        WORD_BY_WORD,
        "Rewriting",
        "How words that are revised are said again: one word for one, or as whole phrases in near, plainer "
        "or other words that keep the meaning.",
        choices=WORDINGS,
    )
    length: str = setting(
        "exact",
        "Length of a rewriting",
        "How many words a rewritten phrase has: as many as before, fewer, more, or any number.",
        choices=LENGTHS,
    )
    choose_length: bool = setting(
        False, "Choose the length", "As many words as read well, at most one in each open place."
    )
    about_length: bool = setting(
        True, "About so many words", "Of five open places in a row or more, one may stay empty."
    )
    one_sentence: bool = setting(
        True,
        "No new sentence in a gap",
        "A gap of up to twelve words may end a sentence, but does not begin another one.",
        stored=False,
    )
    search_width: int = setting(
        20,
        "Phrases searched",
        "How many phrases go on while the likeliest are searched for. More take longer.",
        2,
        64,
        is_expert=True,
        stored=32,
    )
    keep_sense: float = setting(
        1.0,
        "Keep the meaning",
        "How much the meaning of a rewritten phrase counts. 0 lets the language model write freely.",
        0.0,
        3.0,
        is_expert=True,
    )
    hold_facts: bool = setting(
        True,
        "Keep the facts",
        "Rewriting leaves numbers with marks or units, addresses, names of several words and quotations as "
        "they are, and refuses words with other numbers, names, not, shall, must or may.",
        stored=False,
    )
    real_words: bool = setting(
        True, "Real words only", "Rejects words that are in neither your text nor a word list."
    )
    no_new_names: bool = setting(True, "No new names", "Rejects names that your text does not contain.")
    same_person: bool = setting(
        True, "Same person", "In a story about others: rejects I and we, unless you wrote them."
    )
    right_articles: bool = setting(
        True, "A or an", "Rejects a before a vowel, and an before a consonant.", is_expert=True
    )
    tidy_marks: bool = setting(
        True,
        "Tidy marks",
        "Rejects doubled marks, marks after an article, and sentences that lack an end or a capital letter.",
        is_expert=True,
    )
    pull: float = setting(
        _by_weights(2.0, 0.0),
        "Pull of trusted words",
        "Near a word that you keep but doubt, new words turn away from what it suggests, towards what your "
        "trusted words suggest. 0: hardly at all.",
        0.0,
        6.0,
    )
    banned_words: str = setting(
        "", "Words to avoid", "Words that the model must not use, separated by commas.", 0, 2000
    )
    forced_words: str = setting(
        "",
        "Words that must appear",
        "Words that must appear, separated by commas. Write sea@3 to make sea the third word.",
        0,
        2000,
    )

    @classmethod
    def from_json(cls, values: Any) -> Self:
        """As in the base class, but with more steps by default where passages are reworded."""
        if isinstance(values, dict) and values.get("wording", WORD_BY_WORD) != WORD_BY_WORD:
            values = {"num_steps": CONFIGURATION.rewording.steps, **values}
        return super().from_json(values)


REPAIR_SETTINGS = {"forced_words": ""}
"""Settings that change when a few words with faults are written anew: no forced word may take their place."""
