"""Settings of sampling a chorale, and its qualities. No torch here."""

from dataclasses import dataclass

from sunmask.kinds.qualities import Quality
from sunmask.method.setting_specs import redefined, setting
from sunmask.method.settings import SamplerSettings

CONDITIONED = ("conditioned",)
"""Families whose networks take more conditions than the metre and place of each column."""
REFUSALS = (
    "refuse_parallels",
    "refuse_hidden",
    "refuse_unresolved",
    "refuse_sevenths",
    "refuse_crossing",
    "refuse_ranges",
    "refuse_bare",
    "refuse_dissonances",
    "refuse_leaps",
)
"""Settings, each of which refuses one fault of voice leading."""
WRITING_SHARE = 0.67
"""The share of the steps that write; the others revise."""
USUAL_STEPS = 96
"""The steps of the quality "good", whose settings are the defaults."""
CALM = 0.8
"""The temperature of every quality."""
GROUPS = ("cells", "notes", "beats", "pairs")
TEXTURES = ("free", "plain", "simple", "even", "lively", "ornamented")
STYLES = ("free", "bach", "hymn")
"""Styles of the training data, as a condition of the network; "free" leaves it open. A network that was
trained without this condition ignores it."""


@dataclass(frozen=True)
class ChoraleSettings(SamplerSettings):
    """How a chorale is drawn (the mask groups and the rejection are ours)."""

    num_steps: int = redefined(SamplerSettings, "num_steps", USUAL_STEPS)
    eta: float = redefined(SamplerSettings, "eta", default=WRITING_SHARE)
    typical_mass: float = redefined(
        SamplerSettings,
        "typical_mass",
        description="Lower values use only the most typical notes. 1 allows all of them.",
    )
    ending: bool = setting(
        True,
        "Ends with the canvas",
        "Makes the piece come to a close at the end of the canvas.",
    )
    phrases: bool = setting(
        True,
        "Phrases end at fermatas",
        "Makes phrases end at the fermatas of the soprano. Where it is empty, they are as long as Bach's.",
        families=CONDITIONED,
    )
    cadences: bool = setting(
        True,
        "Close each phrase",
        "Plans the two chords that close each phrase, under the notes that you hold.",
    )
    keep_key: bool = setting(
        True,
        "Use the canvas's key",
        "Composes in the key and mode that are set for the canvas.",
        families=CONDITIONED,
    )
    texture: str = setting(
        "free",
        "Texture",
        "How many notes there are in a beat. Free: each candidate has one, as often as Bach has it.",
        choices=TEXTURES,
        families=CONDITIONED,
    )
    style: str = setting(
        "bach",
        "Style",
        "Sounds like Bach's chorales, like a hymn, or like either (free).",
        choices=STYLES,
        families=CONDITIONED,
        learned="data",
    )
    refuse_parallels: bool = setting(
        True,
        "No parallel fifths or octaves",
        "Rejects changes that would make parallel fifths or octaves.",
    )
    accompany_rests: bool = setting(
        True,
        "Accompany rests",
        "Lower voices sound on where a voice that you keep rests between its notes.",
    )
    keep_chords: bool = setting(
        True,
        "Obey the chords asked for",
        "Plays the chords you asked for: only their notes on the beat, and no change that leaves one.",
    )
    refuse_worse: bool = setting(
        False,
        "Keep only improvements",
        "After each round of revision, undoes the changes that made the grade worse.",
    )
    group: str = setting(
        "notes",
        "Changes together",
        "What the model changes as one: cells, whole notes, beats of one voice, or beats of two voices.",
        choices=GROUPS,
        is_expert=True,
    )
    write_once: bool = setting(
        True,
        "Writes beat by beat",
        "Composes every four bars from left to right, all at once, each voice's beat in its turn, and keeps "
        "it until the revision. Off: rewrites all of it at once, again and again.",
        is_expert=True,
    )
    begin_in_order: bool = setting(
        True,
        "Begins from left to right",
        "Where the canvas is empty, a second network writes the piece from its beginning to its end, and the "
        "model revises it. In 4/4, without chords of yours.",
        is_expert=True,
        families=CONDITIONED,
        stored=False,
        off=False,
    )
    joint_rhythm: bool = setting(
        True,
        "Rhythm as a line",
        "Chooses where the notes of a voice begin one after the other, so that each fits those before it.",
        is_expert=True,
    )
    guidance: float = setting(
        2.5,
        "How strongly the texture is followed",
        "Above 1, a texture changes more, and each step takes twice as long where one is chosen.",
        1.0,
        5.0,
        is_expert=True,
        families=CONDITIONED,
    )
    refuse_hidden: bool = setting(
        True,
        "No hidden fifths or octaves",
        "Rejects changes after which soprano and bass leap the same way into a fifth or an octave.",
        is_expert=True,
    )
    refuse_unresolved: bool = setting(
        True,
        "Leading notes rise",
        "Rejects changes after which the leading note of a dominant does not rise to the tonic.",
        is_expert=True,
    )
    refuse_sevenths: bool = setting(
        True,
        "Sevenths fall",
        "Rejects changes after which the seventh of a dominant does not fall by a step.",
        is_expert=True,
    )
    refuse_crossing: bool = setting(
        True,
        "Soprano on top",
        "Rejects changes after which the alto is above the soprano.",
        is_expert=True,
    )
    refuse_ranges: bool = setting(
        True,
        "Voices within their ranges",
        "Rejects changes after which a voice is higher or lower than such voices sing.",
        is_expert=True,
    )
    refuse_bare: bool = setting(
        True,
        "No fifths without a third",
        "Rejects changes after which a fifth sounds alone for a beat.",
        is_expert=True,
    )
    refuse_dissonances: bool = setting(
        True,
        "Dissonances resolve",
        "Rejects changes after which all voices stand on a dissonance. Suspensions that fall by a step may.",
        is_expert=True,
    )
    refuse_leaps: bool = setting(
        True,
        "No leaps of a seventh",
        "Rejects changes after which a voice leaps by a seventh or by more than an octave.",
        is_expert=True,
    )
    tonality: float = setting(
        0.0,
        "Stay in the key",
        "How strongly the first fifth of the steps leans towards the key of your notes. 0 turns it off.",
        0.0,
        1.0,
        is_expert=True,
    )
    rework: bool = setting(
        True,
        "Revise at the end",
        "Once the music has settled, rewrites parts of one voice at a time, in rounds.",
        is_expert=True,
    )
    rework_steps: int = setting(
        6, "Steps in a round of revision", "How many steps it takes.", 1, 200, is_expert=True
    )
    rework_cover: float = setting(
        0.9,
        "Music in a round of revision",
        "The share of the music that one round of revision rewrites in some voice.",
        0.05,
        1.0,
        is_expert=True,
    )


def _quality(
    name: str, description: str, num_steps: int, *, begins: bool = True, is_offered: bool = True
) -> Quality:
    """begins: whether pieces from nothing begin from left to right, which takes longer than a few steps."""
    calm = {
        "temperature": CALM,
        "refuse_parallels": True,
        "refuse_worse": False,
        "tonality": 0.0,
    }
    settings = {"num_steps": num_steps, "eta": WRITING_SHARE, "begin_in_order": begins, **calm}
    return Quality(name, name.capitalize(), description, settings, is_offered)


QUALITIES = (
    _quality("draft", "Quick, for trying an idea. Several voices are written at once.", 32, begins=False),
    _quality("good", "The usual choice.", USUAL_STEPS),
    _quality("best", "Takes twice as long, and revises more.", 192, is_offered=False),
)
"""The fastest first. They never ask a grade. `docs/library.md` says what each costs and brings. Panels leave
out the last: to choose among sixteen brings more for the time."""
REPAIR_SETTINGS = {"group": "cells", "refuse_worse": True}
"""Settings that change when a few cells with faults are composed anew: most steps go to rounds of rework,
which take back what is worse."""
