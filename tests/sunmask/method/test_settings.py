"""Sampler settings: ranges, sentences, and the round trip through JSON."""

import math

import pytest

from sunmask.method import qualities, settings
from sunmask.method.settings import SamplerSettings


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
        {"banned_words": 3},
        {"banned_words": "a" * 2001},
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


def test_a_kind_has_its_own_settings_and_defaults_and_nothing_of_the_others() -> None:
    names = {kind: {spec.name for spec in settings.specs(kind)} for kind in ("chorale", "text")}
    assert "refuse_parallels" in names["chorale"] - names["text"]
    assert "banned_words" in names["text"] - names["chorale"]
    assert "num_steps" in names["chorale"] & names["text"]
    of_text = settings.checked({"banned_words": "sea"}, "text")
    assert (of_text["banned_words"], of_text["rework"]) == ("sea", False)
    assert settings.checked(of_text, "text") == of_text
    assert settings.checked({"banned_words": "sea"})["banned_words"] == ""
    for spec in settings.specs("text"):
        assert settings.checked({}, "text")[spec.name] == spec.default


@pytest.mark.parametrize("kind", ["chorale", "text"])
def test_every_setting_tells_its_range_or_choices(kind: str) -> None:
    for spec in settings.specs(kind):
        assert spec.label
        assert spec.description
        if spec.type in ("integer", "number"):
            assert spec.minimum is not None
            assert spec.maximum is not None
            assert spec.minimum <= float(spec.default) <= spec.maximum
        elif spec.type == "choice":
            assert spec.default in spec.choices


def test_a_quality_is_a_possible_choice_that_never_asks_the_grade_and_more_steps_come_later() -> None:
    found = qualities.qualities("chorale")
    assert [quality.name for quality in found] == ["draft", "good", "best"]
    for quality in found:
        chosen = settings.SamplerSettings.of_kind("chorale", **quality.settings)
        assert not chosen.refuse_worse
        assert chosen.refuse_parallels
    steps = [quality.settings["num_steps"] for quality in found]
    assert steps == sorted(steps)
    assert qualities.qualities("text") == ()


def test_the_good_quality_is_what_the_defaults_are() -> None:
    assert settings.SamplerSettings(**qualities.of_quality("chorale", "good")) == settings.SamplerSettings()


def test_another_quality_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="expected a quality of draft, good, best, got 'superb'"):
        qualities.of_quality("chorale", "superb")
    with pytest.raises(ValueError, match="expected a quality of none, which is what texts have, got 'good'"):
        qualities.of_quality("text", "good")


def test_only_a_network_that_is_told_things_hears_what_tells_it_something() -> None:
    heard = {
        (family, data): {
            spec.name for spec in settings.specs("chorale") if spec.is_heard_by(family, {"data": data})
        }
        for family in ("unet", "conditioned")
        for data in ("", "hymns")
    }
    told = {"phrases", "keep_key", "texture", "guidance"}
    everything = {spec.name for spec in settings.specs("chorale")}
    assert heard["unet", "hymns"] == everything - told - {"style"}
    assert heard["conditioned", ""] == everything - {"style"}
    assert heard["conditioned", "hymns"] == everything
