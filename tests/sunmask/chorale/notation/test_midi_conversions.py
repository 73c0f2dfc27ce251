"""What an import of MIDI changes is stated; metres and voices are found in what MIDI has of them."""

import pytest

from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.midi import parse_midi
from sunmask.kinds.notices import UnreadableFile
from tests.sunmask.chorale.notation.scores import END_OF_TRACK, delta, midi


def played(*spans: tuple[int, int, int], channel: int = 0, quarter: int = 480) -> bytes:
    """A track of notes as (first tick, last tick, pitch), with a title before them."""
    events = [(on, bytes([0x90 | channel, pitch, 80])) for on, _, pitch in spans]
    events += [(off, bytes([0x80 | channel, pitch, 0])) for _, off, pitch in spans]
    body, now = b"", 0
    for tick, event in sorted(events, key=lambda e: (e[0], e[1][0] >= 0x90)):
        body, now = body + delta(tick - now) + event, tick
    return body + END_OF_TRACK


def test_a_played_midi_melody_lands_on_the_nearest_sixteenth_and_the_rest_is_said() -> None:
    found = chorale_from_parsed(parse_midi(midi(played((0, 470, 67), (485, 950, 69), (1010, 1440, 71)))))
    assert found.chorale.symbols_VT[0, :12].tolist() == [
        67,
        -67,
        -67,
        -67,
        69,
        -69,
        -69,
        -69,
        71,
        -71,
        -71,
        -71,
    ]
    assert {"metre", "key", "quantised"} == {told.code for told in found.notices}


def signature(beats: int, power_of_two: int, ticks: int = 0) -> bytes:
    return delta(ticks) + bytes([0xFF, 0x58, 4, beats, power_of_two, 24, 8])


def test_short_bars_that_midi_writes_as_other_metres_belong_to_the_metre_of_the_piece() -> None:
    conductor = signature(1, 2) + signature(4, 2, 480) + signature(3, 2, 3840) + END_OF_TRACK
    played_through = played(*[(480 * i, 480 * (i + 1), 67) for i in range(12)])
    found = chorale_from_parsed(parse_midi(midi(conductor, played_through)))
    assert (found.chorale.meta.metre, found.chorale.meta.pickup) == ("4/4", 4)
    assert found.chorale.num_sixteenths == 48
    assert {told.code for told in found.notices} == {"key"}


@pytest.mark.parametrize(
    ("metres", "pickup", "changes"),
    [
        # quarters of each metre
        ([(4, 8), (3, 6), (4, 4)], 0, ((32, "3/4"), (56, "4/4"))),
        ([(4, 8), (2, 2), (4, 8)], 0, ((32, "2/4"), (40, "4/4"))),
        # the two parts of a bar that a repeat divides
        ([(4, 8), (3, 3), (1, 1), (4, 8)], 0, ()),
        # what a pickup leaves to the last bar, and a last bar that is whole
        ([(1, 1), (4, 8), (3, 3)], 4, ()),
        ([(4, 8), (3, 3)], 0, ((32, "3/4"),)),
        # said again at each bar
        ([(4, 4), (2, 2), (2, 2), (2, 2), (4, 8)], 0, ((16, "2/4"), (40, "4/4"))),
    ],
)
def test_metres_of_midi_are_kept_but_for_those_of_parts_of_a_bar(
    metres: list[tuple[int, int]], pickup: int, changes: tuple
) -> None:
    conductor, before = b"", 0
    for beats, quarters in metres:
        conductor += signature(beats, 2, 480 * before)
        before = quarters
    num_quarters = sum(quarters for _, quarters in metres)
    tune = played(*[(480 * i, 480 * (i + 1), 67) for i in range(num_quarters)])
    found = chorale_from_parsed(parse_midi(midi(conductor + END_OF_TRACK, tune)))
    meta = found.chorale.meta
    assert (meta.metre, meta.pickup, meta.metre_changes) == ("4/4", pickup, changes)
    assert {told.code for told in found.notices} == {"key"}


def test_midi_drums_are_refused() -> None:
    parsed = parse_midi(midi(played((0, 480, 40), channel=9)))
    with pytest.raises(UnreadableFile, match="percussion"):
        chorale_from_parsed(parsed)


def test_four_midi_tracks_are_the_four_voices() -> None:
    tracks = [played((0, 480, pitch), channel=channel) for channel, pitch in enumerate((72, 67, 60, 48))]
    found = chorale_from_parsed(parse_midi(midi(*tracks)))
    assert found.chorale.symbols_VT[:, 0].tolist() == [72, 67, 60, 48]


def test_the_channels_of_a_single_midi_track_are_voices_too() -> None:
    chord = b"".join(bytes([0, 0x90 | channel, pitch, 80]) for channel, pitch in enumerate((72, 67, 60, 48)))
    ends = b"".join(bytes([0, 0x80 | channel, pitch, 0]) for channel, pitch in enumerate((72, 67, 60, 48)))
    track = chord + delta(480) + ends[1:] + END_OF_TRACK
    found = chorale_from_parsed(parse_midi(midi(track, midi_format=0)))
    assert found.chorale.symbols_VT[:, 0].tolist() == [72, 67, 60, 48]
