"""What can be set about sampling, as data: the command line, the API and the panel all follow from it.

A new option is one more field here and its use in the sampler. No torch here.
"""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sunmask.method.choices import GROUPS, LENGTHS, MAX_STEPS, STYLES, TEXTURES, WORD_BY_WORD, WORDINGS
from sunmask.method.own_defaults import own_defaults
from sunmask.method.setting_specs import SettingSpec, nearest, setting

CHORALE, TEXT = ("chorale",), ("text",)
TOLD = ("conditioned",)
"""Families that are told more than metre and place of each column."""


@dataclass(frozen=True)
class SamplerSettings:
    """How a generation is drawn (paper, section 2.3; the mask groups and the rejection are ours)."""

    num_steps: int = setting(
        96, "Steps", "More steps take longer and usually give a better result.", 1, MAX_STEPS
    )
    temperature: float = setting(0.8, "Temperature", "Low is conventional, high is surprising.", 0.1, 2.0)
    typical_mass: float = setting(
        0.9,
        "Range of choices",
        "Lower values use only the most typical notes or words. 1 allows all of them.",
        0.05,
        1.0,
    )
    finish: float = setting(
        0.6,
        "Cools down towards the end",
        "Below 1, the last quarter of the steps becomes more conventional.",
        0.05,
        1.0,
        is_expert=True,
    )
    group: str = setting(
        "notes",
        "Changes together",
        "What the model changes as one: cells, whole notes, beats of one voice, or beats of two voices.",
        choices=GROUPS,
        is_expert=True,
        kinds=CHORALE,
    )
    write_once: bool = setting(
        True,
        "Writes note by note",
        "Composes every two bars from left to right, all at once, and keeps each note until the revision. "
        "Off: rewrites all of it at once, again and again.",
        is_expert=True,
        kinds=CHORALE,
    )
    joint_rhythm: bool = setting(
        True,
        "Rhythm as a line",
        "Chooses where the notes of a voice begin one after the other, so that each fits those before it.",
        is_expert=True,
        kinds=CHORALE,
    )
    ending: bool = setting(
        True,
        "Ends with the canvas",
        "Makes the piece come to a close at the end of the canvas.",
        kinds=CHORALE,
    )
    phrases: bool = setting(
        True,
        "Phrases end at fermatas",
        "Makes phrases end at the fermatas of the soprano, or every two bars where it is empty.",
        kinds=CHORALE,
        families=TOLD,
    )
    cadences: bool = setting(
        True,
        "Close each phrase",
        "Plans the two chords that close each phrase, under the notes that you hold.",
        kinds=CHORALE,
    )
    keep_key: bool = setting(
        True,
        "Use the canvas's key",
        "Composes in the key and mode that are set for the canvas.",
        kinds=CHORALE,
        families=TOLD,
    )
    texture: str = setting(
        "free",
        "Texture",
        "How many notes there are in a beat. Free: each candidate has one, as often as Bach has it.",
        choices=TEXTURES,
        kinds=CHORALE,
        families=TOLD,
    )
    guidance: float = setting(
        2.5,
        "How strongly the texture is followed",
        "Above 1, a texture changes more, and each step takes twice as long where one is chosen.",
        1.0,
        5.0,
        is_expert=True,
        kinds=CHORALE,
        families=TOLD,
    )
    style: str = setting(
        "bach",
        "Style",
        "Sounds like Bach's chorales, like a hymn, or like either (free).",
        choices=STYLES,
        kinds=CHORALE,
        families=TOLD,
        learned="data",
    )
    refuse_parallels: bool = setting(
        True,
        "No parallel fifths or octaves",
        "Rejects changes that would make parallel fifths or octaves.",
        kinds=CHORALE,
    )
    refuse_hidden: bool = setting(
        True,
        "No hidden fifths or octaves",
        "Rejects changes after which soprano and bass leap the same way into a fifth or an octave.",
        is_expert=True,
        kinds=CHORALE,
    )
    refuse_unresolved: bool = setting(
        True,
        "Leading notes rise",
        "Rejects changes after which the leading note of a dominant does not rise to the tonic.",
        is_expert=True,
        kinds=CHORALE,
    )
    keep_chords: bool = setting(
        True,
        "Obey the chords asked for",
        "Plays the chords you asked for: only their notes on the beat, and no change that leaves one.",
        kinds=CHORALE,
    )
    refuse_worse: bool = setting(
        False,
        "Keep only improvements",
        "After each round of revision, undoes the changes that made the grade worse.",
        kinds=CHORALE,
    )
    refuse_repeats: bool = setting(
        True,
        "Avoid repeated words",
        "Rejects the same word twice in a row, an uncommon word three times in one sentence, and a phrase of "
        "four words or more that stands nearby already.",
        kinds=TEXT,
    )
    fluency: float = setting(
        0.0,
        "Fluency",
        "How strongly a language model chooses among the proposals, by the whole text. 0 switches it off.",
        0.0,
        1.0,
        kinds=TEXT,
    )
    wording: str = setting(
        WORD_BY_WORD,
        "Rewriting",
        "How words that are revised are said again: one word for one, or as whole phrases in near, plainer "
        "or other words that keep the meaning.",
        choices=WORDINGS,
        kinds=TEXT,
    )
    length: str = setting(
        "exact",
        "Length of a rewriting",
        "How many words a rewritten phrase has: as many as before, fewer, more, or any number.",
        choices=LENGTHS,
        kinds=TEXT,
    )
    choose_length: bool = setting(
        False, "Choose the length", "As many words as read well, at most one in each open place.", kinds=TEXT
    )
    about_length: bool = setting(
        False, "About so many words", "Of five open places in a row or more, one may stay empty.", kinds=TEXT
    )
    keep_sense: float = setting(
        1.0,
        "Keep the meaning",
        "How much the meaning of a rewritten phrase counts. 0 lets the language model write freely.",
        0.0,
        3.0,
        is_expert=True,
        kinds=TEXT,
    )
    real_words: bool = setting(
        False, "Real words only", "Rejects words that are in neither your text nor a word list.", kinds=TEXT
    )
    no_new_names: bool = setting(
        False, "No new names", "Rejects names that your text does not contain.", kinds=TEXT
    )
    same_person: bool = setting(
        False, "Same person", "In a story about others: rejects I and we, unless you wrote them.", kinds=TEXT
    )
    right_articles: bool = setting(
        False, "A or an", "Rejects a before a vowel, and an before a consonant.", is_expert=True, kinds=TEXT
    )
    tidy_marks: bool = setting(
        False,
        "Tidy marks",
        "Rejects doubled marks, marks after an article, and sentences that lack an end or a capital letter.",
        is_expert=True,
        kinds=TEXT,
    )
    pull: float = setting(
        0.0,
        "Pull of trusted words",
        "Near a word that you keep but doubt, new words turn away from what it suggests, towards what your "
        "trusted words suggest. 0: hardly at all.",
        0.0,
        6.0,
        kinds=TEXT,
    )
    banned_words: str = setting(
        "", "Words to avoid", "Words that the model must not use, separated by commas.", 0, 2000, kinds=TEXT
    )
    forced_words: str = setting(
        "",
        "Words that must appear",
        "Words that must appear, separated by commas. Write sea@3 to make sea the third word.",
        0,
        2000,
        kinds=TEXT,
    )
    tonality: float = setting(
        0.0,
        "Stay in the key",
        "How strongly the first fifth of the steps leans towards the key of your notes. 0 turns it off.",
        0.0,
        1.0,
        is_expert=True,
        kinds=CHORALE,
    )
    alpha_max: float = setting(
        0.999,
        "Change at the start",
        "The share of the music or text that the first step may change.",
        0.0,
        1.0,
        is_expert=True,
    )
    alpha_min: float = setting(
        0.08,
        "Change at the end",
        "The share of the music or text that the late steps may change.",
        0.0,
        1.0,
        is_expert=True,
    )
    eta: float = setting(
        0.35,
        "Settles down by",
        "The share of the steps after which changes stay at the level of the end.",
        0.05,
        1.0,
        is_expert=True,
    )
    rework: bool = setting(
        True,
        "Revise at the end",
        "Once the music has settled, rewrites parts of one voice at a time, in rounds.",
        is_expert=True,
        kinds=CHORALE,
    )
    rework_steps: int = setting(
        6, "Steps in a round of revision", "How many steps it takes.", 1, 200, is_expert=True, kinds=CHORALE
    )
    rework_cover: float = setting(
        0.9,
        "Music in a round of revision",
        "The share of the music that one round of revision rewrites in some voice.",
        0.05,
        1.0,
        is_expert=True,
        kinds=CHORALE,
    )
    redraw_share: float = setting(
        1.0,
        "Rewrite the weakest first",
        "Below 1, each step rewrites only this share of what it doubts, the least likely first.",
        0.05,
        1.0,
        is_expert=True,
    )
    accept_ramp: bool = setting(
        False,
        "Start and end carefully",
        "Accepts few changes at the start and at the end, and all of them in the middle.",
        is_expert=True,
    )
    active_balance: bool = setting(
        False, "Spread the changes", "Prefers to change what has changed less often.", is_expert=True
    )
    renoise_share: float = setting(
        0.0,
        "Start over",
        "The share of the renoisable cells or words that each step resets to noise.",
        0.0,
        1.0,
        is_expert=True,
    )
    correction: float = setting(
        0.05,
        "Correct unpinned input",
        "How likely each step is to reconsider something unmasked that is not pinned.",
        0.0,
        1.0,
        is_expert=True,
    )
    pull_until: float = setting(
        1.0,
        "Distrust pinned input until",
        "The share of the steps during which the model doubts what is masked and pinned.",
        0.0,
        1.0,
        is_expert=True,
    )

    def validate(self) -> "SamplerSettings":
        """Return self; raise ValueError, with a sentence, for the first value that cannot be."""
        for spec in _SPECS:
            spec.check(getattr(self, spec.name))
        if self.alpha_min > self.alpha_max:
            raise ValueError(
                f"expected alpha_min at most alpha_max ({self.alpha_max}), got {self.alpha_min}: "
                "the doubted share can only fall"
            )
        return self

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_kind(cls, kind: str, **values: Any) -> "SamplerSettings":
        """Settings of a kind of canvas: its own defaults, and those values. Raises ValueError."""
        return cls.from_json(values, kind)

    @classmethod
    def from_json(cls, values: Any, kind: str = "chorale") -> "SamplerSettings":
        """Settings from a mapping; what is missing, or is nothing for the kind, gets its default.

        Raises ValueError."""
        if not isinstance(values, dict):
            raise ValueError(f"expected settings by name, got {values!r:.60}")
        known = {spec.name: spec for spec in _SPECS}
        for name in values:
            if name not in known:
                raise ValueError(f"expected the name of a setting{nearest(name, known)}, got {name!r:.60}")
        for name, value in values.items():
            known[name].check(value)
        casts = {"integer": int, "number": float}
        own = {
            name: casts.get(known[name].type, lambda same: same)(value)
            for name, value in values.items()
            if known[name].is_of(kind)
        }
        return cls(**{**own_defaults(kind), **own}).validate()


def _all_specs() -> list[SettingSpec]:
    types = {bool: "boolean", int: "integer", float: "number"}
    found = [
        SettingSpec(
            name=each.name,
            type="choice" if "choices" in each.metadata else types.get(type(default), "text"),
            default=default,
            **each.metadata,
        )
        for each in fields(SamplerSettings)
        for default in [getattr(SamplerSettings, each.name)]
    ]
    return sorted(found, key=lambda spec: spec.is_expert)


_SPECS = _all_specs()


def specs(kind: str = "chorale") -> list[SettingSpec]:
    """Every setting that a kind of canvas has, with its default there, the common ones first."""
    own = own_defaults(kind)
    return [replace(spec, default=own.get(spec.name, spec.default)) for spec in _SPECS if spec.is_of(kind)]


def checked(values: Any, kind: str = "chorale") -> dict[str, Any]:
    """All settings by name, the kind's defaults filled in. Raises ValueError, with a sentence."""
    return SamplerSettings.from_json(values, kind).to_json()


def applying(values: dict[str, Any], kind: str) -> dict[str, Any]:
    """Of stored settings, those that a kind of canvas has; a name that is no longer known stays."""
    others = {spec.name for spec in _SPECS if not spec.is_of(kind)}
    return {name: value for name, value in values.items() if name not in others}
