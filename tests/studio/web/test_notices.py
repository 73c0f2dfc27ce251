"""What the built browser part hands on comes with the licences of whoever made it."""

import json

import pytest
from django.conf import settings

from tests.live_studio import ROOT

BUILT = settings.FRONTEND_DIST / "third-party-notices.txt"


@pytest.mark.skipif(not settings.FRONTEND_DIST.exists(), reason="the browser part is not built here")
def test_the_build_carries_the_licence_of_every_package_and_of_the_sounds() -> None:
    notices = BUILT.read_text()
    packages = json.loads((ROOT / "frontend" / "package.json").read_text())["dependencies"]
    for name in packages:
        assert f"\n{name} " in f"\n{notices}", name
    for words in ("Permission is hereby granted", "SIL OPEN FONT LICENSE", "Apache License", "Frank Wen"):
        assert words in notices


def test_the_sound_font_says_under_which_licence_it_is_handed_on() -> None:
    sounds = (ROOT / "sunmask" / "chorale" / "sound" / "voices.sf3").read_bytes()
    assert b"DO NOT REDISTRIBUTE" not in sounds
    assert b"MIT license, see voices.LICENSE.md" in sounds
