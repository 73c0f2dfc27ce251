"""Lines behind syllables that are sung on over several notes: in a MusicXML tree and out of it.

They are read from the file's own tree and written into it: the library that does the rest does not know them.
"""

from dataclasses import replace
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from sunmask.chorale.music.symbols import Chorale, Lyric, notes
from sunmask.chorale.music.voices import ROW_LETTERS
from sunmask.chorale.notation.importing.parsed_score import ParsedScore
from sunmask.chorale.notation.musicxml.signs_reader import timed

Moment = tuple[str, Fraction]
"""The origin of a line (a part, or a staff of one) and a time in quarters."""


def set_extenders(parsed: ParsedScore, root: Element) -> None:
    """Mark the syllables of a parsed score behind which its file draws a line."""
    found = _extended(parsed, root)
    for line in [*parsed.lines, *parsed.others]:
        for start, syllables in line.lyrics.items():
            extended = found.get((line.origin, start), set())
            line.lyrics[start] = tuple(
                replace(syllable, extends=syllable.verse in extended and _ends_word(syllable))
                for syllable in syllables
            )


def _ends_word(syllable: Lyric) -> bool:
    """Behind another one stands a hyphen."""
    return syllable.syllabic in ("single", "end")


def _extended(parsed: ParsedScore, root: Element) -> dict[Moment, set[int]]:
    """The verses that have a line behind a syllable, by moment."""
    found: dict[Moment, set[int]] = {}
    for element, (part, staff, bar), offset in timed(root):
        if element.tag != "note" or bar >= len(parsed.bars):
            continue
        for lyric in element.findall("lyric"):
            line = lyric.find("extend")
            number = lyric.get("number", "1")
            if line is None or line.get("type") == "stop" or not number.isdecimal():
                continue
            for origin in (part, f"{part}-Staff{staff}"):
                found.setdefault((origin, parsed.bars[bar].start + offset), set()).add(int(number))
    return found


def add_extenders(written: bytes, chorale: Chorale) -> bytes:
    """The MusicXML of a chorale with its lines, each with its end."""
    start = written.index(b"<score-partwise")
    root = fromstring(written[start:])
    heads = {head.get("id", ""): head for head in root.iter("note")}
    for (voice, t), syllables in chorale.lyrics.items():
        for syllable in syllables:
            if syllable.extends and (head := heads.get(f"n-{ROW_LETTERS[voice]}-{t}")) is not None:
                last = _last_head(chorale, voice, t, syllable.verse)
                _write(head, heads[f"n-{ROW_LETTERS[voice]}-{last}"], syllable.verse)
    return written[:start] + tostring(root, encoding="utf-8")


def _last_head(chorale: Chorale, voice: int, t: int, verse: int) -> int:
    """Where the last note begins that a syllable is sung on."""
    last = t
    for start, _, pitch in notes(chorale.symbols_VT)[voice]:
        if start <= t:
            continue
        said = chorale.lyrics.get((voice, start), ())
        if pitch == 0 or any(other.verse == verse for other in said):
            break
        last = start
    return last


def _write(first: Element, last: Element, verse: int) -> None:
    for lyric in first.findall("lyric"):
        if lyric.get("number", "1") == str(verse):
            SubElement(lyric, "extend", type="start")
    if last is not first:
        end = Element("lyric", number=str(verse))
        SubElement(end, "extend", type="stop")
        later = [at for at, child in enumerate(last) if child.tag in ("play", "listen")]
        last.insert(later[0] if later else len(last), end)
