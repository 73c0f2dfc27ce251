"""The qualities of chorales and the defaults of their settings."""

from sunmask.chorale.settings import QUALITIES, ChoraleSettings


def test_the_quality_good_is_what_the_defaults_are() -> None:
    defaults = ChoraleSettings()
    (good,) = (quality for quality in QUALITIES if quality.name == "good")
    assert {name: getattr(defaults, name) for name in good.settings} == good.settings
