"""Hostile and broken files are refused quickly, with a sentence, and reach nothing outside."""

import io
import os
import random
import socket
import struct
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from sunmask.chorale.demos import ODE_TO_JOY, demo_chorale
from sunmask.chorale.notation import score_child
from sunmask.chorale.notation.scores import read_bytes, write_midi, write_musicxml
from sunmask.kinds.children import limited
from sunmask.kinds.notices import UnreadableFile
from tests.sunmask.chorale.notation.scores import (
    END_OF_TRACK,
    attributes,
    bar_of,
    delta,
    four_parts,
    midi,
    musicxml,
    note,
    part,
)

GOOD = four_parts(attributes() + bar_of(67, 67, 69, 71))
CONTAINER = b'<container><rootfiles><rootfile full-path="score.xml"/></rootfiles></container>'
NOTE_ON_OFF = b"\x00\x90\x3c\x40" + delta(480) + b"\x80\x3c\x00"


def mxl(entries: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def entity(declaration: str, use: str = "&x;") -> bytes:
    body = GOOD.decode().split("?>", 1)[1].split(">", 1)[1]
    body = body.replace("<part-name>Soprano", f"<part-name>{use}", 1)
    return f'<?xml version="1.0"?><!DOCTYPE score-partwise [{declaration}]>{body}'.encode()


def one_note(inside: str) -> bytes:
    return musicxml(part("M", attributes() + f"<note>{inside}</note>"))


def lying_zip() -> bytes:
    """An entry whose header claims ten bytes and whose data inflates to far more."""
    content = bytearray(mxl({"score.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
FILES = {
    # other things under a score's name
    "empty": b"",
    "blanks": b" \n\t",
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(500),
    "text": b"tinynotation: 4/4 c4 d e f",
    "path": b"/etc/passwd",
    "address": b"http://127.0.0.1:9/x.mid",
    "html": b"<!DOCTYPE html><html><body>score</body></html>",
    "random": random.Random(7).randbytes(4000),
    "other xml": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "timewise": b"<score-timewise version='4.0'></score-timewise>",
    # XML
    "cut short": GOOD[: len(GOOD) // 2],
    "external entity": entity('<!ENTITY x SYSTEM "file:///etc/passwd">'),
    "parameter entity": entity('<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;', ""),
    "billion laughs": entity(LAUGHS, "&a9;"),
    "quadratic": entity(f'<!ENTITY x "{"a" * 50_000}">', "&x;" * 5_000),
    "xinclude": GOOD.replace(
        b"<part-list>",
        b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/><part-list>',
    ),
    "utf-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-score-partwise+AD4-',
    "null bytes": GOOD.replace(b"Soprano", b"So\x00prano"),
    "depth": b"<score-partwise>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</score-partwise>",
    "20,000 bars": musicxml(part("M", attributes() + bar_of(60, 60, 60, 60), *[""] * 19_999)),
    "5,000-note chord": musicxml(part("M", attributes() + note(60) + note(64, in_chord=True) * 25_000)),
    "octave": one_note("<pitch><step>C</step><octave>999999999</octave></pitch><duration>24</duration>"),
    "alter": one_note(
        "<pitch><step>C</step><alter>1e9</alter><octave>4</octave></pitch><duration>24</duration>"
    ),
    "duration": one_note("<pitch><step>C</step><octave>4</octave></pitch><duration>1000000000</duration>"),
    "nan": one_note("<pitch><step>C</step><octave>4</octave></pitch><duration>nan</duration>"),
    "divisions 0": GOOD.replace(b"<divisions>24<", b"<divisions>0<"),
    "beats": GOOD.replace(b"<beats>4<", b"<beats>400000000<"),
    "beat type 0": GOOD.replace(b"<beat-type>4<", b"<beat-type>0<"),
    "rest of 10^9 bars": GOOD.replace(
        b"<key>", b"<measure-style><multiple-rest>1000000000</multiple-rest></measure-style><key>"
    ),
    "endings": GOOD.replace(
        b"</measure>", b'<barline><ending number="1-1000000000" type="start"/></barline></measure>', 1
    ),
    "too large": GOOD + b" " * 7_000_000,
    # MXL
    "bomb": mxl({"META-INF/container.xml": CONTAINER, "score.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}),
    "lying header": lying_zip(),
    "nested": mxl({"score.xml": mxl({"score.xml": GOOD})}),
    "10,000 entries": mxl({f"{i}.xml": b"" for i in range(10_000)}),
    "names that climb": mxl({"../../etc/evil.txt": b"x", "/etc/evil": b"x"}),
    "no container, no score": mxl({"readme.txt": b"hello"}),
    "evil container": mxl({"META-INF/container.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}),
    "cut zip": mxl({"score.xml": GOOD})[:-40],
    # MIDI
    "header only": b"MThd",
    "giant delta": midi(b"\xff\xff\xff\x7f\x90\x3c\x40\xff\xff\xff\x7f\x80\x3c\x00" + END_OF_TRACK),
    "gap of 20,000 bars": midi(NOTE_ON_OFF + delta(480 * 80_000) + NOTE_ON_OFF[1:] + END_OF_TRACK),
    "division 0": midi(NOTE_ON_OFF + END_OF_TRACK, division=0),
    "film frames": midi(NOTE_ON_OFF + END_OF_TRACK, division=0xE728),
    "format 2": midi(NOTE_ON_OFF + END_OF_TRACK, midi_format=2),
    "chunk length": b"MThd" + struct.pack(">IHHH", 6, 0, 1, 480) + b"MTrk\xff\xff\xff\xff" + NOTE_ON_OFF,
    "cut midi": midi(NOTE_ON_OFF + END_OF_TRACK)[:-6],
    "60,000 tracks": midi(*[END_OF_TRACK] * 60_000),
    "claims 60,000 tracks": midi(NOTE_ON_OFF + END_OF_TRACK, num_tracks=60_000),
    "50,000 notes": midi(b"\x00\x90\x3c\x40" + b"\x01\x3c\x00\x01\x3c\x40" * 50_000 + END_OF_TRACK),
    "running status of nothing": midi(b"\x00\x3c\x40" * 1000 + END_OF_TRACK),
    "a mebibyte of sysex": midi(b"\x00\xf0" + delta(1_000_000) + bytes(1_000_000) + END_OF_TRACK),
    "text event": midi(b"\x00\xff\x01" + delta(900_000) + b"a" * 900_000 + END_OF_TRACK),
    "metre 0": midi(b"\x00\xff\x58\x04\x00\x02\x18\x08" + NOTE_ON_OFF + END_OF_TRACK),
    "metre of 2^-255": midi(b"\x00\xff\x58\x04\x01\xff\x18\x08" + NOTE_ON_OFF + END_OF_TRACK),
    "tempo 0": midi(b"\x00\xff\x51\x03\x00\x00\x00" + END_OF_TRACK),
    "no key of this kind": midi(b"\x00\xff\x59\x02\x63\x00" + NOTE_ON_OFF + END_OF_TRACK),
}


CODES = {
    "empty": ["empty", "blanks", "a mebibyte of sysex", "text event", "tempo 0"],
    "not_music": [
        "jpeg",
        "text",
        "path",
        "address",
        "html",
        "random",
        "other xml",
        "timewise",
        "xinclude",
        "names that climb",
        "no container, no score",
    ],
    "damaged": [
        "cut short",
        "utf-7",
        "null bytes",
        "octave",
        "alter",
        "duration",
        "nan",
        "divisions 0",
        "beats",
        "beat type 0",
        "rest of 10^9 bars",
        "endings",
        "lying header",
        "cut zip",
        "header only",
        "chunk length",
        "cut midi",
        "running status of nothing",
        "no key of this kind",
    ],
    "entities": ["external entity", "parameter entity", "billion laughs", "quadratic", "evil container"],
    "too_large": ["depth", "too large", "bomb"],
    "too_long": ["20,000 bars", "5,000-note chord", "giant delta", "gap of 20,000 bars", "50,000 notes"],
    "zip": ["nested", "10,000 entries"],
    "midi_time": ["division 0", "film frames"],
    "midi_format": ["format 2"],
    "too_many_tracks": ["60,000 tracks", "claims 60,000 tracks"],
    "metre": ["metre 0", "metre of 2^-255"],
}
"""The reason that each file is refused for."""


def spent_s() -> float:
    """Processor time of this process and of its children that have ended, whatever else the machine does."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


IN_EVERY_TEST = (
    "bomb",
    "lying header",
    "nested",
    "names that climb",
    "evil container",
    "giant delta",
    "60,000 tracks",
    "50,000 notes",
    "too large",
    "rest of 10^9 bars",
    "cut zip",
    "cut midi",
)
"""A kind of attack each; the others come by when all is tested, for each takes a process."""


@pytest.mark.parametrize(
    "name",
    [name if name in IN_EVERY_TEST else pytest.param(name, marks=pytest.mark.thorough) for name in FILES],
)
def test_a_hostile_file_is_refused_with_a_sentence_and_soon(name: str) -> None:
    began_s = spent_s()
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(FILES[name], "song.mid")
    assert spent_s() - began_s < 12
    assert name in CODES[refused.value.code]
    assert refused.value.message.endswith(".")
    assert len(refused.value.message) < 400
    assert "root:" not in refused.value.message


MEASURED = """
import resource, sys
from pathlib import Path
from sunmask.kinds.notices import UnreadableFile
from sunmask.chorale.notation.scores import read_bytes
try:
    read_bytes(Path(sys.argv[1]).read_bytes(), "bomb.mxl")
except UnreadableFile:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_the_child_that_reads_stays_below_a_gibibyte(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.mxl"
    bomb.write_bytes(FILES["bomb"])
    apart = subprocess.run(  # this process has had other children
        [sys.executable, "-c", MEASURED, str(bomb)], capture_output=True, text=True, check=True
    )
    assert 0 < int(apart.stdout) < 1024 * 1024


def test_the_type_is_told_by_the_content_and_not_by_the_name() -> None:
    piece = demo_chorale(ODE_TO_JOY)
    assert read_bytes(write_midi(piece), "picture.jpeg").chorale.num_sixteenths == 128
    packed = mxl({"META-INF/container.xml": CONTAINER, "score.xml": write_musicxml(piece)})
    assert read_bytes(packed, "song.mid").chorale.meta.title == "Ode to Joy"
    utf16 = GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert read_bytes(utf16, "a").chorale.num_sixteenths == 16


@pytest.mark.parametrize(
    "filename", ["", "a" * 300 + ".xml", "../../etc/passwd", "a\r\nb\x00.mid", "C:\\x\\Old_100.mid"]
)
def test_a_piece_without_title_takes_the_name_of_its_file_as_one_line(filename: str) -> None:
    title = read_bytes(GOOD, filename).chorale.meta.title
    assert title
    assert len(title) <= 100
    assert title.isprintable()
    assert "/" not in title
    assert "\\" not in title


def test_an_external_document_type_is_not_fetched() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.dtd"
        named = GOOD.replace(b"http://www.musicxml.org/dtds/partwise.dtd", address.encode())
        read_bytes(named, "a.xml")
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_child_that_takes_too_long_is_ended_in_time() -> None:
    began_s = spent_s()
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(GOOD, "a.xml", timeout_s=0.001)
    assert refused.value.code == "too_demanding"
    assert spent_s() - began_s < 3  # the least that a child may use is a second


def test_a_file_that_gets_no_turn_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score_child.SCORES, "free_children", threading.BoundedSemaphore(1))
    with score_child.SCORES.free_children, pytest.raises(UnreadableFile) as refused:
        read_bytes(GOOD, "a.xml", timeout_s=0.2)
    assert refused.value.code == "busy"
    assert read_bytes(GOOD, "a.xml").chorale.num_sixteenths == 16


def test_while_a_score_is_read_no_file_socket_or_process_can_be_opened(tmp_path) -> None:
    child = os.fork()
    if child == 0:
        refused = 0
        limited.forbid_reaching_out()
        for act in (
            lambda: os.open("/etc/hostname", os.O_RDONLY),
            lambda: os.open(tmp_path / "new", os.O_CREAT),
            lambda: socket.create_connection(("127.0.0.1", 9)),
            lambda: os.system("true"),
        ):
            try:
                act()
            except PermissionError:
                refused += 1
        os._exit(refused)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 4


def test_nothing_is_left_in_the_scratch_folder(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read_bytes(GOOD, "a.xml")
    with pytest.raises(UnreadableFile):
        read_bytes(FILES["bomb"], "a.mxl")
    assert list(tmp_path.iterdir()) == []


def test_flipped_bytes_are_refused_or_read_but_never_anything_else() -> None:
    chance = random.Random(1)
    good = [write_midi(demo_chorale(ODE_TO_JOY)), GOOD]
    for _ in range(12):
        content = bytearray(chance.choice(good))
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            found = read_bytes(bytes(content), "a")
        except UnreadableFile:
            continue
        assert 1 <= found.chorale.num_sixteenths <= 4096


def test_a_chord_of_thousands_is_read_or_refused_in_time() -> None:
    began_s = spent_s()
    chord = musicxml(part("M", attributes() + note(60, 96) + note(64, 96, in_chord=True) * 5_000))
    assert read_bytes(chord, "chord.xml").chorale.symbols_VT[0, 0] == 64
    assert spent_s() - began_s < 12
