"""Which samples an evaluation draws: by part, sets of them with their settings."""

from dataclasses import dataclass, replace
from typing import Any

from sunmask.chorale.settings import QUALITIES, REFUSALS, ChoraleSettings
from sunmask.models.precision import PRECISIONS

JUDGES = ("real", "surprise", "craft")
"""Parts that judge samples: see `sunmask.lab.chorale.evaluation.judges`."""
CHORDS, PHRASES, TEXTURE, MELODIES = "chords", "phrases", "texture", "melodies"
REQUESTS = (CHORDS, PHRASES, TEXTURE, MELODIES)
"""Parts that ask a model for something: see `sunmask.lab.chorale.evaluation.requested`."""
PARTS = (
    "samples",
    "qualities",
    "infill",
    "novelty",
    "steps",
    "variants",
    "harmonise",
    "study",
    "precision",
    "anatomy",
    *JUDGES,
    *REQUESTS,
)
PAPER = ChoraleSettings(
    temperature=1.0,
    finish=1.0,
    group="cells",
    alpha_min=0.001,
    eta=0.75,
    rework=False,
    write_once=False,
    **dict.fromkeys(REFUSALS, False),  # type: ignore[arg-type]
    refuse_worse=False,
    tonality=0.0,
    phrases=False,
    keep_key=False,
    style="free",
)
"""The paper's schedule: single cells, a falling share, nothing refused, nothing told."""
REJECTIONS = PLAIN, NO_PARALLELS, GUIDED = "plain", "parallels refused", "guided"
"""Sets of the part `samples`: nothing refused; parallels refused, as by default; what makes the grade worse
taken back as well."""
JUDGED = (*REJECTIONS, *(each.name for each in QUALITIES))
"""Sets that the judges hear."""
TYPICAL_MASS, RENOISE_SHARE = 0.9, 0.1
CURVE = (16, 32, 64, 128, 256, 512, 1024)
MOST_OF_A_VARIANT, MOST_OF_A_CURVE, MOST_OF_A_STUDY, MOST_OF_A_PRECISION = 100, 24, 32, 64
"""Samples of a set of the parts `variants`, `steps`, `study` and `precision`, which have many sets."""
STUDIED: tuple[dict[str, Any], ...] = (
    *({"temperature": value} for value in (0.6, 0.7, 0.9, 1.0)),
    *({"typical_mass": value} for value in (0.8, 0.95, 1.0)),
    *({"group": value} for value in ("cells", "beats", "pairs")),
    *({"finish": value} for value in (1.0, 0.3)),
    *({"redraw_share": value} for value in (0.8, 0.5)),
    *({"tonality": value} for value in (0.0, 0.25, 1.0)),
    {"accept_ramp": True},
    {"active_balance": True},
    *({"alpha_min": value} for value in (0.001, 0.2)),
    *({"eta": value} for value in (0.2, 0.5, 0.7)),
    *({"rework_steps": value} for value in (4, 12, 24)),
    {"rework_cover": 0.6},
    {"rework": False},
    *({name: False} for name in REFUSALS),
    {"refuse_worse": True},
)
"""Changes that the study makes to the default settings, one at a time."""


@dataclass(frozen=True)
class SampleSet:
    """So many samples of 128 sixteenths, composed from nothing with one set of settings, in a precision."""

    name: str
    settings: ChoraleSettings
    count: int
    precision: str | None = None


def sample_sets(parts: tuple[str, ...], count: int, num_steps: int) -> list[SampleSet]:
    """The sets that the parts need, each once."""
    usual = ChoraleSettings(num_steps=num_steps)
    sets = []
    if "samples" in parts:
        nothing = dict.fromkeys(REFUSALS, False)
        sets.append(SampleSet(PLAIN, replace(usual, **nothing), count))  # type: ignore[arg-type]
    if {"samples", "novelty"} & set(parts) or (set(JUDGES) & set(parts) and "qualities" not in parts):
        sets.append(SampleSet(NO_PARALLELS, usual, count))
    if "samples" in parts:
        sets.append(SampleSet(GUIDED, replace(usual, refuse_worse=True), count))
    if "qualities" in parts:
        sets += [SampleSet(each.name, ChoraleSettings(**each.settings), count) for each in QUALITIES]
    if "variants" in parts:
        paper = replace(PAPER, num_steps=num_steps)
        few = min(count, MOST_OF_A_VARIANT)
        for letters in ("", "A", "T", "AT", "ATN"):
            settings = replace(
                paper,
                active_balance="A" in letters,
                typical_mass=TYPICAL_MASS if "T" in letters else 1.0,
                renoise_share=RENOISE_SHARE if "N" in letters else 0.0,
            )
            sets.append(SampleSet(f"paper{letters and '-' + letters}", settings, few))
    if "steps" in parts:
        few = min(count, MOST_OF_A_CURVE)
        sets += [SampleSet(f"steps-{n}", replace(usual, num_steps=n), few) for n in CURVE]
    if "study" in parts:
        few = min(count, MOST_OF_A_STUDY)
        sets.append(SampleSet("study: the default", usual, few))
        for change in STUDIED:
            ((name, value),) = change.items()
            sets.append(SampleSet(f"study: {name} {value}", replace(usual, **change), few))
    if "precision" in parts:
        few = min(count, MOST_OF_A_PRECISION)
        sets += [SampleSet(f"precision: {name}", usual, few, name) for name in PRECISIONS]
    return sets
