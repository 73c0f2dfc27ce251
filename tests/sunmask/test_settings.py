"""Sampler settings: ranges, sentences, and the round trip through JSON."""

import math

import pytest

from sunmask import settings
from sunmask.settings import SamplerSettings


def test_defaults_pass_their_own_check() -> None:
    assert settings.checked({}) == SamplerSettings().to_json()


def test_settings_survive_json() -> None:
    chosen = SamplerSettings(num_steps=7, temperature=1.3, group="notes", active_balance=True)
    assert SamplerSettings.from_json(chosen.to_json()) == chosen


def test_a_whole_number_given_as_a_float_becomes_an_integer() -> None:
    assert settings.checked({"num_steps": 8.0})["num_steps"] == 8
    assert isinstance(settings.checked({"num_steps": 8.0})["num_steps"], int)


@pytest.mark.parametrize(
    "values",
    [
        {"num_steps": 0},
        {"num_steps": 2.5},
        {"num_steps": math.inf},
        {"num_steps": True},
        {"temperature": math.nan},
        {"temperature": "warm"},
        {"typical_mass": 0},
        {"group": "bars"},
        {"group": []},
        {"accept_ramp": 1},
        {"alpha_min": 0.9, "alpha_max": 0.2},
        {"unknown": 1},
        [],
        None,
    ],
)
def test_a_value_that_cannot_be_is_refused_with_a_sentence(values: object) -> None:
    with pytest.raises(ValueError, match="expected "):
        settings.checked(values)


def test_every_setting_tells_its_range_or_choices() -> None:
    for spec in settings.specs():
        assert spec.label
        assert spec.description
        if spec.type in ("integer", "number"):
            assert spec.minimum is not None
            assert spec.maximum is not None
            assert spec.minimum <= float(spec.default) <= spec.maximum
        elif spec.type == "choice":
            assert spec.default in spec.choices
