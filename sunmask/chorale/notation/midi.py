"""Standard MIDI files to parsed scores and chorales to MIDI, on exact ticks (no quantising by a library).

Pickups follow the notation programs: a first time signature as long as the pickup, then the metre.
"""

import io
from collections.abc import Mapping
from fractions import Fraction

import mido
import numpy as np
from mido.midifiles.meta import KeySignatureError

from sunmask.chorale.music.expression import expression_of
from sunmask.chorale.music.form import played_columns, unfolded
from sunmask.chorale.music.signs import clean_sign, tempo_changes
from sunmask.chorale.music.staves import Staff
from sunmask.chorale.music.symbols import METRES, MODES, Chorale, Lyric, check_grid
from sunmask.chorale.music.tuplets import sounding, sounding_staff
from sunmask.chorale.notation.importing.closed_scores import opened
from sunmask.chorale.notation.importing.parsed_score import (
    Bar,
    FileKey,
    FileSign,
    Line,
    ParsedNote,
    ParsedScore,
)
from sunmask.chorale.notation.importing.played_tuplets import find_tuplets
from sunmask.chorale.notation.importing.scorings import SINGERS
from sunmask.chorale.notation.spelling import LETTERS_BY_FIFTHS, Key, key_name
from sunmask.kinds.notices import Notice, UnreadableFile
from sunmask.kinds.texts import clean_text

TICKS_PER_SIXTEENTH = 120
TICKS_PER_QUARTER = 4 * TICKS_PER_SIXTEENTH
CHOIR_AAHS, PIANO = 52, 0
ACCOMPANYING = 0.8
"""Of the velocity that its dynamics say."""
PERCUSSION_CHANNEL = 9
MOST_QUARTERS = 4096
MOST_NOTES = 20_000
KEY_IN_WORDS = "Key: "
"""What a text event begins with by which a file of ours says that its key was chosen."""
MOST_TEMPOS = 32
"""Changes of tempo that are kept as marks; a file with more follows somebody's playing."""


def write_midi(chorale: Chorale, *, provenance: Mapping[str, str] | None = None) -> bytes:
    """A format 1 file: one track of title, key, metre and tempo, then one track for each voice.

    Repeats are written out. Dynamics, hairpins and accents are velocities; notes are as long as they are
    written, so that the file reads as it was. `provenance` becomes text events "name: value". Raises
    ValueError for an invalid grid.
    """
    check_grid(chorale)
    velocity_VT = expression_of(chorale).at(played_columns(chorale)).velocity_VT
    chorale = unfolded(chorale)
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER, charset="utf8")
    end = chorale.num_sixteenths * TICKS_PER_SIXTEENTH
    described = _describing_events(chorale)
    for name, value in (provenance or {}).items():
        described.append((0, mido.MetaMessage("text", text=f"{name}: {value}")))
    file.tracks.append(_track(described, end))
    for voice, voice_notes in enumerate(sounding(chorale)):
        events = [
            (0, mido.MetaMessage("track_name", name=chorale.voices[voice].name)),
            (0, mido.Message("program_change", channel=voice, program=CHOIR_AAHS)),
        ]
        for note in voice_notes:
            first, last = (round(at * TICKS_PER_SIXTEENTH) for at in (note.start, note.start + note.length))
            for lyric in chorale.lyrics.get((voice, note.column), ())[:1] if not note.is_grace else ():
                hyphen = "-" if lyric.syllabic in ("begin", "middle") else ""
                events.append((first, mido.MetaMessage("lyrics", text=lyric.text + hyphen)))
            velocity = round(float(velocity_VT[voice, note.column]))
            on = mido.Message("note_on", channel=voice, note=note.pitch, velocity=velocity)
            off = mido.Message("note_off", channel=voice, note=note.pitch, velocity=0)
            events += [(first, on), (last, off)]
        file.tracks.append(_track(events, end))
    for number, staff in enumerate(chorale.meta.staves, start=len(chorale.voices)):
        file.tracks.append(_track(_events_of_staff(staff, number, velocity_VT[number]), end))
    written = io.BytesIO()
    file.save(file=written)
    return written.getvalue()


def _events_of_staff(staff: Staff, number: int, velocity_T: np.ndarray) -> list[tuple[int, mido.Message]]:
    """What accompanies the voices, softer than they are, on a channel of its own, which is never that of
    percussion."""
    channel = number if number < PERCUSSION_CHANNEL else number + 1
    events: list[tuple[int, mido.Message]] = [
        (0, mido.MetaMessage("track_name", name=staff.name)),
        (0, mido.Message("program_change", channel=channel, program=PIANO)),
    ]
    for note in sounding_staff(staff):
        velocity = max(1, round(ACCOMPANYING * float(velocity_T[note.column])))
        on = mido.Message("note_on", channel=channel, note=note.pitch, velocity=velocity)
        off = mido.Message("note_off", channel=channel, note=note.pitch, velocity=0)
        first, last = (round(at * TICKS_PER_SIXTEENTH) for at in (note.start, note.start + note.length))
        events += [(first, on), (last, off)]
    return events


def _describing_events(chorale: Chorale) -> list[tuple[int, mido.MetaMessage]]:
    meta = chorale.meta
    events = [(0, mido.MetaMessage("track_name", name=meta.title))]
    if meta.composer:
        events.append((0, mido.MetaMessage("copyright", text=meta.composer)))
    if meta.pickup:
        unit = next(unit for unit in (4, 2, 1) if meta.pickup % unit == 0)
        events.append((0, _metre(meta.pickup // unit, 16 // unit)))
    for sixteenth, metre in [(meta.pickup, meta.metre), *meta.metre_changes]:
        events.append((sixteenth * TICKS_PER_SIXTEENTH, _metre(*map(int, metre.split("/")))))
    for sixteenth, fifths, mode in [(0, meta.fifths, meta.mode), *meta.key_changes]:
        tick = sixteenth * TICKS_PER_SIXTEENTH
        events.append((tick, mido.MetaMessage("key_signature", key=_mido_key(fifths, mode))))
        events.append((tick, mido.MetaMessage("text", text=KEY_IN_WORDS + key_name(fifths, mode))))
    for sixteenth, tempo in [(0, meta.tempo), *tempo_changes(chorale.signs)]:
        change = mido.MetaMessage("set_tempo", tempo=round(60_000_000 / tempo))
        events.append((sixteenth * TICKS_PER_SIXTEENTH, change))
    return events


def _metre(numerator: int, denominator: int) -> mido.MetaMessage:
    return mido.MetaMessage("time_signature", numerator=numerator, denominator=denominator)


def _mido_key(fifths: int, mode: str) -> str:
    """mido's name of a key: Bb, F#m. Of the older modes the signature alone is said."""
    plain = MODES[mode][1]
    tonic = Key.of_signature(fifths, plain).tonic_fifths
    accidental = {1: "#", -1: "b"}.get((tonic + 1) // 7, "")
    return LETTERS_BY_FIFTHS[(tonic + 1) % 7] + accidental + ("m" if plain == "minor" else "")


KEYS = {_mido_key(fifths, mode): (fifths, mode) for fifths in range(-7, 8) for mode in ("major", "minor")}


def _track(events: list[tuple[int, mido.Message]], end: int) -> mido.MidiTrack:
    """Events at absolute ticks to a track that ends at `end`; at one tick, note-offs come first."""
    track, now = mido.MidiTrack(), 0
    for tick, message in sorted(events, key=lambda event: (event[0], event[1].type != "note_off")):
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=end - now))
    return track


def parse_midi(content: bytes) -> ParsedScore:
    """Parse a MIDI file of format 0 or 1, whose chunks `check_midi` has accepted.

    Raises UnreadableFile where events cannot be read, or there are too many notes or quarters.
    """
    try:
        file = mido.MidiFile(file=io.BytesIO(content), clip=True)
    except (EOFError, OSError, ValueError, LookupError, KeySignatureError) as error:
        raise UnreadableFile(
            "damaged", "The MIDI file is damaged or cut short. Export it again from your program."
        ) from error
    quarter = file.ticks_per_beat
    parsed = ParsedScore(lines=[], bars=[], length=Fraction(0))
    metres: dict[int, str] = {}
    keys: dict[int, tuple[int, str]] = {}
    sure: set[int] = set()
    last_tick, end_tick = 0, 0
    for number, track in enumerate(file.tracks, start=1):
        lines, last, end = _read_track(
            track, quarter, number, parsed, metres, keys, sure, is_first=number == 1
        )
        parsed.lines += lines
        last_tick, end_tick = max(last_tick, last), max(end_tick, end)
        if last_tick > MOST_QUARTERS * quarter or sum(len(line.notes) for line in parsed.lines) > MOST_NOTES:
            raise UnreadableFile(
                "too_long",
                f"The MIDI file is longer than {MOST_QUARTERS} quarters or has more than {MOST_NOTES} notes. "
                "At most 4096 sixteenths (256 bars of 4/4) can be used: shorten it and import again.",
            )
    # trailing silence counts as rests, unless it alone makes the piece too long
    sixteenth = Fraction(quarter, 4)
    end = end_tick if end_tick <= 4096 * sixteenth else last_tick
    parsed.length = Fraction(int(end / sixteenth + Fraction(1, 2)), 4)
    parsed.bars = _bars(metres, quarter, parsed)
    if (voices := opened(parsed.lines)) is not None:
        message = f"Notes that sound together became {len(voices)} voices, from the highest to the lowest."
        parsed.notices.append(Notice(None, None, message, "parts"))
        parsed.lines = voices
    find_tuplets(parsed.lines, parsed.bars)
    _set_keys(parsed, keys, sure, quarter)
    if len(parsed.signs) > MOST_TEMPOS:  # played freely, not marked
        message = (
            f"The tempo changes {len(parsed.signs)} times, as somebody played it. Here everything plays at "
            f"the first tempo, {parsed.tempo:g} quarter notes per minute."
        )
        parsed.notices.append(Notice(None, None, message, "tempo"))
        parsed.signs = []
    return parsed


def _read_track(
    track: mido.MidiTrack,
    quarter: int,
    number: int,
    parsed: ParsedScore,
    metres: dict[int, str],
    keys: dict[int, tuple[int, str]],
    sure: set[int],
    *,
    is_first: bool,
) -> tuple[list[Line], int, int]:
    """The lines of a track (one for each channel), the tick of its last note's end, and its end. A singer's
    track without notes is a line too. metres, keys: by tick; sure: where the key is a chosen one."""
    now, last, name, has_sound = 0, 0, "", False
    lines: dict[int, Line] = {}
    sounding: dict[tuple[int, int], list[int]] = {}
    words: dict[Fraction, str] = {}
    for message in track:
        now += message.time
        if message.type == "note_on" and message.velocity:
            sounding.setdefault((message.channel, message.note), []).append(now)
        elif message.type in ("note_on", "note_off"):
            starts = sounding.get((message.channel, message.note))
            if starts:
                start = starts.pop(0)
                line = lines.setdefault(message.channel, Line(""))
                line.notes.append(
                    ParsedNote(Fraction(start, quarter), Fraction(now - start, quarter), message.note)
                )
                last = max(last, now)
        elif message.type == "program_change":
            has_sound = True
        elif message.type == "lyrics":
            words[Fraction(now, quarter)] = _text(message.text)
        elif message.type == "track_name":
            name = name or clean_text(_text(message.name), most=60)
        elif message.type == "time_signature":
            metres.setdefault(now, _checked_metre(message))
        elif message.type == "key_signature":
            keys[now] = KEYS[message.key]
        elif message.type == "text" and now in keys:
            fifths = keys[now][0]
            mode = next((m for m in MODES if message.text == KEY_IN_WORDS + key_name(fifths, m)), None)
            if mode is not None:
                keys[now] = (fifths, mode)
                sure.add(now)
        elif message.type == "set_tempo" and message.tempo:
            _read_tempo(parsed, Fraction(now, quarter), 60_000_000 / message.tempo)
        elif message.type == "copyright" and is_first:
            parsed.composer = parsed.composer or _text(message.text)
    num_endless = sum(len(starts) for starts in sounding.values())
    if num_endless:
        message = f"Track {number}: {num_endless} notes that never end were left out."
        parsed.notices.append(Notice(None, None, message, "lost"))
    # a voice that is still to be composed, and no piece with a title as "A mighty fortress"
    if not lines and SINGERS.match(name) and (has_sound or not is_first):
        return [Line(name)], last, now
    if is_first and not lines:
        parsed.title = name
    for channel, line in lines.items():
        line.name = name or f"Track {number}"
        line.name += f", channel {channel + 1}" if len(lines) > 1 else ""
        line.is_percussion = channel == PERCUSSION_CHANNEL
        line.lyrics = _syllables(words, {note.start for note in line.notes})
    return [lines[channel] for channel in sorted(lines)], last, now


def _set_keys(parsed: ParsedScore, keys: dict[int, tuple[int, str]], sure: set[int], quarter: int) -> None:
    """The keys of all tracks. Many programs write major whatever the mode is, so only minor counts unless it
    is said in words."""
    for tick, (fifths, mode) in sorted(keys.items()):
        is_sure = mode == "minor" or tick in sure
        if parsed.fifths is None:
            parsed.fifths, parsed.mode, parsed.is_key_sure = fifths, mode, is_sure
        else:
            parsed.keys.append(FileKey(Fraction(tick, quarter), fifths, mode if is_sure else None))


def _checked_metre(message: mido.MetaMessage) -> str:
    """The metre's name, where a bar lasts a sixteenth or more."""
    if not (message.numerator and message.denominator <= 16):
        raise UnreadableFile(
            "metre",
            f"The file has a metre of {message.numerator} beats with a unit shorter than a "
            "sixteenth, or "
            f"none. The studio works in {', '.join(METRES)}: write the piece in one of them and "
            "import it again.",
        )
    return f"{message.numerator}/{message.denominator}"


def _read_tempo(parsed: ParsedScore, when: Fraction, quarters_a_minute: float) -> None:
    rounded = round(quarters_a_minute, 2)
    if parsed.tempo is None:
        parsed.tempo = rounded
        return
    if (sign := clean_sign({"kind": "metronome", "name": "quarter", "value": rounded})) is not None:
        parsed.signs.append(FileSign(sign, "", "1", 0, when))


def _text(text: str) -> str:
    """MIDI names no character set: UTF-8 where it is that, otherwise Latin-1."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _syllables(words: dict[Fraction, str], onsets: set[Fraction]) -> dict[Fraction, tuple[Lyric, ...]]:
    """Lyric events to syllables; a hyphen at the end says that the word continues."""
    syllables: dict[Fraction, tuple[Lyric, ...]] = {}
    goes_on = False
    for start in sorted(words):
        text = clean_text(words[start].removesuffix("-"), most=100)
        if text and start in onsets:
            ends = not words[start].endswith("-")
            syllabic = ("end" if ends else "middle") if goes_on else ("single" if ends else "begin")
            syllables[start] = (Lyric(text, syllabic),)
            goes_on = not ends
    return syllables


def _bars(metres: dict[int, str], quarter: int, parsed: ParsedScore) -> list[Bar]:
    """The bars up to the end, where MIDI has metres only. A pickup is number 0.

    Notation programs write a pickup as one bar of a shorter metre, and likewise each part of a bar that
    a repeat divides; such a bar belongs to the metre around it.
    """
    if not metres:
        parsed.notices.append(Notice(None, None, "The file has no metre, so it was read in 4/4.", "metre"))
    runs = _runs(metres, quarter, parsed.length)
    has_pickup = len(runs) > 1 and runs[0].length <= runs[0].nominal < runs[1].nominal
    lasting: dict[str, Fraction] = {}
    for run in runs[has_pickup:]:
        lasting[run.metre] = lasting.get(run.metre, Fraction(0)) + run.length
    ruling = max(lasting, key=lambda metre: lasting[metre])
    bars: list[Bar] = []
    for at, run in enumerate(runs):
        metre = run.metre
        if at == 0 and has_pickup:
            metre = runs[1].metre
        elif _is_part_of_a_bar(runs, at, ruling, has_pickup=has_pickup):
            metre = ruling
        start = run.start
        while start < run.start + run.length:
            length = min(run.nominal, run.start + run.length - start)
            bars.append(Bar(len(bars) + (not has_pickup), start, length, metre))
            start += length
    return bars or [Bar(1, Fraction(0), parsed.length, ruling)]


def _runs(metres: dict[int, str], quarter: int, length: Fraction) -> list[Bar]:
    """What lies between two changes of metre. metres: by tick, a metre that is said again among them."""
    starts: list[tuple[Fraction, str]] = []
    for tick, metre in sorted({0: "4/4", **metres}.items()):
        start = Fraction(tick, quarter)
        if start > length:  # a piece may be nothing but a pickup
            break
        before = Bar(0, *starts[-1][:1], start - starts[-1][0], starts[-1][1]) if starts else None
        if before is None or before.metre != metre or before.length % before.nominal:
            starts.append((start, metre))
    ends = [*(start for start, _ in starts[1:]), length]
    return [Bar(0, start, end - start, metre) for (start, metre), end in zip(starts, ends, strict=True)]


def _is_part_of_a_bar(runs: list[Bar], at: int, ruling: str, *, has_pickup: bool) -> bool:
    """Whether a run is less than a bar of the ruling metre, and has the rest of it beside it; a last bar has
    that in the pickup. One in a metre that no chorale has is always counted as such."""
    whole = Bar(0, Fraction(0), Fraction(0), ruling).nominal
    run = runs[at]

    def is_short(other: Bar) -> bool:
        return other.length <= other.nominal < whole

    if not is_short(run):
        return False
    beside = [*runs[max(at - 1, has_pickup) : at], *runs[at + 1 : at + 2]]
    if at == len(runs) - 1 and has_pickup:
        beside.append(runs[0])
    is_whole = any(is_short(other) and run.length + other.length == whole for other in beside)
    return is_whole or run.metre not in METRES
