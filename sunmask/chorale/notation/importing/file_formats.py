"""The formats of files that can be imported, told by the content; a cheap look at sizes and counts before any
library reads one.

The limits follow from the longest chorale (4096 sixteenths in four voices) and from where music21
becomes slow: its time grows faster than the number of measures.
"""

import io
import re
import zipfile
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from sunmask.kinds.notices import UnreadableFile

MEBIBYTE = 1024 * 1024
MOST_BYTES = {"midi": MEBIBYTE, "musicxml": 6 * MEBIBYTE, "mxl": MEBIBYTE}
MOST_UNPACKED_BYTES = MOST_BYTES["musicxml"]
MOST_ZIP_ENTRIES, MOST_RATIO = 20, 100
MOST_TRACKS = 64
MOST_PARTS, MOST_MEASURES, MOST_NOTES = 40, 1100, 20_000
MOST_ELEMENTS, MOST_DEPTH = 500_000, 64
MOST_QUARTERS_A_NOTE = 64
FORMATS = "MusicXML (.musicxml, .xml, .mxl) or MIDI (.mid)"
KNOWN_STARTS = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF",
    b"ID3": "an MP3 recording",
    b"\xff\xfb": "an MP3 recording",
    b"RIFF": "a recording",
    b"OggS": "a recording",
    b"fLaC": "a recording",
}
NUMBERS = {
    "octave": re.compile(r"\d"),
    "alter": re.compile(r"-?[0-4](\.\d{1,4})?"),
    "beats": re.compile(r"\d{1,2}(\s*\+\s*\d{1,2})*"),
    "beat-type": re.compile(r"\d{1,2}"),
    "actual-notes": re.compile(r"[1-9]\d{0,2}"),
    "normal-notes": re.compile(r"[1-9]\d?"),
    "multiple-rest": re.compile(r"\d{1,3}"),
    "fifths": re.compile(r"[-+]?\d{1,2}"),
}
"""What the text of an element that music21 computes with must look like."""
WRONG_ENCODING = re.compile(rb"<\?xml [^>]{0,80}encoding=.UTF-16[^>]{0,40}\?>")
"""A declaration that some programs leave in files that they write in UTF-8."""


def file_kind(content: bytes) -> str:
    """midi, musicxml or mxl, recognised by the content. Raises UnreadableFile for another or too large a
    file."""
    if not content.strip():
        raise UnreadableFile("empty", f"The file is empty. Export the piece again as {FORMATS}.")
    kind = _kind(content)
    if len(content) > MOST_BYTES[kind]:
        raise UnreadableFile(
            "too_large",
            f"The file has {len(content) / MEBIBYTE:.1f} MiB; at most {MOST_BYTES[kind] // MEBIBYTE} MiB of "
            "this kind can be read. Export only the four voices and import again.",
        )
    return kind


def _kind(content: bytes) -> str:
    if content.startswith(b"MThd"):
        return "midi"
    if content.startswith(b"PK\x03\x04"):
        return "mxl"
    start = content[:200].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").lstrip()
    if start.startswith(b"<") and not start[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "musicxml"
    found = next((name for magic, name in KNOWN_STARTS.items() if content.startswith(magic)), "no score")
    raise UnreadableFile("not_music", f"The file is {found}. Export the piece as {FORMATS} and import that.")


def check_midi(content: bytes) -> None:
    """Check header and chunk lengths without reading events. Raises UnreadableFile."""
    damaged = UnreadableFile(
        "damaged", "The MIDI file is damaged or cut short. Export it again from your program."
    )
    if len(content) < 14 or int.from_bytes(content[4:8], "big") != 6:
        raise damaged
    midi_format, num_tracks, division = (int.from_bytes(content[i : i + 2], "big") for i in (8, 10, 12))
    if midi_format > 1:
        raise UnreadableFile(
            "midi_format",
            f"The MIDI file has format {midi_format}. Export it as format 0 or 1 and import again.",
        )
    if not 1 <= division < 0x8000:
        raise UnreadableFile(
            "midi_time",
            "The MIDI file counts time in film frames or not at all, so it has no beats. Export it with "
            "beats (ticks per quarter note) and import again.",
        )
    if num_tracks > MOST_TRACKS:
        raise UnreadableFile(
            "too_many_tracks",
            f"The MIDI file has {num_tracks} tracks; at most {MOST_TRACKS} can be read. Keep the four "
            "voices.",
        )
    at = 14
    for _ in range(num_tracks):
        length = int.from_bytes(content[at + 4 : at + 8], "big")
        if content[at : at + 4] != b"MTrk" or at + 8 + length > len(content):
            raise damaged
        at += 8 + length


def unpack_mxl(content: bytes) -> bytes:
    """The MusicXML within an MXL, its bytes counted while they inflate. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ZIP_ENTRIES:
                raise UnreadableFile(
                    "zip", f"The file has {len(entries)} entries; an MXL file has a score and little else."
                )
            if any(entry.filename.lower().endswith((".mscx", ".mscz")) for entry in entries):
                raise UnreadableFile(
                    "not_music", "This is a MuseScore file. Export it as MusicXML and import that."
                )
            return _inflate(archive, _score_entry(archive, entries), most=MOST_UNPACKED_BYTES)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as e:
        raise UnreadableFile("damaged", "The MXL file is damaged or locked. Export it again.") from e


def _score_entry(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """The entry that META-INF/container.xml names, otherwise the first score. Names open nothing on disk."""
    by_name = {entry.filename: entry for entry in entries}
    if "META-INF/container.xml" in by_name:
        root = _safe_root(_inflate(archive, by_name["META-INF/container.xml"], most=MEBIBYTE // 16))
        named = [file.get("full-path") for file in root.iter() if file.tag.rpartition("}")[2] == "rootfile"]
        if named and named[0] in by_name:
            return by_name[named[0]]
    scores = [
        entry
        for entry in entries
        if entry.filename.lower().endswith((".xml", ".musicxml"))
        and not entry.filename.startswith("META-INF/")
    ]
    if not scores:
        raise UnreadableFile("not_music", f"The archive has no score in it. Export the piece as {FORMATS}.")
    return scores[0]


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, most: int) -> bytes:
    most = min(most, max(MOST_RATIO * entry.compress_size, 1024))
    with archive.open(entry) as inflating:
        content = inflating.read(most + 1)
    if len(content) > most:
        raise UnreadableFile(
            "too_large", "The archive unpacks to far more than a chorale. Export only the four voices."
        )
    if content.startswith(b"PK\x03\x04"):
        raise UnreadableFile("zip", "The archive has another archive in it. Import the score itself.")
    return content


def musicxml_root(content: bytes) -> Element:
    """The tree of a MusicXML score whose numbers and counts are within limits. Raises UnreadableFile."""
    root = _safe_root(content)
    if root.tag == "score-timewise":
        raise UnreadableFile(
            "not_music", "The MusicXML is ordered by time. Export it ordered by parts (score-partwise)."
        )
    if root.tag != "score-partwise":
        raise UnreadableFile("not_music", f"The file is XML, but not a score. Export the piece as {FORMATS}.")
    _check_counts(root)
    first = root.findtext("part/measure/attributes/divisions") or ""
    divisions = _number("divisions", first.strip(), least=1e-3, most=1e6) if first else 1.0
    for element in root.iter():
        text = (element.text or "").strip()
        pattern = NUMBERS.get(element.tag)
        if pattern and not pattern.fullmatch(text):
            raise _impossible(element.tag, text)
        if element.tag == "divisions":
            divisions = _number(element.tag, text, least=1e-3, most=1e6)
        elif element.tag == "duration":
            _number(element.tag, text, least=0, most=MOST_QUARTERS_A_NOTE * divisions)
        elif element.tag == "ending" and not re.fullmatch(r"[\d ,.]{0,20}", element.get("number", "")):
            raise _impossible("ending", element.get("number", ""))
        elif "XInclude" in element.tag:
            raise UnreadableFile("not_music", "The MusicXML refers to other files. Export it as one file.")
    return root


def _safe_root(content: bytes) -> Element:
    """Parse XML without entities or anything external, within depth and size."""
    depth, num_elements, root = 0, 0, None
    if WRONG_ENCODING.match(content):
        content = WRONG_ENCODING.sub(b'<?xml version="1.0"?>', content, count=1)
    try:
        for event, element in defusedxml.ElementTree.iterparse(
            io.BytesIO(content), events=("start", "end"), forbid_entities=True, forbid_external=True
        ):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            num_elements += event == "start"
            if depth > MOST_DEPTH or num_elements > MOST_ELEMENTS:
                raise UnreadableFile(
                    "too_large",
                    "The XML is deeper or longer than a chorale can be. Export only the four voices.",
                )
    except DefusedXmlException as error:
        raise UnreadableFile(
            "entities",
            "The XML defines entities or refers to other files, which a score never needs. Export it again.",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(
            "damaged", "The XML is damaged or cut short. Export it again from your program."
        ) from error
    if root is None:
        raise UnreadableFile("damaged", "The XML is empty. Export it again from your program.")
    return root


def _check_counts(root: Element) -> None:
    parts = root.findall("part")
    if len(parts) > MOST_PARTS:
        raise UnreadableFile("too_many_parts", f"The score has {len(parts)} parts. Keep the four voices.")
    num_measures = max((len(part.findall("measure")) for part in parts), default=0)
    if num_measures > MOST_MEASURES:
        raise UnreadableFile(
            "too_long", f"The score has {num_measures} bars; at most 256 bars of 4/4 (4096 sixteenths) fit."
        )
    num_notes = sum(1 for _ in root.iter("note"))
    if num_notes > MOST_NOTES:
        raise UnreadableFile(
            "too_long",
            f"The score has {num_notes} notes; at most {MOST_NOTES} can be read. Keep the four voices.",
        )


def _number(tag: str, text: str, *, least: float, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        raise _impossible(tag, text) from None
    if not least <= number <= most:
        raise _impossible(tag, text)
    return number


def _impossible(tag: str, text: str) -> UnreadableFile:
    return UnreadableFile("damaged", f"The MusicXML has an impossible {tag} “{text[:20]}”. Export it again.")
