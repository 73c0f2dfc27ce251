"""A piece from nothing is begun from left to right, as everybody sees, and people steer it all the same."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.special import softmax

from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.symbols import NUM_PITCHES, NUM_SYMBOLS, Chorale, encode
from sunmask.chorale.networks.left_to_right import GOES_ON
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.sampling.beginning import begins_in_order, chances, columns, learned_weights, unchorded
from sunmask.chorale.sampling.composing import blank_chorale, plan_to_keep
from sunmask.chorale.sampling.sampler import denoiser_of, layout_of
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.sampling import Denoiser, denoise
from sunmask.method.schedules import step_generator
from sunmask.method.steps import Change

pytestmark = pytest.mark.numeric

LENGTH, SEED = 32, 5
SETTINGS = ChoraleSettings(num_steps=24, begin_in_order=True, rework=False, ending=False)
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


def written(candidate: int) -> np.ndarray:
    """What the second network writes for a candidate, as ids (V, T)."""
    blank = blank_chorale(LENGTH)
    layout = layout_of(blank, plan_to_keep(blank, ""), SETTINGS, SEED, candidate)
    rng, refused = step_generator(SEED, candidate, 0, "beginning"), Refused.by(SETTINGS, blank.meta)
    temperature = SETTINGS.temperature / 0.8
    its = unchorded(layout.conditions_TF), refused, rng, (0.75 * temperature, temperature)
    return np.stack([*columns(learned_weights(), *its)], axis=1)


def test_a_piece_grows_from_its_beginning_and_the_rest_of_it_is_silent() -> None:
    denoiser = begun()
    assert denoiser.schedule.fall_steps == FALL
    whole_VT, seen = written(0), []
    for step in denoise(network, denoiser):
        if step.number > FALL:
            break
        ids_VT = encode(step.symbols_BVT[0])
        num_columns = LENGTH * step.number // FALL // 4 * 4  # a beat is written voice by voice
        np.testing.assert_array_equal(ids_VT[:, :num_columns], whole_VT[:, :num_columns])
        seen.append(int((step.symbols_BVT[0] != 0).any(axis=0).sum()))
    assert seen == sorted(seen)
    assert seen[0] <= 4 < seen[-1]
    assert Refused(parallels=True).count(ids_VT) == 0


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


def test_what_people_hold_or_free_while_it_is_written_is_theirs() -> None:
    denoiser = begun()
    steps = denoise(network, denoiser)
    for _ in range(6):
        next(steps)
    held_VT, freed_VT = np.zeros((2, 4, LENGTH), dtype=bool)
    held_VT[0, 28:30], freed_VT[3, :4] = True, True
    before_VT = denoiser.symbols_BVT[0].copy()
    denoiser.apply_change(Change(held_VT, trust=True, hold=True, symbols=[67] * (4 * LENGTH)))
    denoiser.apply_change(Change(freed_VT, renoise=True, trust=False, hold=False))
    *_, last = (step for step in steps if step.number <= FALL)
    found_VT, whole_VT = last.symbols_BVT[0], written(0)
    assert (found_VT[held_VT] == 67).all()
    assert (found_VT[freed_VT] != before_VT[freed_VT]).any()
    others_VT = ~(held_VT | freed_VT)
    others_VT[0, 30] = False  # what goes on after a held note is read otherwise
    np.testing.assert_array_equal(encode(found_VT)[others_VT], whole_VT[others_VT])


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
