"""A tune in an older mode: read, spelt, written and composed on its own tonic."""

from itertools import chain

import pytest

from sunmask.chorale.conditioning.conditions import conditions_of
from sunmask.chorale.conditioning.features import INDEX
from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.notation.engraving.mei import mei_of_view
from sunmask.chorale.notation.files import read_bytes
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.letters import letters_of
from sunmask.chorale.notation.midi import write_midi
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from sunmask.chorale.settings import ChoraleSettings
from tests.sunmask.chorale.notation.scores import DIVISIONS, attributes, musicxml, note, part, rest

SCARBOROUGH = (
    *(((62, 4), (62, 2)), ((69, 2), (69, 2), (69, 2)), ((64, 3), (65, 1), (64, 2)), ((62, 6),)),
    *(((0, 2), (69, 2), (72, 2)), ((74, 4), (72, 2)), ((69, 2), (71, 2), (67, 2)), ((69, 6),)),
    *(((0, 4), (74, 2)), ((74, 4), (74, 2)), ((72, 4), (69, 2)), ((69, 2), (67, 2), (65, 2))),
    *(((64, 2), (60, 4)), ((62, 4), (69, 2)), ((67, 4), (65, 2)), ((64, 2), (62, 2), (60, 2)), ((62, 6),)),
)
"""Bars of (pitch or 0, eighths)."""


def tune(mode: str = "") -> bytes:
    bars = ["".join(_written(pitch, eighths) for pitch, eighths in bar) for bar in SCARBOROUGH]
    first = attributes("3", "4").replace("</fifths>", f"</fifths>{mode}")
    return musicxml(part("Melody", first + bars[0], *bars[1:]))


def _written(pitch: int, eighths: int) -> str:
    length = eighths * DIVISIONS // 2
    return note(pitch, length) if pitch else rest(length)


@pytest.mark.parametrize("said", ["", "<mode>dorian</mode>"])
def test_scarborough_fair_is_in_d_dorian(said: str) -> None:
    found = import_from_musicxml(musicxml_root(tune(said)))
    meta = found.chorale.meta
    assert (meta.fifths, meta.mode, meta.tonic) == (0, "dorian", 2)
    assert found.notices == []


def test_it_is_spelt_without_signs_and_composed_in_d() -> None:
    chorale = import_from_musicxml(musicxml_root(tune())).chorale
    names = {name.name[:-1] for name in chain(*letters_of(chorale)) if name}
    assert names == set("ABCDEFG")
    mei = mei_of_view(chorale, "soprano")
    assert 'keysig="0"' in mei
    assert "accid=" not in mei
    conditions_TF = conditions_of(chorale, ChoraleSettings(keep_key=True))
    of_d_minor = (1 + (-1 + 5) % 12, 2)
    assert (conditions_TF[0, INDEX["fifths"]], conditions_TF[0, INDEX["mode"]]) == of_d_minor


def test_it_is_the_same_mode_as_json_musicxml_and_midi() -> None:
    chorale = import_from_musicxml(musicxml_root(tune())).chorale
    content = chorale_to_json(chorale)
    assert chorale_to_json(chorale_from_json(content)) == content
    written = write_musicxml(chorale)
    assert b"<mode>dorian</mode>" in written
    for again in (import_from_musicxml(musicxml_root(written)), read_bytes(write_midi(chorale), "tune.mid")):
        assert (again.chorale.meta.fifths, again.chorale.meta.mode) == (0, "dorian")
