"""Small MusicXML and MIDI files, written by hand so that no library of ours stands between."""

import struct

DIVISIONS = 24
"""To a quarter: 6 to a sixteenth, 8 to a triplet eighth."""
STEPS = {0: ("C", 0), 1: ("C", 1), 2: ("D", 0), 3: ("E", -1), 4: ("E", 0), 5: ("F", 0), 6: ("F", 1)}
STEPS |= {7: ("G", 0), 8: ("A", -1), 9: ("A", 0), 10: ("B", -1), 11: ("B", 0)}


def note(
    pitch: int, duration: int = DIVISIONS, inside: str = "", *, in_chord: bool = False, voice: int = 1
) -> str:
    """One note, duration in divisions; `inside` goes behind the duration (ties, notations, lyrics)."""
    step, alter = STEPS[pitch % 12]
    return (
        f"<note>{'<chord/>' if in_chord else ''}<pitch><step>{step}</step><alter>{alter}</alter>"
        f"<octave>{pitch // 12 - 1}</octave></pitch><duration>{duration}</duration>"
        f"<voice>{voice}</voice>{inside}</note>"
    )


def rest(duration: int = DIVISIONS) -> str:
    return f"<note><rest/><duration>{duration}</duration></note>"


def back(duration: int) -> str:
    """Go back in time within the bar, for a second voice."""
    return f"<backup><duration>{duration}</duration></backup>"


def attributes(beats: str = "4", beat_type: str = "4", fifths: int = 0, extra: str = "") -> str:
    return (
        f"<attributes><divisions>{DIVISIONS}</divisions><key><fifths>{fifths}</fifths></key>"
        f"<time><beats>{beats}</beats><beat-type>{beat_type}</beat-type></time>{extra}</attributes>"
    )


def part(name: str, *bars: str) -> tuple[str, tuple[str, ...]]:
    return name, bars


def musicxml(*parts: tuple[str, tuple[str, ...]], head: str = "", first_number: int = 1) -> bytes:
    """A whole score-partwise document."""
    names, music = "", ""
    for index, (name, bars) in enumerate(parts):
        names += f'<score-part id="P{index}"><part-name>{name}</part-name></score-part>'
        measures = "".join(
            f'<measure number="{number}" implicit="{"no" if number else "yes"}">{bar}</measure>'
            for number, bar in enumerate(bars, start=first_number)
        )
        music += f'<part id="P{index}">{measures}</part>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE score-partwise PUBLIC '
        '"-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">'
        f'<score-partwise version="4.0">{head}<part-list>{names}</part-list>{music}</score-partwise>'
    ).encode()


def bar_of(*pitches: int) -> str:
    """Quarter notes."""
    return "".join(note(pitch) for pitch in pitches)


def four_parts(*bars: str, names: tuple[str, ...] = ("Soprano", "Alto", "Tenor", "Bass")) -> bytes:
    """The given bars in the first part, quarters in the usual range below it."""
    others = [(67, 64, 60, 48)[voice] for voice in range(4)]
    beats = 3 if "<beats>3</beats>" in bars[0] else 4
    parts = [part(names[0], *bars)]
    for voice in range(1, len(names)):
        pitch = others[min(voice, 3)]
        filled = [bar_of(*[pitch] * beats) for _ in bars]
        filled[0] = attributes(str(beats)) + filled[0]
        parts.append(part(names[voice], *filled))
    return musicxml(*parts)


def midi(*tracks: bytes, midi_format: int = 1, division: int = 480, num_tracks: int | None = None) -> bytes:
    """A MIDI file of raw track bodies."""
    count = len(tracks) if num_tracks is None else num_tracks
    head = b"MThd" + struct.pack(">IHHH", 6, midi_format, count, division)
    return head + b"".join(b"MTrk" + struct.pack(">I", len(track)) + track for track in tracks)


def delta(ticks: int) -> bytes:
    """A variable-length quantity."""
    groups = [ticks & 0x7F]
    while ticks := ticks >> 7:
        groups.append(ticks & 0x7F | 0x80)
    return bytes(reversed(groups))


END_OF_TRACK = b"\x00\xff\x2f\x00"
