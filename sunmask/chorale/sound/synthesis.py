"""One note of a sampled instrument as the browser's synthesizer (spessasynth) makes it: the recording read at
another speed, a low-pass, a volume envelope.

N samples of the output
"""

import numpy as np

from sunmask.chorale.sound.soundfont import VELOCITY, Tone

SAMPLE_RATE = 48_000
GAIN = 0.6 * (VELOCITY / 128) ** 2
"""The synthesizer's own gain, and what the velocity leaves of it."""
SILENCE_CB, END_CB = 960.0, 900.0
"""Centibels under the peak towards which a release falls, and at which the note ends."""
BLOCK = 128
"""Samples that the synthesizer makes at once: nothing begins to sound faster."""


def sound(tone: Tone, held: int) -> np.ndarray:
    """A note held for so many samples, and its release, (N,) float32; neither panned nor reverberated."""
    envelope_N = _envelope(tone, held)
    made_N = _recorded(tone, len(envelope_N))
    if tone.cutoff is not None:
        made_N = _low_passed(made_N, tone.cutoff)
    gain = GAIN * 10 ** (-tone.attenuation_cb / 200)
    return (made_N * envelope_N * gain).astype(np.float32)


def _recorded(tone: Tone, num_samples: int) -> np.ndarray:
    """The recording from its start at the tone's speed, its loop repeated; Hermite interpolation."""
    sample = tone.sample
    length = sample.loop_end - sample.loop_start
    cursor_N = np.arange(num_samples) * (tone.step / SAMPLE_RATE)
    over_N = np.maximum(0, np.floor((cursor_N - sample.loop_start) / length))
    cursor_N -= np.where(cursor_N >= sample.loop_end, over_N, 0) * length
    first_N = cursor_N.astype(np.int64)
    fraction_N = cursor_N - first_N

    def at(distance: int) -> np.ndarray:
        place_N = first_N + distance
        return sample.values[np.where(place_N >= sample.loop_end, place_N - length, place_N)]

    before, here, after, later = at(0), at(1), at(2), at(3)
    slope = (after - before) * 0.5
    fall = here - after
    weight = slope + fall
    a = weight + fall + (later - here) * 0.5
    b = weight + a
    return ((a * fraction_N - b) * fraction_N + slope) * fraction_N + here


def _envelope(tone: Tone, held: int) -> np.ndarray:
    """The volume while `held` samples pass and after them, until it cannot be heard, (N,)."""
    attack, hold = (round(each * SAMPLE_RATE) for each in (tone.attack_s, tone.hold_s))
    attack = attack if attack > BLOCK else 0
    decay = tone.decay_s * SAMPLE_RATE * tone.sustain_cb / SILENCE_CB
    at_N = np.arange(held)
    falling_cb = np.clip((at_N - attack - hold) / max(decay, 1), 0, 1) * tone.sustain_cb
    shape_N = 10 ** (-falling_cb / 200) * np.minimum(1, at_N / max(attack, BLOCK))
    last = shape_N[-1] if held else 0.0
    start_cb = min(SILENCE_CB, -200 * np.log10(max(last, 1e-5)))
    rate = SILENCE_CB / (tone.release_s * SAMPLE_RATE)
    release_cb = start_cb + rate * np.arange(max(0, int((END_CB - start_cb) / rate)))
    return np.concatenate((shape_N, 10 ** (-release_cb / 200)))


def _low_passed(sound_N: np.ndarray, cutoff: float) -> np.ndarray:
    """Through a low-pass of two poles without resonance (R. Bristow-Johnson's), by its frequency response."""
    size = 2 ** int(np.ceil(np.log2(len(sound_N) + SAMPLE_RATE // 10)))
    w = 2 * np.pi * min(cutoff, 0.45 * SAMPLE_RATE) / SAMPLE_RATE
    alpha = np.sin(w) / (2 * 10 ** (-3.01 / 200))
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    half = (1 - np.cos(w)) / 2
    response = (half * (1 + z) ** 2) / ((1 + alpha) - 2 * np.cos(w) * z + (1 - alpha) * z**2)
    return np.fft.irfft(np.fft.rfft(sound_N, size) * response, size)[: len(sound_N)]
