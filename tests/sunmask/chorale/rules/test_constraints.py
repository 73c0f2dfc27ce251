"""Chords that are asked for are obeyed: only their notes on the beat, and no change that leaves one."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sunmask.chorale.conditioning.conditions import conditions_of
from sunmask.chorale.music.bars import beat_columns
from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.harmony import read_chords
from sunmask.chorale.music.symbols import LOWEST_PITCH, NUM_PITCHES, Chorale, encode
from sunmask.chorale.rules.constraints import FORBIDDEN, MISSING, ChordConstraints
from sunmask.chorale.sampling.composing import blank_chorale, compose, plan_to_keep
from sunmask.chorale.sampling.sampler import layout_of
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.sampling import Denoiser, denoise

C_MAJOR, D_MINOR = (72, 67, 64, 48), (74, 69, 65, 50)
LEADS = {0: Chord(0, "maj"), 4: Chord(2, "min", 5)}


def piece(*chords: tuple[int, ...], asked: dict[int, Chord] | None = None) -> Chorale:
    columns = [np.array([[p, -p, -p, -p] for p in pitches]) for pitches in chords]
    return replace(
        blank_chorale(4 * len(chords)),
        symbols_VT=np.concatenate(columns, axis=1).astype(np.int16),
        chords=LEADS if asked is None else asked,
    )


def asked_of(chorale: Chorale) -> ChordConstraints:
    return ChordConstraints(conditions_of(chorale, ChoraleSettings()), chorale.meta)


def test_a_chord_is_obeyed_in_root_quality_and_the_bass_that_is_said() -> None:
    ids_VT = encode(piece(C_MAJOR, D_MINOR, C_MAJOR).symbols_VT)
    asked = {0: Chord(0, "maj"), 4: Chord(2, "min"), 8: Chord(9, "min")}
    assert asked_of(piece(C_MAJOR, D_MINOR, C_MAJOR, asked=asked)).satisfied(ids_VT).tolist() == [
        True,
        True,
        False,
    ]
    asked = {0: Chord(0, "maj", 4), 4: Chord(2, "min", 2), 8: Chord(0, "dom7")}
    assert asked_of(piece(C_MAJOR, D_MINOR, C_MAJOR, asked=asked)).satisfied(ids_VT).tolist() == [
        False,
        True,
        False,
    ]


def test_a_chord_without_its_root_is_not_the_one_that_is_asked_for() -> None:
    asked = {0: Chord(2, "min7", 5)}
    for notes, is_obeyed in (((72, 69, 62, 53), True), ((72, 69, 60, 53), False)):
        start = piece(notes, asked=asked)
        assert asked_of(start).satisfied(encode(start.symbols_VT)).tolist() == [is_obeyed]


def test_nothing_is_asked_where_no_chord_is() -> None:
    assert not asked_of(piece(C_MAJOR, asked={}))
    assert asked_of(piece(C_MAJOR))


def test_other_notes_are_forbidden_on_the_beat_and_free_after_it() -> None:
    start = piece(C_MAJOR, D_MINOR)
    ids_VT = encode(start.symbols_VT)
    added_KP = asked_of(start).logit_bias(ids_VT, np.ones_like(ids_VT, dtype=bool)).reshape(4, 8, -1)

    def added(voice: int, column: int, pitch: int) -> tuple[float, float]:
        at = pitch - LOWEST_PITCH
        return float(added_KP[voice, column, at]), float(added_KP[voice, column, at + NUM_PITCHES])

    assert added(0, 0, 74) == added(0, 1, 74) == (FORBIDDEN, FORBIDDEN)
    assert added(0, 2, 74) == (0, 0)
    assert added(2, 0, 64) == (MISSING, MISSING)  # the only third
    assert added(1, 0, 60) == (0, 0)  # a root that soprano and bass have
    assert added(3, 4, 50)[0] == FORBIDDEN < added(3, 4, 53)[0]  # the bass is to be F
    assert not added_KP[..., -1].any()


def test_changes_that_leave_an_obeyed_chord_are_taken_back_and_others_stay() -> None:
    start = piece(C_MAJOR, D_MINOR, C_MAJOR, asked={0: Chord(0, "maj"), 8: Chord(9, "min")})
    before = encode(start.symbols_VT)
    proposed = before.copy()
    proposed[1, 0:4] = encode(piece((72, 69, 64, 48)).symbols_VT)[1]  # A minor
    proposed[0, 4:8] = encode(piece((77, 67, 65, 48)).symbols_VT)[0]
    proposed[2, 8:12] = encode(piece((72, 67, 63, 48)).symbols_VT)[2]  # which was not A minor before either
    left = asked_of(start).revert_violations(before, proposed)
    assert (left[1] == before[1]).all()
    assert (left[0] == proposed[0]).all()
    assert (left[2] == proposed[2]).all()


class Deaf:
    """A network that hears nothing and likes all symbols alike."""

    def __call__(self, tokens: torch.Tensor, *_: object) -> torch.Tensor:
        return torch.zeros((*tokens.shape, 2 * NUM_PITCHES + 1))


@pytest.mark.parametrize(("keeps", "least", "most"), [(True, 0.9, 1.0), (False, 0.0, 0.5)])
def test_chords_are_heard_even_from_a_network_that_does_not_listen(
    keeps: bool, least: float, most: float
) -> None:
    chords = {t: Chord((7 * t) % 12, "maj") for t in range(0, 64, 8)}
    start = replace(blank_chorale(64), chords=chords)
    settings = ChoraleSettings(num_steps=48, keep_chords=keeps)
    (made,) = compose(Deaf(), start, count=1, seed=3, settings=settings)  # type: ignore[arg-type]
    found = read_chords(made.symbols_VT, beat_columns(made.meta, made.num_sixteenths))
    heard = [
        found.root_N[t // 4] == chord.root and found.quality_N[t // 4] == 0 for t, chord in chords.items()
    ]
    assert least <= np.mean(heard) <= most


@pytest.mark.thorough
def test_a_chord_that_is_asked_for_late_is_heard() -> None:
    """When little is doubted any more, the beat of a chord that the notes do not make still is."""
    start = piece(*[C_MAJOR] * 16, asked={12: Chord(5, "maj")})
    settings, plan = ChoraleSettings(num_steps=24), plan_to_keep(start, "S")
    layouts = [layout_of(start, plan, settings, 3, number) for number in range(4)]
    denoiser = Denoiser(layouts, settings, seed=3, first_step=18)
    *_, last = denoise(Deaf(), denoiser)  # type: ignore[arg-type]
    heard = [asked_of(start).satisfied(encode(grid_VT)).all() for grid_VT in last.symbols_BVT]
    assert all(heard)
