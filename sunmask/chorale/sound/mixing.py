"""A chorale as sound, block by block: the voices one by one, then any number of mixes of them at once.

V voices, K mixes, N samples of a block
"""

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sunmask.chorale.music.bars import metric_positions, on_beat, written_beat
from sunmask.chorale.music.expression import USUAL, Expression, expression_of
from sunmask.chorale.music.symbols import METRES, Chorale
from sunmask.chorale.music.tempos import tempo_columns
from sunmask.chorale.music.tuplets import Sounding, sounding, sounding_staff
from sunmask.chorale.sound import synthesis
from sunmask.chorale.sound.mixer import INSTRUMENTS, REVERB, Channel, Mixer
from sunmask.chorale.sound.reverb import impulse_response
from sunmask.chorale.sound.soundfont import Tone, tone
from sunmask.chorale.sound.synthesis import SAMPLE_RATE

BLOCK = 1 << 16
TAIL_S = 2.5
"""For the last release and the room."""
LOUDNESS = 2.4
"""The choir's samples are soft; what becomes too loud is bent."""
BENT_FROM = 0.7
CLICK_S, CLICK_VOLUME, CLICK_END = 0.05, 0.16, 0.0005
CLICK_FIRST_HZ, CLICK_OTHER_HZ = 1760, 1175
ACCOMPANYING = Channel("piano", volume=60)
"""Staves beside the voices, softer than they are."""
REMEMBERED = 128
"""Notes: a chorale repeats most of its own."""


@dataclass(frozen=True)
class Performance:
    """How a chorale is played. tempo: quarter notes a minute at the beginning, which change as much as
    those of the chorale. mixes: gains of the voices, (V,) for each."""

    mixer: Mixer
    tempo: float
    mixes: Sequence[np.ndarray]
    has_metronome: bool = False
    has_count_in: bool = False

    @property
    def sixteenth_s(self) -> float:
        return 15 / self.tempo


def count_in_sixteenths(chorale: Chorale) -> int:
    """A bar, and what the bar of a pickup has before it."""
    bar = METRES[chorale.meta.metre]
    return bar + -chorale.meta.pickup % bar


def duration_s(chorale: Chorale, performance: Performance, expression: Expression | None = None) -> float:
    """From the first click or note to the end of the room. expression: as for `play`."""
    clock = _Clock(chorale, performance, expression or expression_of(chorale))
    return clock.second(chorale.num_sixteenths) + TAIL_S


class _Clock:
    """When the sixteenths of a performance begin. Those of a count-in have negative numbers."""

    def __init__(self, chorale: Chorale, performance: Performance, expression: Expression) -> None:
        self._count_in = count_in_sixteenths(chorale) if performance.has_count_in else 0
        self._sixteenth_s = performance.sixteenth_s
        faster = performance.tempo / chorale.meta.tempo
        length_T = expression.stretch_T * 15 / (faster * tempo_columns(chorale))
        self._second_T = np.append(0.0, np.cumsum(length_T))

    def second(self, sixteenth: int | Fraction) -> float:
        """From the first click or note; what lies within a sixteenth by its share of it."""
        before = float(self._count_in + min(sixteenth, 0)) * self._sixteenth_s
        return before + float(np.interp(float(sixteenth), np.arange(len(self._second_T)), self._second_T))

    def sample(self, sixteenth: int | Fraction) -> int:
        """At the next of the blocks in which the browser's synthesizer computes."""
        exact = self.second(sixteenth) * SAMPLE_RATE
        return math.ceil(exact / synthesis.BLOCK - 1e-9) * synthesis.BLOCK


def play(
    chorale: Chorale, performance: Performance, expression: Expression | None = None
) -> Iterator[np.ndarray]:
    """The blocks of all mixes in time, each (K, 2, N) from -1 to 1. expression: of a piece whose repeats are
    written out already; None for what its own signs say."""
    expression = expression or expression_of(chorale)
    num_samples = round(duration_s(chorale, performance, expression) * SAMPLE_RATE)
    staves = chorale.meta.staves
    channels = (*performance.mixer, *[ACCOMPANYING] * len(staves))
    clock = _Clock(chorale, performance, expression)
    programs = [INSTRUMENTS[channel.instrument] for channel in performance.mixer]
    in_voices = zip(sounding(chorale), programs, strict=True)
    voices = [
        _Line(_notes(_heard(in_voice, expression, row), program, clock))
        for row, (in_voice, program) in enumerate(in_voices)
    ]
    voices += [
        _Line(
            _notes(
                _heard(sounding_staff(staff), expression, row), INSTRUMENTS[ACCOMPANYING.instrument], clock
            )
        )
        for row, staff in enumerate(staves, start=len(voices))
    ]
    mixes = [np.append(gains_V, [ACCOMPANYING.gain] * len(staves)) for gains_V in performance.mixes]
    clicks = _Line(_clicks(chorale, performance, clock))
    sends_V = np.array([REVERB + _tone(channel.instrument).reverb for channel in channels])
    sides_2V = np.array([channel.sides for channel in channels]).T
    rooms = [_Room() for _ in performance.mixes]
    for start in range(0, num_samples, BLOCK):
        length = min(BLOCK, num_samples - start)
        stems_VN, clicks_N = np.array([voice.block(start) for voice in voices]), clicks.block(start)
        mixed_KN = []
        for gains_V, room in zip(mixes, rooms, strict=True):
            dry_2N, wet_2N = (sides_2V * gains_V) @ stems_VN, room.block((sends_V * gains_V) @ stems_VN)
            mixed_KN.append((bent(LOUDNESS * (dry_2N + wet_2N)) + clicks_N)[:, :length])
        yield np.clip(mixed_KN, -1, 1)


def bent(mixed: np.ndarray) -> np.ndarray:
    """Softly limited: as it is up to BENT_FROM, towards 1 above it."""
    over, left = np.maximum(0, np.abs(mixed) - BENT_FROM), 1 - BENT_FROM
    return np.where(over > 0, np.sign(mixed) * (BENT_FROM + left * np.tanh(over / left)), mixed)


Made = Callable[[], np.ndarray]
"""Makes a sound when it is needed."""


class _Line:
    """Sounds one after another, which may reach over those that follow."""

    def __init__(self, sounds: list[tuple[int, Made]]) -> None:
        self._waiting = sounds[::-1]
        self._sounding: list[tuple[int, np.ndarray]] = []

    def block(self, start: int) -> np.ndarray:
        """The sound of the BLOCK samples from `start`, (N,); blocks must be read in order."""
        block_N = np.zeros(BLOCK, dtype=np.float32)
        while self._waiting and self._waiting[-1][0] < start + BLOCK:
            first, made = self._waiting.pop()
            self._sounding.append((first, made()))
        for first, sound_N in self._sounding:
            at = max(0, first - start)
            part = sound_N[max(0, start - first) : start - first + BLOCK]
            block_N[at : at + len(part)] += part
        self._sounding = [each for each in self._sounding if each[0] + len(each[1]) > start + BLOCK]
        return block_N


class _Room:
    """The reverb of one mix: a convolution, whose rest goes on into the next block."""

    SIZE = 1 << 18

    def __init__(self) -> None:
        self._rest = np.zeros((2, self.SIZE), dtype=np.float32)

    def block(self, sent_N: np.ndarray) -> np.ndarray:
        """The reverberation of a block, (2, N)."""
        if sent_N.any():
            response = np.fft.rfft(sent_N.astype(np.float32), self.SIZE) * _room_response()
            self._rest += np.fft.irfft(response, self.SIZE)
        block_2N = self._rest[:, :BLOCK].copy()
        self._rest = np.pad(self._rest[:, BLOCK:], ((0, 0), (0, BLOCK)))
        return block_2N


@functools.cache
def _room_response() -> np.ndarray:
    return np.fft.rfft(impulse_response(), _Room.SIZE)


def _tone(instrument: str) -> Tone:
    return tone(INSTRUMENTS[instrument], 60)


Heard = tuple[Sounding, float, float]
"""A note, its velocity, and how much of its length it sounds."""


def _heard(line: Iterable[Sounding], expression: Expression, row: int) -> Iterator[Heard]:
    for note in line:
        velocity, share = expression.velocity_VT[row, note.column], expression.share_VT[row, note.column]
        yield note, float(velocity), 1.0 if note.is_grace else float(share)


def _notes(line: Iterable[Heard], program: int, clock: _Clock) -> list[tuple[int, Made]]:
    sounds: list[tuple[int, Made]] = []
    for note, velocity, share in line:
        first = clock.sample(note.start)
        held = round(share * (clock.sample(note.start + note.length) - first))
        gain = (velocity / USUAL) ** 2  # as a synthesizer answers a velocity
        sounds.append((first, functools.partial(_note, program, note.pitch, held, gain)))
    return sounds


@functools.lru_cache(REMEMBERED)
def _note(program: int, pitch: int, held: int, gain: float) -> np.ndarray:
    return np.float32(gain) * synthesis.sound(tone(program, pitch), held)


def _clicks(chorale: Chorale, performance: Performance, clock: _Clock) -> list[tuple[int, Made]]:
    """Beats of the bar before the music, of the music, or of both."""
    meta, num_sixteenths = chorale.meta, chorale.num_sixteenths
    before, bar = -count_in_sixteenths(chorale), METRES[meta.metre]
    clicks: list[tuple[int, bool]] = []
    if performance.has_count_in:
        beats = range(before, 0, written_beat(meta.metre))
        clicks += [(sixteenth, (sixteenth - before) % bar == 0) for sixteenth in beats]
    if performance.has_metronome:
        is_first_T = metric_positions(meta, num_sixteenths) == 0
        beats_of_music = np.flatnonzero(on_beat(meta, num_sixteenths)).tolist()
        clicks += [(sixteenth, bool(is_first_T[sixteenth])) for sixteenth in beats_of_music]
    return [
        (clock.sample(sixteenth), functools.partial(_click, is_first_of_bar))
        for sixteenth, is_first_of_bar in clicks
    ]


@functools.cache
def _click(is_first_of_bar: bool) -> np.ndarray:
    """A triangle that falls away, as the browser's metronome has it."""
    at_N = np.arange(round((CLICK_S + 0.01) * SAMPLE_RATE)) / SAMPLE_RATE
    turns_N = at_N * (CLICK_FIRST_HZ if is_first_of_bar else CLICK_OTHER_HZ)
    triangle_N = 2 / np.pi * np.arcsin(np.sin(2 * np.pi * turns_N))
    fall_N = CLICK_VOLUME * (CLICK_END / CLICK_VOLUME) ** np.minimum(1, at_N / CLICK_S)
    return (triangle_N * fall_N).astype(np.float32)
