"""Closed scores in MIDI, on one track or two, become voices."""

import io
from dataclasses import replace

import mido
import pytest

from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.music.symbols import notes
from sunmask.chorale.music.voices import STANDARD
from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.midi import parse_midi, write_midi

HYMN = demo_chorale("Aus meines Herzens Grunde")
HYMN = replace(HYMN, lyrics={}, fermatas=frozenset(), signs={})


def on_tracks(*rows: tuple[int, ...]) -> bytes:
    """The hymn with the voices of some rows on each track, on one channel."""
    file = mido.MidiFile(file=io.BytesIO(write_midi(HYMN)))
    described, *voices = file.tracks
    tracks = [described]
    for together in rows:
        merged = mido.merge_tracks([voices[row] for row in together])
        kept = [message.copy(channel=0) for message in merged if message.type in ("note_on", "note_off")]
        times, now = [], 0
        for message in merged:
            now += message.time
            if message.type in ("note_on", "note_off"):
                times.append(now)
        gaps = [after - before for before, after in zip([0, *times], times, strict=False)]
        timed = [message.copy(time=gap) for message, gap in zip(kept, gaps, strict=True)]
        tracks.append(mido.MidiTrack(timed))
    file.tracks[:] = tracks
    written = io.BytesIO()
    file.save(file=written)
    return written.getvalue()


@pytest.mark.parametrize(
    "rows", [[(0, 1, 2, 3)], [(0, 1), (2, 3)], [(0,), (0, 1), (2, 3)]], ids=["one", "two", "with a melody"]
)
def test_a_closed_hymn_on_few_tracks_becomes_four_voices(rows: list[tuple[int, ...]]) -> None:
    found = chorale_from_parsed(parse_midi(on_tracks(*rows)))
    assert found.chorale.voices == STANDARD
    assert any("4 voices" in told.message for told in found.notices)
    same = [
        len(set(ours) & set(theirs)) / len(theirs)
        for ours, theirs in zip(notes(found.chorale.symbols_VT), notes(HYMN.symbols_VT), strict=True)
    ]
    assert min(same) > 0.9


def test_a_melody_with_a_chord_now_and_then_stays_a_melody() -> None:
    found = chorale_from_parsed(parse_midi(on_tracks((0,))))
    assert not found.chorale.symbols_VT[1:].any()
