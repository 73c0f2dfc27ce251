"""Chorales to hear without a synthesizer: plain organ tones in a WAV file. The studio has sampled voices."""

import io
import wave

import numpy as np

from sunmask.chorale.symbols import Chorale, check_symbols, notes

SAMPLE_RATE = 44_100
PARTIALS = (1.0, 0.5, 0.35, 0.2, 0.1, 0.08)
"""Loudness of a tone's harmonics, the first one first; loud enough in all for a bass on small speakers."""
ATTACK_S, RELEASE_S = 0.03, 0.15
PEAK = 0.8
"""Of full scale, which the loudest moment reaches."""


def write_wav(chorale: Chorale) -> bytes:
    """One channel of 16 bits, 44.1 kHz, at the chorale's tempo, with the last release. Raises ValueError for
    an invalid grid."""
    check_symbols(chorale.symbols_VT)
    sixteenth_s = 15 / chorale.meta.tempo
    seconds = chorale.num_sixteenths * sixteenth_s + RELEASE_S
    mixed = np.zeros(round(seconds * SAMPLE_RATE) + 1)
    for voice in notes(chorale.symbols_VT):
        for start, length, pitch in voice:
            if pitch:
                first = round(start * sixteenth_s * SAMPLE_RATE)
                sounds = tone(pitch, length * sixteenth_s)[: len(mixed) - first]
                mixed[first : first + len(sounds)] += sounds
    loudest = np.abs(mixed).max()
    scaled = mixed * (PEAK * 32767 / loudest) if loudest else mixed
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(scaled.astype("<i2").tobytes())
    return written.getvalue()


def tone(pitch: int, seconds: float) -> np.ndarray:
    """A MIDI pitch, equal temperament at 440 Hz, held for so long; its release comes after that."""
    at = np.arange(round((seconds + RELEASE_S) * SAMPLE_RATE)) / SAMPLE_RATE
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    made = sum(
        loudness * np.sin(2 * np.pi * number * frequency * at) for number, loudness in enumerate(PARTIALS, 1)
    )
    rising = np.minimum(1, at / ATTACK_S)
    falling = np.clip((seconds + RELEASE_S - at) / RELEASE_S, 0, 1)
    return np.asarray(made * rising * falling)
