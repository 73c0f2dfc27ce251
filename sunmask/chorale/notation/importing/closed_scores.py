"""Tracks that hold several voices at once, as a closed score has them: each voice in a line of its own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations, groupby, pairwise

from sunmask.chorale.music.voices import FEWEST_VOICES, MOST_VOICES
from sunmask.chorale.notation.importing.parsed_score import Line, ParsedNote

MOST_LINES = 2
"""Tracks of a closed score; more are an open one, whose chords are chords."""
MOST_OTHERS = Fraction(1, 10)
"""Of the notes of a line that doubles another, those that it has alone."""


def opened(lines: Sequence[Line]) -> list[Line] | None:
    """The lines with those split that sing several voices most of the time, without one that doubles another;
    None where none does, or there are more voices than a score can have."""
    sounding = _without_doubles([line for line in lines if line.notes and not line.is_percussion])
    if not 1 <= len(sounding) <= MOST_LINES:
        return None
    numbers = [_usual_number(line.notes) for line in sounding]
    if max(numbers) < 2 or not FEWEST_VOICES <= sum(numbers) <= MOST_VOICES:
        return None
    split = [_split(line, number) for line, number in zip(sounding, numbers, strict=True)]
    others = [line for line in lines if line.is_percussion]
    return [voice for voices in split for voice in voices] + others


def _without_doubles(lines: list[Line]) -> list[Line]:
    """Without lines that play only what another line of more notes has too; its words go to that one."""
    found = []
    for line in lines:
        own = {(note.start, note.pitch) for note in line.notes}
        double = next((each for each in lines if len(each.notes) > len(line.notes) and _has(each, own)), None)
        if double is None:
            found.append(line)
        else:
            double.lyrics = double.lyrics or line.lyrics
    return found


def _has(line: Line, notes: set[tuple[Fraction, int]]) -> bool:
    """Whether a line has nearly all of these notes."""
    return len(notes - {(note.start, note.pitch) for note in line.notes}) <= MOST_OTHERS * len(notes)


def _usual_number(notes: Sequence[ParsedNote]) -> int:
    """How many notes sound together for the longest time."""
    changes = Counter[Fraction]()
    for note in notes:
        changes[note.start] += 1
        changes[_end(note)] -= 1
    lasting: dict[int, Fraction] = {}
    now = 0
    for edge, after in pairwise(sorted(changes)):
        now += changes[edge]
        if now:
            lasting[now] = lasting.get(now, Fraction(0)) + after - edge
    return max(lasting, key=lambda number: lasting[number], default=1)


def _split(line: Line, number: int) -> list[Line]:
    if number == 1:
        return [line]
    voices = [Line(f"{line.name}, voice {at} of {number}", line.origin) for at in range(1, number + 1)]
    in_time = sorted(line.notes, key=lambda note: note.start)
    for start, together in groupby(in_time, key=lambda note: note.start):
        notes = sorted(together, key=lambda note: -note.pitch)
        free = [voice for voice in voices if not voice.notes or _end(voice.notes[-1]) <= start]
        chosen = _nearest(notes, free)
        for note, voice in zip(notes, chosen, strict=False):
            voice.notes.append(note)
        for note in notes[len(chosen) :]:  # more than there are voices: the conversion says which it keeps
            (free or voices)[-1].notes.append(note)
    onsets = {note.start for note in voices[0].notes}
    voices[0].lyrics = {start: said for start, said in line.lyrics.items() if start in onsets}
    return voices


def _nearest(notes: Sequence[ParsedNote], free: Sequence[Line]) -> list[Line]:
    """A voice for each note from the top, in their order: those that sang nearest to them before."""
    if len(notes) >= len(free):
        return list(free)

    def leaps(voices: Iterable[Line]) -> int:
        pairs = zip(notes, voices, strict=True)
        return sum(abs(note.pitch - voice.notes[-1].pitch) if voice.notes else 0 for note, voice in pairs)

    return list(min(combinations(free, len(notes)), key=leaps))


def _end(note: ParsedNote) -> Fraction:
    return note.start + note.length
