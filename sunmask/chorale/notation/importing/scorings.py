"""Which lines of a file are its voices, and what is known of each: name, clef, range, part.

Lines that are no voices, as an organ's, are left to accompany them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sunmask.chorale.music.voices import (
    HELD,
    HIGHEST_WRITTEN,
    LOWEST_WRITTEN,
    MOST_NAME,
    MOST_VOICES,
    STANDARD,
    VOICE_NAMES,
    VOICES,
    Voice,
    parts_by_range,
)
from sunmask.chorale.notation.importing.parsed_score import Line, ParsedScore
from sunmask.kinds.notices import Notice, UnreadableFile

VOICE_BY_NAME = {
    **dict.fromkeys(("s", "soprano", "soprani", "sopran", "soprano voice", "cantus", "canto"), 0),
    **dict.fromkeys(("a", "alto", "alti", "alt", "altus", "alto voice"), 1),
    **dict.fromkeys(("t", "tenor", "tenore", "tenori", "tenor voice"), 2),
    **dict.fromkeys(("b", "bass", "basso", "bassi", "bassus", "baß", "bass voice"), 3),
}
NAMELESS = re.compile(
    r"(musicxml |grand |midi )?(part|track|staff|stave|voice|instrument|score)?\s*\d*(, channel \d+)?"
    r"|.*, (upper|lower) voice|.*, voice \d of \d",
    re.IGNORECASE,
)
"""Names that programs give where people gave none."""
ACCOMPANIMENT = re.compile(
    r"\b(organ|orgel|organo|piano|klavier|pianoforte|keyboard|harpsichord|cembalo|continuo|guitar|harp)\b",
    re.IGNORECASE,
)
SINGERS = re.compile(
    r"(descant|discant|sopr|superius|treble|cant(us|o)\b|quint(us|o)\b|sest|sext|mezzo|contralto|counter|alt(o|us|i)?\b|tenor|bariton|bass(o|us|i)?\b|[satb]\b)",
    re.IGNORECASE,
)
FEWEST_SINGERS = 3
"""Where so many lines are named as singers are, all others accompany them."""
USUAL: tuple[tuple[str, str, int, int], ...] = (
    (r"descant|discant|sopr|superius|treble|cant(us|o)\b|s\b", "treble", 60, 81),
    (r"mezzo", "treble", 57, 78),
    (r"contralto|counter|alt(o|us|i)?\b|a\b", "treble", 53, 76),
    (r"bariton", "bass", 43, 66),
    (r"tenor|t\b", "treble-8", 48, 69),
    (r"bassoon|fagott", "bass", 34, 72),
    (r"contrabass|double bass|kontrabass", "bass", 28, 62),
    (r"trombone|posaune|euphonium", "bass", 40, 72),
    (r"tuba", "bass", 28, 62),
    (r"bass|b\b", "bass", 36, 64),
    (r"violoncello|cello", "bass", 36, 76),
    (r"viola|vla", "alto", 48, 79),
    (r"violin|vln", "treble", 55, 91),
    (r"trumpet|cornet|trompete", "treble", 54, 82),
    (r"horn|corno", "treble", 41, 77),
    (r"flute|flöte|recorder", "treble", 60, 93),
    (r"oboe|hautbois", "treble", 58, 86),
    (r"clarinet|klarinette", "treble", 50, 86),
)
"""Clef and range by how a name begins."""
MIDDLE_C = 60
NARROWEST = 17
"""Semitones of a range that is taken from the notes, at least."""
CLEF_BELOW = ((50, "bass"), (57, "treble-8"))
"""By the middle of a range: below so many, that clef; above all, treble."""


@dataclass(frozen=True)
class Scoring:
    """The file's line of each voice, None for one that it does not have, and the voices; the lines that
    accompany them."""

    lines: list[Line | None]
    voices: tuple[Voice, ...]
    others: list[Line] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def scoring_of(parsed: ParsedScore) -> Scoring:
    """The voices of a file. Raises UnreadableFile where there are only percussion."""
    others = [line for line in parsed.lines if line.is_percussion]
    lines = [line for line in parsed.lines if not line.is_percussion]
    if not any(line.notes for line in lines):
        raise UnreadableFile(
            "percussion",
            f"The part “{others[0].name}” is percussion, which has no pitches. Remove it and import again.",
        )
    lines = _without_spare(lines)
    singing = [line for line in lines if SINGERS.match(line.name)]
    if len(singing) < FEWEST_SINGERS:
        singing = [line for line in lines if not ACCOMPANIMENT.search(line.name)]
    if 0 < len(singing) < len(lines):
        others += [line for line in lines if not any(line is kept for kept in singing)]
        lines = singing
    lines, surplus = _at_most(lines, MOST_VOICES)
    has_accompaniment = bool(parsed.others) or any(not line.is_percussion for line in others)
    chosen, others = _chosen(lines, has_accompaniment=has_accompaniment), others + surplus
    notices = list(chosen.notices)
    unpitched = [line.name for line in others if line.is_percussion]
    if unpitched:
        message = f"Percussion has no pitches and was left out: {', '.join(unpitched)}."
        notices.append(Notice(None, None, message, "parts"))
    others = [line for line in others if not line.is_percussion and line.notes] + parsed.others
    return replace(chosen, others=others, notices=notices)


def _without_spare(lines: list[Line]) -> list[Line]:
    """Of more than four lines those that have notes, or a name by which somebody wants them composed; of more
    than a canvas can have those with notes."""
    if len(lines) > len(VOICE_NAMES):
        lines = [line for line in lines if line.notes or not NAMELESS.fullmatch(line.name)]
    return lines if len(lines) <= MOST_VOICES else [line for line in lines if line.notes]


def _chosen(lines: list[Line], *, has_accompaniment: bool) -> Scoring:
    named = _by_name(lines)
    are_nameless = all(NAMELESS.fullmatch(line.name) for line in lines)
    is_of_four = len(named) == len(lines)
    if len(lines) == 1:
        return Scoring([lines[0], None, None, None], STANDARD)
    if len(lines) == 2 and is_of_four:
        return Scoring([named.get(row) for row in range(len(VOICE_NAMES))], STANDARD)
    if len(lines) == 2 and are_nameless and not has_accompaniment and _are_outer(*lines):
        message = "The file has two parts: the first became the soprano, the second the bass."
        return Scoring(
            [lines[0], None, None, lines[1]], STANDARD, notices=[Notice(None, None, message, "parts")]
        )
    if is_of_four:
        lines = [named[row] for row in sorted(named)]
    if len(lines) == len(VOICE_NAMES) and (is_of_four or (are_nameless and _is_mixed(lines))):
        voices = tuple(
            replace(voice, clef=_clef(line, voice)) for voice, line in zip(STANDARD, lines, strict=True)
        )
        return Scoring(list(lines), voices)
    names = [VOICE_NAMES[row] for row in sorted(named)] if is_of_four else _names(lines)
    return Scoring(list(lines), _voices(lines, names))


def _are_outer(first: Line, second: Line) -> bool:
    """Whether two nameless lines can be a melody and its bass: not where both lie as high as women sing."""
    low = sorted(note.pitch for note in second.notes)
    return not low or not first.notes or middle(low) < MIDDLE_C or second.clef == "bass"


def _at_most(lines: list[Line], most: int) -> tuple[list[Line], list[Line]]:
    """So many lines, and the others: of many, second ones of a kind from the middle accompany."""
    kept, surplus = list(lines), []
    while len(kept) > most:
        inner = kept[1:-1]
        second = [line for line in inner if re.search(r"(2|3|4|II|III|IV)\s*$", line.name)]
        out = min(second or inner, key=lambda line: abs(kept.index(line) - len(kept) / 2))
        kept = [line for line in kept if line is not out]
        surplus.append(out)
    return kept, surplus


def _by_name(lines: Sequence[Line]) -> dict[int, Line]:
    """Lines whose names tell their voice of the usual four; empty where two claim the same one."""
    found: dict[int, Line] = {}
    for line in lines:
        row = VOICE_BY_NAME.get(re.sub(r"[^\w ]|\d", "", line.name).strip().lower())
        if row is not None:
            if row in found:
                return {}
            found[row] = line
    return found


def _is_mixed(lines: Sequence[Line]) -> bool:
    """Whether nameless lines lie as women and men sing, and not as men or women alone do."""
    top, bottom = (sorted(note.pitch for note in line.notes) for line in (lines[0], lines[-1]))
    return not top or not bottom or (middle(top) >= MIDDLE_C and middle(bottom) < 62)


def middle(pitches: Sequence[int]) -> int:
    """The median of sorted pitches."""
    return pitches[len(pitches) // 2]


def _names(lines: Sequence[Line]) -> list[str]:
    """A name for each line, all different."""
    names = [
        f"Voice {place}" if NAMELESS.fullmatch(line.name) else line.name[:MOST_NAME].strip()
        for place, line in enumerate(lines, start=1)
    ]
    return [
        name if names.count(name) == 1 else f"{name[: MOST_NAME - 2]} {1 + names[:place].count(name)}"
        for place, name in enumerate(names)
    ]


def _voices(lines: Sequence[Line], names: Sequence[str]) -> tuple[Voice, ...]:
    voices = [_voice(line, name) for line, name in zip(lines, names, strict=True)]
    own = [VOICE_BY_NAME.get(voice.name.lower()) for voice in voices]
    said = [row for row in own if row is not None]
    if len(set(said)) == len(said) and len(said) in (len(voices), len(VOICES)):
        parts: Sequence[str] = [HELD if row is None else VOICES[row] for row in own]
    else:
        parts = parts_by_range([(voice.low, voice.high) for voice in voices])
    return tuple(replace(voice, part=part) for voice, part in zip(voices, parts, strict=True))


def _voice(line: Line, name: str) -> Voice:
    pitches = [note.pitch for note in line.notes] or [60]
    for begins, clef, low, high in USUAL:
        if re.match(begins, name, re.IGNORECASE):
            usual = Voice(name, clef, low, high)
            return replace(usual, clef=_clef(line, usual))
    low, high = min(pitches), max(pitches)
    wider = max(2, -(-(NARROWEST - (high - low)) // 2))
    low, high = max(LOWEST_WRITTEN, low - wider), min(HIGHEST_WRITTEN, high + wider)
    clef = next((clef for below, clef in CLEF_BELOW if (low + high) / 2 < below), "treble")
    return replace(Voice(name, clef, low, high), clef=_clef(line, Voice(name, clef, low, high)))


def _clef(line: Line, voice: Voice) -> str:
    """The file's clef, but for a tenor's without the 8 that it means."""
    is_tenor = voice.clef == "treble-8" and line.clef == "treble" and line.notes
    if is_tenor and middle(sorted(note.pitch for note in line.notes)) < MIDDLE_C:
        return "treble-8"
    return line.clef or voice.clef
