"""What a MusicXML file holds that a chorale does not keep, by kind, so that the import's review can name it.

A chorale has notes, ties, fermatas, lyrics, chords that are asked for, and the signs of
`sunmask.chorale.music.signs`; the writer sets beams, stems and the layout of pages anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from sunmask.chorale.notation.importing.parsed_score import Place
from sunmask.chorale.notation.musicxml.page_texts import page_texts
from sunmask.kinds.notices import Notice, name_bars

Finder = Callable[[Element], int]
"""How many there are in one bar."""


def _tags(*tags: str) -> Finder:
    return lambda measure: sum(1 for tag in tags for _ in measure.iter(tag))


def _inside(parent: str, *but: str) -> Finder:
    """Whatever stands in elements of this name, but some."""
    return lambda measure: sum(child.tag not in but for each in measure.iter(parent) for child in each)


def _starts(tag: str, kind: str = "start") -> Finder:
    return lambda measure: sum(each.get("type") == kind for each in measure.iter(tag))


def _ornaments(measure: Element) -> int:
    """With accidentals over notes that have no ornament."""
    return _inside("ornaments")(measure) + len(measure.findall("note/notations/accidental-mark"))


def _editorial(measure: Element) -> int:
    marks = ("editorial", "parentheses", "bracket", "cautionary")
    return sum(any(each.get(mark) == "yes" for mark in marks) for each in measure.iter("accidental"))


def _brackets(measure: Element) -> int:
    """How many brackets of tuplets stand over notes that belong to none."""
    plain = (each for each in measure.iter("note") if each.find("time-modification") is None)
    return sum(tuplet.get("type") == "start" for each in plain for tuplet in each.iter("tuplet"))


def is_numeral(harmony: Element) -> bool:
    """Whether it says what the notes make, as an analysis does, and asks for no chord."""
    return harmony.find("function") is not None or harmony.find("numeral") is not None


def _numerals(measure: Element) -> int:
    return sum(map(is_numeral, measure.iter("harmony")))


DIRECTIONS = ("dynamics", "wedge", "words", "metronome", "rehearsal", "segno", "coda")
GLISSANDI = ("glissando", "slide", "arpeggiate", "non-arpeggiate")
GROUPS = ("dynamics", "articulations", "ornaments", "technical")
NOTATIONS = ("tied", "slur", "tuplet", "fermata", "accidental-mark", *GROUPS, *GLISSANDI)
KINDS: dict[str, tuple[str, Finder]] = {
    "dynamics": ("Dynamics", _inside("dynamics")),
    "hairpins": ("Crescendo and diminuendo hairpins", _tags("wedge")),
    "slurs": ("Slurs", _starts("slur")),
    "articulations": ("Articulations (staccato, accents, breath marks)", _inside("articulations")),
    "ornaments": ("Ornaments (trills, turns, mordents)", _ornaments),
    "technical": ("Playing instructions (bowing, fingering)", _inside("technical")),
    "glissandi": ("Glissandi and arpeggios", _tags(*GLISSANDI)),
    "figured_bass": ("Figured bass", _tags("figured-bass")),
    "numerals": ("Roman numerals", _numerals),
    "words": ("Words over or under the staff", _tags("words")),
    "rehearsal": ("Rehearsal marks", _tags("rehearsal")),
    "directions": ("Other signs over or under the staff", _inside("direction-type", *DIRECTIONS)),
    "notations": ("Other signs on notes", _inside("notations", *NOTATIONS)),
    "brackets": ("Brackets of tuplets over notes of plain values", _brackets),
    "editorial": ("Brackets around accidentals", _editorial),
    "noteheads": ("Special noteheads", _tags("notehead")),
    "swing": ("Swing", _tags("swing")),
    "cues": ("Cue notes' small size", _tags("cue")),
    "tempo": ("Tempo marks", _tags("metronome")),
}
"""Code to the name that people read, and how to find it."""
PAGE = {
    "credits": ("Texts on the page", ".//credit-words"),
    "rights": ("The copyright line", "identification/rights"),
    "lyricist": ("Names of others than the composer and the lyricist", "identification/creator"),
}
"""The same of what belongs to no bar: by a path from the root."""


@dataclass(frozen=True)
class Loss:
    """One kind that is not kept: how many there are, and in which bars and parts."""

    code: str
    name: str
    count: int
    bars: tuple[int, ...]
    parts: tuple[str, ...]


def losses(root: Element, kept: Mapping[Place, int] | None = None) -> list[Loss]:
    """All kinds that a score has and a chorale has not, in the order of KINDS. kept: how many signs the
    chorale has of a kind, a part and a bar."""
    kept = kept or {}
    names = {part.get("id"): (part.findtext("part-name") or "").strip() for part in root.iter("score-part")}
    counts: dict[str, int] = defaultdict(int)
    bars: dict[str, set[int]] = defaultdict(set)
    parts: dict[str, list[str]] = defaultdict(list)
    for part in root.findall("part"):
        named = names.get(part.get("id")) or f"part {part.get('id')}"
        for at, (number, measure) in enumerate(_measures(part)):
            for code, (_, find) in KINDS.items():
                found = find(measure) - kept.get((code, part.get("id") or "", at), 0)
                if found > 0:
                    counts[code] += found
                    bars[code].add(number)
                    if named not in parts[code]:
                        parts[code].append(named)
    found_kinds = [
        Loss(code, name, counts[code], tuple(sorted(bars[code])), tuple(parts[code]))
        for code, (name, _) in KINDS.items()
        if counts[code]
    ]
    return found_kinds + [Loss(code, name, count, (), ()) for code, name, count in _of_the_page(root)]


def _measures(part: Element) -> Iterator[tuple[int, Element]]:
    """Bars with their numbers, counted where a file numbers them by anything else."""
    for index, measure in enumerate(part.findall("measure"), start=1):
        number = measure.get("number", "")
        yield (int(number) if number.isdecimal() and len(number) < 6 else index), measure


def _of_the_page(root: Element) -> Iterator[tuple[str, str, int]]:
    """Texts that say nothing beyond title, subtitle, composer and lyricist are kept as those."""
    kept = {_plain(text) for text in page_texts(root).values()} | {""}
    for code, (name, path) in PAGE.items():
        found = [element for element in root.findall(path) if _plain(element.text) not in kept]
        if found:
            yield code, name, len(found)


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).lower()


def loss_notices(root: Element, kept: Mapping[Place, int]) -> list[Notice]:
    """A notice for each kind that is not kept, with its number and its bars. kept: as for `losses`."""
    return [_notice(loss) for loss in losses(root, kept)]


def _notice(loss: Loss) -> Notice:
    where = f": {name_bars(loss.bars)}" if loss.bars else ""
    number = f" ({loss.count})" if loss.count > 1 else ""
    message = f"{loss.name}{number} will be left out{where}."
    first = min(loss.bars) if loss.bars else None
    part = loss.parts[0] if len(loss.parts) == 1 else None
    return Notice(first, part, message, f"not_kept_{loss.code}")
