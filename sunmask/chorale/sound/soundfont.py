"""The sampled instruments of `voices.sf3`, which the browser plays too: what sounds for a key, and how.

A sound font (SoundFont 2.04, sections 7 to 9) lists presets, each of which names instruments, each of which
names samples; generators of a preset add to those of its instrument. Samples are Ogg Vorbis here (SF3) and
are decoded when they are first needed.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

VOICES = Path(__file__).with_name("voices.sf3")
VELOCITY = 90
"""How hard every note is struck; the browser's player strikes so too."""

PAN, INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, SAMPLE = 17, 41, 43, 44, 53
DEFAULTS = {
    8: 13_500,  # cutoff of the low-pass, in cents
    11: 0,  # what the modulation envelope does to it
    16: 0,  # reverb, in thousandths
    29: 0,  # what the modulation envelope falls to
    34: -12_000,  # attack, in timecents
    35: -12_000,  # hold
    36: -12_000,  # decay
    37: 0,  # sustain, in centibels under the peak
    38: -12_000,  # release
    48: 0,  # attenuation, in centibels
    51: 0,  # coarse tuning, in semitones
    52: 0,  # fine tuning, in cents
    58: -1,  # root key; the sample's own where negative
}
FEWEST_TIMECENTS, SHORTEST_RELEASE = -12_000, -7_200
"""The least that a time can be, and the least of a release, so that no note ends with a click."""
ATTENUATION_SHARE = 0.4
"""The share of a sound font's attenuation that the makers' own hardware applied and synthesizers follow."""


@dataclass(frozen=True)
class Sample:
    """One recorded note: values from -1 to 1, its rate in Hz, its key, and the part that repeats."""

    values: np.ndarray
    rate: int
    key: float
    loop_start: int
    loop_end: int


@dataclass(frozen=True)
class Tone:
    """How one key of an instrument sounds. Times in seconds, attenuations in centibels.

    step: samples of the recording that pass in a second. reverb: share that is sent to the reverb of its own
    accord. cutoff: of the low-pass in Hz; None for none.
    """

    sample: Sample
    step: float
    attack_s: float
    hold_s: float
    decay_s: float
    release_s: float
    sustain_cb: float
    attenuation_cb: float
    cutoff: float | None
    reverb: float


@cache
def tone(program: int, key: int) -> Tone:
    """How a key of a program (52 choir, 19 organ, 48 strings, 0 piano) sounds. Raises ValueError for a
    program or key that `voices.sf3` does not have."""
    font = _font()
    for generators in font.generators(program, key):
        return _tone(font, generators, key)
    raise ValueError(f"expected a program and key of {VOICES.name}, got {program} and {key}")


def _tone(font: "_Font", generators: dict[int, int], key: int) -> Tone:
    value = {name: generators.get(name, default) for name, default in DEFAULTS.items()}
    sample = _sample(generators[SAMPLE])
    root = value[58] if value[58] >= 0 else sample.key
    cents = 100 * (key - root + value[51]) + value[52]
    # the modulation envelopes of these instruments rise at once and stay, so that the cutoff does not move
    cutoff = value[8] + value[11] * (1 - value[29] / 1000)
    return Tone(
        sample=sample,
        step=sample.rate * 2 ** (cents / 1200),
        attack_s=_seconds(value[34]),
        hold_s=_seconds(value[35]),
        decay_s=_seconds(value[36]),
        release_s=_seconds(max(SHORTEST_RELEASE, value[38])),
        sustain_cb=float(value[37]),
        attenuation_cb=ATTENUATION_SHARE * value[48],
        cutoff=8.176 * 2 ** (cutoff / 1200) if cutoff < DEFAULTS[8] - 1 else None,
        reverb=value[16] / 1000,
    )


def _seconds(timecents: int) -> float:
    return 0.0 if timecents <= FEWEST_TIMECENTS else float(2 ** (timecents / 1200))


@cache
def _sample(index: int) -> Sample:
    import soundfile

    font = _font()
    _, start, end, loop_start, loop_end, rate, key, correction, _, _ = font.samples[index]
    values, _ = soundfile.read(io.BytesIO(font.recorded[start:end]), dtype="float32")
    return Sample(values, rate, key - correction / 100, loop_start, loop_end)


@cache
def _font() -> "_Font":
    return _Font(VOICES.read_bytes())


class _Font:
    """The tables of a sound font."""

    def __init__(self, data: bytes) -> None:
        chunks = dict(_chunks(data[12:]))
        self.recorded = chunks[b"smpl"]
        self.samples = [*struct.iter_unpack("<20sIIIIIBbHH", chunks[b"shdr"])]
        self._presets = [*struct.iter_unpack("<20sHHHIII", chunks[b"phdr"])]
        self._instruments = [*struct.iter_unpack("<20sH", chunks[b"inst"])]
        self._bags = {kind: [*struct.iter_unpack("<HH", chunks[kind])] for kind in (b"pbag", b"ibag")}
        self._generators = {kind: [*struct.iter_unpack("<HH", chunks[kind])] for kind in (b"pgen", b"igen")}

    def generators(self, program: int, key: int) -> Iterator[dict[int, int]]:
        """The generators, by number, of each sample that a key of a program lets sound."""
        for index, preset in enumerate(self._presets[:-1]):
            if preset[1] != program:
                continue
            bags = range(preset[3], self._presets[index + 1][3])
            for added in self._zones(b"pbag", b"pgen", bags, INSTRUMENT, key):
                instrument = added[INSTRUMENT]
                bags = range(self._instruments[instrument][1], self._instruments[instrument + 1][1])
                for zone in self._zones(b"ibag", b"igen", bags, SAMPLE, key):
                    sums = {name: zone.get(name, DEFAULTS[name]) + added.get(name, 0) for name in DEFAULTS}
                    yield {**sums, 58: zone.get(58, -1), SAMPLE: zone[SAMPLE]}

    def _zones(
        self, bag: bytes, generator: bytes, bags: range, last: int, key: int
    ) -> Iterator[dict[int, int]]:
        """The zones that a key falls in, each on top of the global one: the first, which leads nowhere."""
        shared: dict[int, int] = {}
        for index in bags:
            first, end = self._bags[bag][index][0], self._bags[bag][index + 1][0]
            zone = {name: _signed(name, amount) for name, amount in self._generators[generator][first:end]}
            if last not in zone:
                shared = zone
                continue
            zone = shared | zone
            ranges = (zone.get(KEY_RANGE, 127 << 8), zone.get(VELOCITY_RANGE, 127 << 8))
            if all(low <= at <= high for at, low, high in _spans((key, VELOCITY), ranges)):
                yield zone


def _spans(at: tuple[int, int], ranges: tuple[int, int]) -> Iterator[tuple[int, int, int]]:
    return ((each, span & 0xFF, span >> 8) for each, span in zip(at, ranges, strict=True))


def _signed(name: int, amount: int) -> int:
    is_whole = name in (INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, SAMPLE)
    return amount if is_whole or amount < 0x8000 else amount - 0x10000


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a RIFF file, those within lists too."""
    at = 0
    while at + 8 <= len(data):
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        if name == b"LIST":
            yield from _chunks(body[4:])
        else:
            yield name, body
        at += 8 + length + length % 2
