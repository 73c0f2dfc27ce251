"""The voices of a chorale, from the top: names, clefs, ranges, and the part that each has for the network.

The network knows four voices, `VOICES`. A score may have others: a list of `Voice`, or none for these four.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

VOICES = ("S", "A", "T", "B")
VOICE_NAMES = ("Soprano", "Alto", "Tenor", "Bass")
VOICE_RANGES = ((60, 81), (53, 76), (48, 69), (36, 64))
"""Lowest and highest MIDI pitch of each voice in the corpus; notes outside are marked, not refused."""
ROW_LETTERS = ("S", "A", "T", "B", "E", "F")
"""The letter of each row in the ids of heads, whatever its voice is called."""
MOST_VOICES, FEWEST_VOICES = len(ROW_LETTERS), 2
MOST_NAME = 40
SMALLEST_LEAP, WIDEST_LEAP = 2, 24
"""Semitones that the largest leap of a voice may be set to: with less, no scale could be sung."""
CLEFS = ("treble", "treble-8", "alto", "tenor", "bass")
"""treble-8: sounds an octave lower than it is written."""
ROMAN = re.compile(r"[IV]+")
HELD = ""
"""The part of a voice that the network does not see."""
LOWEST_WRITTEN, HIGHEST_WRITTEN = 21, 108
"""MIDI pitches that a grid may hold: those of a piano."""


@dataclass(frozen=True)
class Voice:
    """One voice. low, high: MIDI pitches of its range, outside which notes are marked, and none is composed.
    part: of `VOICES`, the network's voice that it is for the model, or `HELD`. leap: semitones, the farthest
    that it is composed to move at once; None for as far as it likes."""

    name: str
    clef: str
    low: int
    high: int
    part: str = HELD
    leap: int | None = None

    @property
    def spoken(self) -> str:
        """The name within a sentence: "tenor 1", "violin II"."""
        *words, last = self.name.split(" ")
        return " ".join([*(word.lower() for word in words), last if ROMAN.fullmatch(last) else last.lower()])


SHORT = {"violoncello": "Vc", "violin": "Vn", "viola": "Va"}
"""Letters of those that have one initial."""
STANDARD: tuple[Voice, ...] = tuple(
    Voice(name, clef, low, high, part)
    for name, clef, (low, high), part in zip(
        VOICE_NAMES, ("treble", "treble", "treble-8", "bass"), VOICE_RANGES, VOICES, strict=True
    )
)
"""The voices of a chorale that does not say others."""


def harmony_row(num_voices: int) -> int:
    """The row under the voices, on whose cells the chords that people ask for hang; changes of metre hang on
    the next one."""
    return max(len(VOICES), num_voices)


def voice_letters(voices: Sequence[Voice]) -> tuple[str, ...]:
    """A few letters for each voice, all different: its initial and number ("T1"), or else its place."""
    found = []
    for place, voice in enumerate(voices, start=1):
        number = re.search(r"(\d+|\bIII\b|\bII\b|\bI\b)\s*$", voice.name)
        said = {"I": "1", "II": "2", "III": "3"}.get(number[1], number[1]) if number else ""
        usual = next((short for name, short in SHORT.items() if voice.name.lower().startswith(name)), None)
        initial = usual or next((letter for letter in voice.name if letter.isalpha()), str(place)).upper()
        found.append(initial + said[:2])
    return tuple(
        letters if found.count(letters) == 1 else f"{letters.rstrip('0123456789')}{place}"
        for place, letters in enumerate(found, start=1)
    )


def parts_by_range(ranges: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The part of each voice, from the top: the highest is the soprano, the lowest the bass, and those
    between them are what their ranges are nearest to. Of more than four voices the others are held."""
    num = len(ranges)
    if num == 1:
        return (VOICES[0],)
    between = range(1, num - 1)
    middles = ("A", "T")
    best: tuple[float, dict[int, str]] = (float("inf"), {})
    shift = octaves_to_parts(ranges)
    for rows in combinations(between, min(2, len(between))):
        for slots in combinations(middles, len(rows)):
            chosen = dict(zip(rows, slots, strict=True))
            cost = sum(
                abs(sum(ranges[row]) / 2 + shift - sum(VOICE_RANGES[VOICES.index(slot)]) / 2)
                for row, slot in chosen.items()
            )
            best = min(best, (cost, chosen), key=lambda each: each[0])
    chosen = {**best[1], 0: VOICES[0], num - 1: VOICES[-1]}
    return tuple(chosen.get(row, HELD) for row in range(num))


def octaves_to_parts(ranges: Sequence[tuple[int, int]]) -> int:
    """Semitones, in whole octaves, that bring the outer voices nearest to soprano and bass."""
    if len(ranges) < 2:
        return 0
    outer = ((ranges[0], VOICE_RANGES[0]), (ranges[-1], VOICE_RANGES[-1]))

    def cost(shift: int) -> float:
        return sum(abs(sum(has) / 2 + shift - sum(wants) / 2) for has, wants in outer)

    return min((0, 12, -12, 24, -24), key=cost)


def network_shift(voices: Sequence[Voice]) -> int:
    """Semitones, in whole octaves, by which the network sees these voices higher."""
    if tuple((voice.part, voice.low, voice.high) for voice in voices) == tuple(
        (voice.part, voice.low, voice.high) for voice in STANDARD
    ):
        return 0
    return octaves_to_parts([(voice.low, voice.high) for voice in voices if voice.part != HELD])


def nearest_standard(voices: Sequence[Voice]) -> tuple[int, ...]:
    """The row of `STANDARD` that each voice is most like: that of its part, or else by its range."""
    shift = octaves_to_parts([(voice.low, voice.high) for voice in voices])

    def distance(voice: Voice, row: int) -> float:
        return abs((voice.low + voice.high) / 2 + shift - sum(VOICE_RANGES[row]) / 2)

    return tuple(
        VOICES.index(voice.part)
        if voice.part
        else min(range(len(VOICES)), key=lambda row: distance(voice, row))
        for voice in voices
    )


def voice_to_json(voice: Voice) -> dict[str, Any]:
    """By name; `leap` is there where it has one."""
    said = asdict(voice)
    return said if voice.leap is not None else {name: said[name] for name in said if name != "leap"}


def check_voices(voices: Sequence[Voice]) -> None:
    """Raise ValueError for voices that a chorale cannot have."""
    if not FEWEST_VOICES <= len(voices) <= MOST_VOICES:
        raise ValueError(f"expected {FEWEST_VOICES} to {MOST_VOICES} voices, got {len(voices)}")
    for voice in voices:
        if not isinstance(voice.name, str) or not 1 <= len(voice.name) <= MOST_NAME:
            raise ValueError(
                f"expected voices with names of 1 to {MOST_NAME} letters, got {voice.name!r:.60}"
            )
        if not voice.name.isprintable():
            raise ValueError(f"expected names of voices on one line, got {voice.name!r:.60}")
        if voice.clef not in CLEFS:
            raise ValueError(f"expected a clef of {', '.join(CLEFS)}, got {voice.clef!r:.60}")
        is_range = type(voice.low) is int and type(voice.high) is int
        if not is_range or not LOWEST_WRITTEN <= voice.low < voice.high <= HIGHEST_WRITTEN:
            raise ValueError(
                f"expected a range within {LOWEST_WRITTEN} to {HIGHEST_WRITTEN}, got {voice.low!r:.20} to "
                f"{voice.high!r:.20} for {voice.name}"
            )
        is_leap = type(voice.leap) is int and SMALLEST_LEAP <= voice.leap <= WIDEST_LEAP
        if voice.leap is not None and not is_leap:
            raise ValueError(
                f"expected a largest leap of {SMALLEST_LEAP} to {WIDEST_LEAP} semitones or none, got "
                f"{voice.leap!r:.20} for {voice.name}"
            )
        if voice.part not in (*VOICES, HELD):
            raise ValueError(f"expected a part of {', '.join(VOICES)} or none, got {voice.part!r:.60}")
    parts = [voice.part for voice in voices if voice.part != HELD]
    if len(set(parts)) < len(parts):
        raise ValueError(f"expected at most one voice for each part, got {', '.join(parts)}")


def voice_from_json(said: Any) -> Voice:
    """A voice by name, which `check_voices` has still to look at. Raises TypeError."""
    return Voice(**said)


def clean_voices(value: Any) -> tuple[Voice, ...]:
    """The voices that a document says, of any type; the standard ones where they are not valid."""
    try:
        voices = tuple(voice_from_json(_whole_numbers(each)) for each in value)
        check_voices(voices)
    except (TypeError, ValueError):
        return STANDARD
    return voices


def _whole_numbers(said: Any) -> Any:
    if not isinstance(said, Mapping):
        raise TypeError("expected a voice by name")
    return {name: as_whole(value) for name, value in said.items()}


def as_whole(value: Any) -> Any:
    """A number without a fraction as an integer, since a shared document has none; all else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
