"""A piece from nothing is begun from left to right, as everybody sees, and people steer it all the same."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.special import softmax

from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.symbols import NUM_PITCHES, NUM_SYMBOLS, REST_ID, Chorale, encode
from sunmask.chorale.networks.left_to_right import GOES_ON
from sunmask.chorale.networks.left_to_right_decoding import Decoding
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.sampling.beginning import (
    OPEN,
    RHYTHM_TEMPERATURE,
    TEMPERATURE,
    begins_in_order,
    chances,
    learned_weights,
    next_column,
    unchorded,
)
from sunmask.chorale.sampling.composing import blank_chorale, plan_to_keep
from sunmask.chorale.sampling.sampler import denoiser_of, layout_of
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Denoiser, denoise
from sunmask.method.schedules import step_generator
from sunmask.method.steps import Change

pytestmark = pytest.mark.numeric

LENGTH, SEED = 32, 5
SETTINGS = ChoraleSettings(num_steps=24, begin_in_order=True, rework=False, ending=False, cadences=False)
FALL = 16


def network(tokens: torch.Tensor, trust: torch.Tensor, *conditions: torch.Tensor) -> torch.Tensor:
    """One that draws what it likes."""
    shape = (*tokens.shape[1:], NUM_SYMBOLS)
    logits = torch.sin(torch.arange(tokens[0].numel() * NUM_SYMBOLS) * 0.37).reshape(shape)
    return logits.expand(len(tokens), *shape)


def begun(candidates: range = range(1), **settings: object) -> Denoiser:
    blank = blank_chorale(LENGTH)
    chosen = replace(SETTINGS, **settings)
    return denoiser_of(blank, plan_to_keep(blank, ""), chosen, seed=SEED, candidates=candidates)


def written(candidate: int, given_VT: np.ndarray | None = None) -> np.ndarray:
    """What the second network writes for a candidate, as ids (V, T), around cells that are given."""
    blank = blank_chorale(LENGTH)
    layout = layout_of(blank, plan_to_keep(blank, ""), SETTINGS, SEED, candidate)
    decoding = Decoding(learned_weights(), torch.from_numpy(unchorded(layout.conditions_TF)))
    refused, temperature = Refused.by(SETTINGS, blank.meta), SETTINGS.temperature / 0.8
    ids_VT = np.empty((4, 0), dtype=np.int64)
    if given_VT is None:
        given_VT = np.full((4, LENGTH), OPEN)
    for t in range(LENGTH):
        rng = step_generator(SEED, candidate, t, "beginning")
        its = refused, rng, (TEMPERATURE * temperature, RHYTHM_TEMPERATURE * temperature)
        column_V = next_column(decoding, ids_VT[:, -8:], given_VT[:, t], *its)
        decoding.append(column_V.tolist())
        ids_VT = np.concatenate((ids_VT, column_V[:, None]), axis=1)
    return ids_VT


def test_a_piece_grows_from_its_beginning_and_the_rest_of_it_is_silent() -> None:
    denoiser = begun()
    assert denoiser.schedule.fall_steps == FALL
    whole_VT = written(0)
    for step in denoise(network, denoiser):
        if step.number > FALL:
            break
        ids_VT, num_columns = encode(step.symbols_BVT[0]), LENGTH * step.number // FALL
        np.testing.assert_array_equal(ids_VT[:, :num_columns], whole_VT[:, :num_columns])
        assert (step.symbols_BVT[0][:, num_columns:] == 0).all()
    assert (ids_VT != REST_ID).mean() > 0.9
    assert Refused(parallels=True).count(ids_VT) == 0


def test_its_phrases_close_with_the_chords_that_are_planned() -> None:
    blank = blank_chorale(LENGTH)
    settings = replace(SETTINGS, cadences=True, ending=True)
    layouts = [layout_of(blank, plan_to_keep(blank, ""), settings, SEED, candidate) for candidate in range(8)]
    steps = denoise(network, begun(range(8), cadences=True, ending=True))
    *_, last = (step for step in steps if step.number <= FALL)
    closes = [
        layout.chord_constraints.satisfied(encode(symbols_VT))
        for layout, symbols_VT in zip(layouts, last.symbols_BVT, strict=True)
    ]
    assert all(len(each) >= 2 and each[-1] for each in closes)  # without the chords, 9 in 24 end with theirs
    assert sum(each.sum() for each in closes) >= 0.75 * sum(map(len, closes))


def test_a_candidate_is_the_same_alone_and_after_a_restart() -> None:
    both = [step.symbols_BVT for step in denoise(network, begun(range(2)))]
    alone = [step.symbols_BVT[0] for step in denoise(network, begun(range(1, 2)))]
    for among, by_itself in zip(both, alone, strict=True):
        np.testing.assert_array_equal(among[1], by_itself)
    again = begun(range(1, 2))
    first = begun(range(1, 2)).symbols
    again.restore([first, *([symbols_VT.ravel().tolist()] for symbols_VT in alone[:7])])
    *_, last = denoise(network, again)
    np.testing.assert_array_equal(last.symbols_BVT[0], alone[-1])


def test_what_people_hold_or_free_while_it_is_written_is_read_and_kept() -> None:
    denoiser = begun()
    steps = denoise(network, denoiser)
    for _ in range(6):
        next(steps)
    held_VT, freed_VT = np.zeros((2, 4, LENGTH), dtype=bool)
    held_VT[0, 20:24], freed_VT[3, :4] = True, True
    before_VT = denoiser.symbols_BVT[0].copy()
    denoiser.apply_change(Change(held_VT, trust=True, hold=True, symbols=[67] * (4 * LENGTH)))
    denoiser.apply_change(Change(freed_VT, renoise=True, trust=False, hold=False))
    *_, last = (step for step in steps if step.number <= FALL)
    found_VT = last.symbols_BVT[0]
    assert (found_VT[held_VT] == 67).all()
    assert (found_VT[freed_VT] != before_VT[freed_VT]).any()
    ids_VT, whole_VT = encode(found_VT), written(0)
    np.testing.assert_array_equal(ids_VT[1:, 4:12], whole_VT[1:, 4:12])  # written before that
    assert (ids_VT[1:, 20:] != whole_VT[1:, 20:]).any()
    np.testing.assert_array_equal(whole_VT, written(0, np.where(np.arange(LENGTH) < 12, whole_VT, OPEN)))


def test_a_branch_goes_on_where_it_begins() -> None:
    steps = [step.symbols_BVT[0] for step in denoise(network, begun())]
    at = 6
    there = Chorale(steps[at - 1], blank_chorale(LENGTH).meta)
    held_VT = np.zeros((4, LENGTH), dtype=bool)
    for holds in (False, True):
        held_VT[1, :4] = holds
        states_VT = np.where(held_VT, CellState.UNMASKED, CellState.RENOISABLE)
        plan = plan_from_states(states_VT, held_VT)
        branch = denoiser_of(there, plan, SETTINGS, seed=SEED + 1, candidates=range(1), first_step=at)
        *_, last = (step for step in denoise(network, branch) if step.number <= FALL)
        num_columns = LENGTH * at // FALL
        np.testing.assert_array_equal(last.symbols_BVT[0][:, :num_columns], there.symbols_VT[:, :num_columns])
        assert (last.symbols_BVT[0][:, num_columns:] != 0).mean() > 0.9


@pytest.mark.parametrize("why", ["it is off", "a voice is held", "a chord is asked for", "in three"])
def test_with_something_to_go_by_the_denoiser_writes_all_of_it(why: str) -> None:
    blank, settings = blank_chorale(LENGTH, "3/4" if why == "in three" else "4/4"), SETTINGS
    held = ""
    if why == "it is off":
        settings = replace(SETTINGS, begin_in_order=False)
    elif why == "a voice is held":
        held = "S"
    elif why == "a chord is asked for":
        blank = replace(blank, chords={4: Chord(0, "major")})
    assert not begins_in_order(blank, plan_to_keep(blank, held), settings)
    assert begins_in_order(Chorale(blank_chorale(8).symbols_VT), plan_to_keep(blank_chorale(8), ""), SETTINGS)


def test_whether_a_note_begins_is_drawn_apart_from_its_pitch() -> None:
    logits_A = np.linspace(-2, 3, NUM_PITCHES + 2)
    plain_A, calm_A = (chances(logits_A, temperature, 1.0) for temperature in (1.0, 0.5))
    assert plain_A.tolist() == pytest.approx(softmax(logits_A).tolist())
    assert calm_A[GOES_ON:].tolist() == pytest.approx(plain_A[GOES_ON:].tolist())
    assert float(calm_A[5] / calm_A[0]) == pytest.approx(float(plain_A[5] / plain_A[0]) ** 2, rel=1e-4)
