"""How loud, from where and on which instrument each voice sounds: the mixer, as JSON and as gains.

`frontend/src/audio/mixer.ts` is the same for the browser.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sunmask.chorale.music.voices import FEWEST_VOICES, MOST_VOICES

INSTRUMENTS = {"choir": 52, "organ": 19, "strings": 48, "piano": 0}
"""Name to program of the sound font."""
LOUDEST, FARTHEST = 100, 100
USUAL_VOLUME, USUAL_PANS = 80, (-32, 22, -16, 38, -24, 30)
"""As a choir stands."""
SOFT = 0.25
"""The gain of the other voices in a practice track: 12 dB less."""
REVERB = 56 / 128 * 0.2
"""Share of each voice that is sent to the room."""


@dataclass(frozen=True)
class Channel:
    """One voice: volume 0 to 100, pan from -100 (left) to 100 (right)."""

    instrument: str = "choir"
    volume: int = USUAL_VOLUME
    pan: int = 0
    is_heard: bool = True

    @property
    def gain(self) -> float:
        """A synthesizer's answer to the MIDI volume that the browser sends."""
        return (_nearest(1.27 * self.volume) / 128) ** 2

    @property
    def sides(self) -> np.ndarray:
        """Shares of left and right, whose powers add up to 1, (2,)."""
        angle = np.pi / 2 * min(127, max(0, _nearest(64 + 0.63 * self.pan))) / 128
        return np.array([np.cos(angle), np.sin(angle)])


def _nearest(value: float) -> int:
    """Halves upwards, as browsers round."""
    return int(value + 0.5)


Mixer = tuple[Channel, ...]


def usual(num_voices: int) -> Mixer:
    """The mixer of so many voices before anybody has changed it."""
    return tuple(Channel(pan=pan) for pan in USUAL_PANS[:num_voices])


USUAL = usual(4)


def mixer_from_json(value: Any) -> Mixer:
    """A channel for each voice from the top; what is left out is as usual. Raises ValueError."""
    if value is None:
        return USUAL
    if not isinstance(value, Sequence) or not FEWEST_VOICES <= len(value) <= MOST_VOICES:
        raise ValueError(f"expected a mixer of {FEWEST_VOICES} to {MOST_VOICES} voices, got {value!r:.80}")
    return tuple(_channel(given, before) for given, before in zip(value, usual(len(value)), strict=True))


def for_voices(mixer: Mixer, num_voices: int) -> Mixer:
    """The mixer with a channel for each of so many voices."""
    return (*mixer, *usual(num_voices)[len(mixer) :])[:num_voices]


def _channel(given: Any, before: Channel) -> Channel:
    if not isinstance(given, Mapping) or not set(given) <= set(vars(before)):
        raise ValueError(f"expected instrument, volume, pan and is_heard of a voice, got {given!r:.80}")
    channel = replace(before, **given)
    if channel.instrument not in INSTRUMENTS:
        raise ValueError(
            f"expected an instrument of {', '.join(INSTRUMENTS)}, got {channel.instrument!r:.40}"
        )
    if type(channel.volume) is not int or not 0 <= channel.volume <= LOUDEST:
        raise ValueError(f"expected a volume of 0 to {LOUDEST}, got {channel.volume!r:.40}")
    if type(channel.pan) is not int or not -FARTHEST <= channel.pan <= FARTHEST:
        raise ValueError(f"expected a pan of -{FARTHEST} to {FARTHEST}, got {channel.pan!r:.40}")
    if type(channel.is_heard) is not bool:
        raise ValueError(f"expected is_heard to be true or false, got {channel.is_heard!r:.40}")
    return channel


def gains(mixer: Mixer, loud: int | None = None) -> np.ndarray:
    """The gain of each voice, (V,): as mixed, or with one voice at its loudest and the others soft."""
    if loud is None:
        return np.array([channel.gain if channel.is_heard else 0.0 for channel in mixer])
    others = [SOFT * channel.gain for channel in mixer]
    return np.array([Channel(volume=LOUDEST).gain if v == loud else gain for v, gain in enumerate(others)])
