"""WAV files of chorales: as long as they should be, and of the right pitches."""

import io
import wave

import numpy as np
import pytest

from sunmask.chorale.notation.audio import PEAK, RELEASE_S, SAMPLE_RATE, write_wav
from sunmask.chorale.symbols import Chorale, ChoraleMeta


def samples(data: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, SAMPLE_RATE)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768


def strongest(sound: np.ndarray) -> float:
    """The frequency that is loudest, in Hz."""
    return float(np.abs(np.fft.rfft(sound)).argmax()) * SAMPLE_RATE / len(sound)


def test_notes_sound_when_and_as_high_as_they_stand() -> None:
    symbols = np.zeros((4, 8), dtype=np.int16)
    symbols[0] = [69, -69, -69, -69, 0, 0, 57, -57]
    sound = samples(write_wav(Chorale(symbols, ChoraleMeta(tempo=60.0))))  # a sixteenth is a quarter second
    assert len(sound) == pytest.approx((2 + RELEASE_S) * SAMPLE_RATE, abs=2)
    second = SAMPLE_RATE
    assert strongest(sound[:second]) == pytest.approx(440, abs=2)
    assert strongest(sound[int(1.5 * second) : 2 * second]) == pytest.approx(220, abs=3)
    assert not sound[int(1.2 * second) : int(1.49 * second)].any()
    assert np.abs(sound).max() == pytest.approx(PEAK, abs=0.01)


def test_silence_is_silent_and_what_is_no_chorale_is_refused() -> None:
    assert not samples(write_wav(Chorale(np.zeros((4, 4), dtype=np.int16)))).any()
    with pytest.raises(ValueError, match="expected"):
        write_wav(Chorale(np.full((4, 4), 5, dtype=np.int16)))
