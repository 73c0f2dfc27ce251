"""Voices below a melody sound on where it rests, unless somebody wants them to rest with it."""

import numpy as np
import pytest
import torch

from sunmask.chorale.music.symbols import NUM_SYMBOLS, REST_ID, Chorale, encode
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.sampling.accompaniment import Accompaniment
from sunmask.chorale.sampling.composing import plan_to_keep
from sunmask.chorale.sampling.sampler import denoiser_of
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.sampling import denoise
from tests.sunmask.chorale.notation.scores import attributes, musicxml, note, part, rest
from tests.sunmask.chorale.notation.tunes import REST, RESTING, bars_of_three

VOICES = ("Soprano", "Alto", "Tenor", "Bass")
BAR = 12


def hymn(name: str, voices: tuple[str, ...] = VOICES) -> Chorale:
    """A tune of `RESTING` as its file gives it, with silent voices below."""
    fifths, notes = RESTING[name]
    bars = [
        "".join(rest(6 * length) if pitch == REST else note(pitch, 6 * length) for pitch, length in bar)
        for bar in bars_of_three(notes)
    ]
    silent = [rest(6 * sum(length for _, length in bar)) for bar in bars_of_three(notes)]
    first = attributes(beats="3", fifths=fifths)
    below = [part(voice, first + silent[0], *silent[1:]) for voice in voices[1:]]
    number = 0 if notes[0][1] < 8 else 1
    data = musicxml(part(voices[0], first + bars[0], *bars[1:]), *below, first_number=number)
    return import_from_musicxml(musicxml_root(data)).chorale


def resting_network(tokens: torch.Tensor, trust: torch.Tensor, *conditions: torch.Tensor) -> torch.Tensor:
    """A network that rests wherever it may, and else draws what it likes."""
    logits = torch.sin(torch.arange(tokens.numel() * NUM_SYMBOLS) * 0.37).reshape(*tokens.shape, NUM_SYMBOLS)
    logits[..., REST_ID] = 20.0
    return logits


def composed(piece: Chorale, **settings: object) -> np.ndarray:
    """The ids of a short run that keeps the first voice."""
    plan = plan_to_keep(piece, "S")
    chosen = ChoraleSettings(num_steps=8, refuse_parallels=False, **settings)
    sampled = denoiser_of(piece, plan, chosen, seed=5, candidates=range(1))
    *_, last = denoise(resting_network, sampled)
    return last.symbols_BVT[0]


def inner_rests(piece: Chorale) -> np.ndarray:
    sounds_T = piece.symbols_VT[0] != 0
    first, last = np.flatnonzero(sounds_T)[[0, -1]]
    return np.flatnonzero(~sounds_T[first:last]) + first


@pytest.mark.parametrize("name", list(RESTING))
def test_no_lower_voice_rests_because_the_melody_does(name: str) -> None:
    piece = hymn(name)
    columns = inner_rests(piece)
    assert len(columns) >= BAR - 4
    symbols_VT = composed(piece)
    assert (symbols_VT[0] == piece.symbols_VT[0]).all()
    assert (symbols_VT[1:, columns] != 0).all()


def test_the_lower_voices_of_three_sound_on_as_well() -> None:
    piece = hymn("Scarborough Fair", ("Soprano", "Alto", "Bass"))
    assert len(piece.voices) == 3
    assert (composed(piece)[1:, inner_rests(piece)] != 0).all()


def test_they_rest_with_the_melody_where_somebody_wants_that() -> None:
    piece = hymn("Scarborough Fair")
    symbols_VT = composed(piece, accompany_rests=False)
    assert (symbols_VT[1:, inner_rests(piece)] == 0).any()


def test_the_end_is_everybodys_and_an_introduction_has_a_bar_or_more() -> None:
    symbols_VT = np.zeros((4, 48), dtype=np.int16)
    symbols_VT[0, 4:20] = [67, *[-67] * 15]
    symbols_VT[0, 24:40] = [69, *[-69] * 15]
    hold_VT = np.zeros((4, 48), dtype=bool)
    hold_VT[0] = True
    of_upbeat = Accompaniment.of(encode(symbols_VT), hold_VT, bar=16)
    assert np.flatnonzero(of_upbeat.rests_VT[0]).tolist() == [20, 21, 22, 23]
    assert (of_upbeat.sounds_VT[1:] == of_upbeat.rests_VT[0]).all()
    assert not of_upbeat.sounds_VT[0].any()
    waits_VT = np.concatenate((np.zeros((4, 16), dtype=np.int16), symbols_VT), axis=1)
    of_waiting = Accompaniment.of(
        encode(waits_VT), np.concatenate((hold_VT[:, :16], hold_VT), axis=1), bar=16
    )
    assert np.flatnonzero(of_waiting.rests_VT[0]).tolist() == [*range(20), *range(36, 40)]


def test_a_voice_that_is_silent_throughout_asks_nothing_of_the_others() -> None:
    symbols_VT, hold_VT = np.zeros((4, 32), dtype=np.int16), np.zeros((4, 32), dtype=bool)
    hold_VT[0] = True
    assert not Accompaniment.of(encode(symbols_VT), hold_VT, bar=16).sounds_VT.any()
