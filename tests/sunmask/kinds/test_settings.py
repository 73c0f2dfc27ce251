"""Settings of the kinds there are: as they are requested, stored and shown; qualities."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from sunmask.chorale.settings import QUALITIES, ChoraleSettings
from sunmask.kinds import kind
from sunmask.kinds.settings import known, quality_settings, settings_of, stored_settings, without_others
from sunmask.method.settings import SamplerSettings
from sunmask.text.settings import TextSettings

BOTH = ["chorale", "text"]


def test_a_kind_has_its_own_settings_and_defaults_and_nothing_of_the_others() -> None:
    names = {name: kind(name).settings.names() for name in BOTH}
    assert "refuse_parallels" in names["chorale"] - names["text"]
    assert "banned_words" in names["text"] - names["chorale"]
    assert names["chorale"] & names["text"] == SamplerSettings.names()
    assert settings_of("text", {"banned_words": "sea"}) == TextSettings(banned_words="sea")
    assert settings_of("text").num_steps != settings_of("chorale").num_steps


def test_what_only_another_kind_has_is_left_out_and_what_nobody_has_is_refused() -> None:
    assert settings_of("chorale", {"banned_words": "sea", "num_steps": 8}) == ChoraleSettings(num_steps=8)
    with pytest.raises(ValueError, match=r"a setting like refuse_parallels or .*, got 'refuse_paralels'"):
        settings_of("chorale", {"refuse_paralels": True})
    with pytest.raises(ValueError, match="settings by name"):
        settings_of("chorale", [])


def test_a_stored_run_is_read_with_names_that_its_kind_has_no_more() -> None:
    stored = {**TextSettings(pull=3.0).to_json(), "rework": True, "gone": 1}
    assert stored_settings("text", stored) == TextSettings(pull=3.0)
    assert known("text", {"pull": 2.0, "rework": False, "gone": 1}) == {"pull": 2.0}
    assert without_others("text", {"pull": 2.0, "rework": False, "gone": 1}) == {"pull": 2.0, "gone": 1}


@pytest.mark.parametrize("name", BOTH)
def test_a_row_that_holds_the_settings_of_all_kinds_is_read_by_each(name: str) -> None:
    """Rows and archives of earlier versions hold all of them."""
    everything = {**ChoraleSettings().to_json(), **TextSettings().to_json(), "num_steps": 11}
    own = kind(name).settings(**{each: everything[each] for each in kind(name).settings.names()})
    assert stored_settings(name, everything) == settings_of(name, everything) == own
    assert set(without_others(name, everything)) == own.names()


@pytest.mark.parametrize("name", BOTH)
def test_every_setting_tells_its_range_or_choices(name: str) -> None:
    for spec in kind(name).settings.specs():
        assert spec.label
        assert spec.description
        assert settings_of(name).to_json()[spec.name] == spec.default
        if spec.type in ("integer", "number"):
            assert spec.minimum is not None
            assert spec.maximum is not None
            assert spec.minimum <= float(spec.default) <= spec.maximum
        elif spec.type == "choice":
            assert spec.default in spec.choices


def test_a_quality_is_a_possible_choice_that_never_asks_the_grade_and_more_steps_come_later() -> None:
    assert [quality.name for quality in QUALITIES] == ["draft", "good", "best"]
    for quality in QUALITIES:
        chosen = ChoraleSettings.of(settings_of("chorale", quality.settings))
        assert not chosen.refuse_worse
        assert chosen.refuse_parallels
    steps = [quality.settings["num_steps"] for quality in QUALITIES]
    assert steps == sorted(steps)
    assert kind("text").qualities == ()


def test_the_good_quality_is_what_the_defaults_are() -> None:
    assert settings_of("chorale", quality_settings("chorale", "good")) == ChoraleSettings()


def test_another_quality_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="expected a quality of draft, good, best, got 'superb'"):
        quality_settings("chorale", "superb")
    with pytest.raises(ValueError, match="expected a quality of none, which is what text has, got 'good'"):
        quality_settings("text", "good")


def test_only_a_network_that_is_told_things_hears_what_tells_it_something() -> None:
    specs = ChoraleSettings.specs()
    heard = {
        (family, data): {spec.name for spec in specs if spec.is_used_by(family, {"data": data})}
        for family in ("unet", "conditioned")
        for data in ("", "hymns")
    }
    told = {"phrases", "keep_key", "begin_in_order", "texture", "guidance"}
    everything = ChoraleSettings.names()
    assert heard["unet", "hymns"] == everything - told - {"style"}
    assert heard["conditioned", ""] == everything - {"style"}
    assert heard["conditioned", "hymns"] == everything


def test_what_is_for_other_networks_is_off() -> None:
    told = ChoraleSettings(begin_in_order=True, texture="plain")
    conditioned, unet = (SimpleNamespace(card={"family": family}) for family in ("conditioned", "unet"))
    assert told.used_by(conditioned) == told
    assert told.used_by(unet) == replace(told, begin_in_order=False)
    assert told.used_by(None) == replace(told, begin_in_order=False)
