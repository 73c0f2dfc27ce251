"""Words for voices that have none: by onset from the voice that has them.

A hymn's file has its words once, under the melody, and all voices sing them. Each syllable goes under the
note with which a voice comes in while it is sung; one that is sung on over several notes has a line or a
hyphen behind it, and syllables that share a note stand under it together.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sunmask.chorale.music.symbols import Chorale, Lyric, notes
from sunmask.chorale.music.voices import SHORT, Voice

PLAYED_CLEFS = ("alto", "tenor")
"""Those that instruments read."""
OF_ITS_OWN = 0.5
"""A voice with this share of another's syllables has words of its own; with fewer it differs now and then."""
Line = list[tuple[int, Lyric]]
"""The syllables of a voice in one verse, by the sixteenth of their note."""


def sings(voice: Voice) -> bool:
    """Whether a voice is a singer's, as far as its clef and name say."""
    return voice.clef not in PLAYED_CLEFS and not voice.name.lower().startswith(tuple(SHORT))


def lyrics_for_all(chorale: Chorale) -> dict[tuple[int, int], tuple[Lyric, ...]]:
    """The words of all voices that sing: their own, and what they have not from the voice that has most of
    the verse."""
    lines: dict[int, dict[int, Line]] = defaultdict(dict)
    for (voice, t), syllables in sorted(chorale.lyrics.items()):
        for lyric in syllables:
            lines[lyric.verse].setdefault(voice, []).append((t, lyric))
    if not lines:
        return {}
    sung = notes(chorale.symbols_VT)
    found: dict[tuple[int, int], list[Lyric]] = defaultdict(list)
    for _, by_voice in sorted(lines.items()):
        source = max(by_voice, key=lambda voice: (len(by_voice[voice]), -voice))
        spans = _spans(by_voice[source], sung[source])
        for row, singer in enumerate(chorale.voices):
            own = by_voice.get(row, [])
            has_own = row == source or len(own) >= OF_ITS_OWN * len(spans)
            line = own if has_own or not sings(singer) else _line_of(own, spans, sung[row])
            for t, lyric in line:
                found[row, t].append(lyric)
    return {cell: tuple(syllables) for cell, syllables in sorted(found.items())}


Span = tuple[int, int, Lyric]
"""From where to where a syllable is sung."""


def _spans(line: Line, sung: Sequence[tuple[int, int, int]]) -> list[Span]:
    """Each to the next; the last one ends with its note, or where its line does, at a rest."""
    starts, (last, lyric) = [t for t, _ in line], line[-1]
    end = last + 1
    for start, length, pitch in sung:
        if start > last and not (pitch and lyric.extends):
            break
        end = max(end, start + length)
    return [
        (start, after, lyric)
        for (start, after), (_, lyric) in zip(pairwise([*starts, end]), line, strict=True)
    ]


def _line_of(own: Line, spans: Sequence[Span], sung: Sequence[tuple[int, int, int]]) -> Line:
    """The syllables of a voice from another's spans, but for those in whose place it has its own."""
    onsets = [start for start, _, pitch in sung if pitch]
    said_at = [t for t, _ in own]
    placed: dict[int, list[Lyric]] = defaultdict(list)
    for start, end, lyric in spans:
        if bisect_left(said_at, start) < bisect_left(said_at, end):
            continue
        at = _onset_for(onsets, sung, start, end)
        if at is not None and at not in said_at:
            placed[at].append(lyric)
    line = sorted(
        [*own, *((t, _joined(syllables)) for t, syllables in placed.items())], key=lambda each: each[0]
    )
    return _with_lines(line, said_at, sung, spans[-1][1])


def _onset_for(
    onsets: Sequence[int], sung: Sequence[tuple[int, int, int]], start: int, end: int
) -> int | None:
    """The note of a voice for a syllable that is sung from start to end: the first that begins meanwhile, or
    the one that sounds on; None where the voice rests."""
    after = bisect_left(onsets, start)
    if after < len(onsets) and onsets[after] < end:
        return onsets[after]
    for note_start, length, pitch in sung:
        if pitch and note_start < start < note_start + length:
            return note_start
    return None


def _joined(syllables: Sequence[Lyric]) -> Lyric:
    """Syllables that share a note, as one: parts of a word together, words with a space between."""
    text = syllables[0].text
    for before, lyric in pairwise(syllables):
        goes_on = before.syllabic in ("begin", "middle")
        text += ("" if goes_on else " ") + lyric.text
    begins = syllables[0].syllabic in ("single", "begin")
    ends = syllables[-1].syllabic in ("single", "end")
    syllabic = ("single" if ends else "begin") if begins else ("end" if ends else "middle")
    return replace(syllables[-1], text=text, syllabic=syllabic, extends=False)


def _with_lines(line: Line, own: Sequence[int], sung: Sequence[tuple[int, int, int]], end: int) -> Line:
    """The syllables with a line behind those that are sung on over further notes, the last up to an end."""
    starts = [t for t, _ in line]
    done: Line = []
    for t, lyric in line:
        is_last_of_word = lyric.syllabic in ("single", "end")
        extends = lyric.extends if t in own else is_last_of_word and _goes_on(t, [*starts, end], sung)
        done.append((t, replace(lyric, extends=extends)))
    return done


def _goes_on(t: int, starts: Sequence[int], sung: Sequence[tuple[int, int, int]]) -> bool:
    """Whether another note follows the one at t before the next syllable and the next rest."""
    until = starts[bisect_right(starts, t)] if t < starts[-1] else t
    number = next(number for number, (start, _, _) in enumerate(sung) if start == t)
    return any(pitch and start < until for start, _, pitch in sung[number + 1 : number + 2])
