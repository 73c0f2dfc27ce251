"""Settings that every kind has: ranges, sentences, the round trip through JSON, and what a kind adds."""

import math
from dataclasses import dataclass

import pytest

from sunmask.method.setting_specs import redefined, setting
from sunmask.method.settings import SamplerSettings


@dataclass(frozen=True)
class Own(SamplerSettings):
    num_steps: int = redefined(SamplerSettings, "num_steps", lambda: 7)
    finish: float = redefined(SamplerSettings, "finish", 1)
    eta: float = redefined(SamplerSettings, "eta", description="Other words.")
    swing: str = setting("straight", "Swing", "How it swings.", choices=("straight", "light"))
    players: str = setting("", "Players", "Who plays.", 0, 20, is_expert=True)


def test_defaults_pass_their_own_check() -> None:
    assert SamplerSettings.from_json({}) == SamplerSettings()


def test_settings_survive_json() -> None:
    chosen = Own(num_steps=9, temperature=1.3, swing="light", active_balance=True)
    assert Own.from_json(chosen.to_json()) == chosen


def test_a_whole_number_given_as_a_float_becomes_an_integer() -> None:
    num_steps = SamplerSettings.from_json({"num_steps": 8.0}).num_steps
    assert (num_steps, type(num_steps)) == (8, int)


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
        {"swing": "bars"},
        {"swing": []},
        {"players": 3},
        {"players": "a" * 21},
        {"accept_ramp": 1},
        {"alpha_min": 0.9, "alpha_max": 0.2},
        {"unknown": 1},
        [],
        None,
    ],
)
def test_a_value_that_cannot_be_is_refused_with_a_sentence(values: object) -> None:
    with pytest.raises(ValueError, match="expected "):
        Own.from_json(values)


def test_a_kind_adds_settings_and_gives_the_common_ones_other_defaults_and_words() -> None:
    common = {spec.name: spec for spec in SamplerSettings.specs()}
    own = {spec.name: spec for spec in Own.specs()}
    assert set(own) - set(common) == {"swing", "players"}
    assert (own["num_steps"].default, own["num_steps"].maximum) == (7, common["num_steps"].maximum)
    assert (own["finish"].default, own["finish"].type) == (1, "number")
    assert (own["eta"].default, own["eta"].label) == (common["eta"].default, common["eta"].label)
    assert own["eta"].description == "Other words."
    assert (own["swing"].type, own["players"].type) == ("choice", "text")
    assert [spec.is_expert for spec in own.values()] == sorted(spec.is_expert for spec in own.values())


def test_settings_of_another_kind_are_refused_by_name() -> None:
    assert Own.of(Own()) == Own()
    with pytest.raises(ValueError, match=r"expected Own of .*test_settings, got SamplerSettings"):
        Own.of(SamplerSettings())


@pytest.mark.parametrize(
    ("text", "value"), [("8", 8), ("light", "light"), ("true", True), ("0.5", 0.5), ("many", "many")]
)
def test_a_text_is_read_as_the_value_that_it_stands_for(text: str, value: object) -> None:
    by_type = {"num_steps": 8, "swing": "light", "accept_ramp": True, "temperature": 0.5}
    named = {spec.name: spec for spec in Own.specs()}
    name = next((name for name, each in by_type.items() if each == value), "num_steps")
    assert named[name].parsed(text) == value
