"""Title, subtitle, composer and lyricist are found wherever programs write them, and written again."""

from dataclasses import replace

import pytest

from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.musicxml.page_texts import page_texts
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.unsupported_elements import losses
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from tests.sunmask.chorale.notation.scores import attributes, bar_of, musicxml, part
from tests.sunmask.chorale.notation.tuplets import piece_with


def credit(kind: str, text: str) -> str:
    return f"<credit><credit-type>{kind}</credit-type><credit-words>{text}</credit-words></credit>"


WORK = "<work><work-title>Six Songs</work-title></work>"
MOVEMENT = "<movement-title>Evening</movement-title>"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (WORK + MOVEMENT, {"title": "Six Songs", "subtitle": "Evening"}),
        (MOVEMENT, {"title": "Evening", "subtitle": ""}),
        (WORK + "<movement-title>six.mscz</movement-title>", {"title": "Six Songs", "subtitle": ""}),
        (WORK + MOVEMENT + credit("subtitle", "for choir"), {"title": "Six Songs", "subtitle": "for choir"}),
        (credit("title", "Dawn") + credit("composer", "Ann"), {"title": "Dawn", "composer": "Ann"}),
        ('<identification><creator type="poet">Ben</creator></identification>', {"lyricist": "Ben"}),
        (credit("lyricist", "Ben"), {"lyricist": "Ben"}),
    ],
)
def test_they_are_found(head: str, expected: dict[str, str]) -> None:
    root = musicxml_root(musicxml(part("Soprano", attributes() + bar_of(72, 72, 72, 72)), head=head))
    found = page_texts(root)
    assert {name: found[name] for name in expected} == expected
    meta = import_from_musicxml(root).chorale.meta
    assert {name: getattr(meta, name) for name in expected if expected[name]} == {
        name: text for name, text in expected.items() if text
    }
    assert not {loss.code for loss in losses(root)} & {"credits", "lyricist"}


def titled() -> Chorale:
    piece = piece_with()
    meta = replace(piece.meta, title="Song", subtitle="for choir", composer="Ann", lyricist="Ben & Eve")
    return replace(piece, meta=meta)


def test_what_is_written_is_read_again() -> None:
    piece = titled()
    assert import_from_musicxml(musicxml_root(write_musicxml(piece))).chorale.meta == piece.meta
    plain = replace(piece, meta=replace(piece.meta, subtitle="", lyricist=""))
    assert b"<credit" not in write_musicxml(plain)
