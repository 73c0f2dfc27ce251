"""How much steps doubt and accept, and that their draws belong to the step alone."""

import numpy as np
import pytest

from sunmask.method.schedules import Schedule, doubt, least_likely, step_generator
from sunmask.method.settings import SamplerSettings

PAPER = Schedule(SamplerSettings(num_steps=100, alpha_min=0.001, eta=0.75))


def test_the_doubted_share_falls_from_the_first_to_the_last_as_in_the_paper() -> None:
    shares = [PAPER.doubted_share(step) for step in range(1, 101)]
    assert shares[0] == pytest.approx(0.999)
    assert shares[75] == pytest.approx(0.001)
    assert shares[25] == pytest.approx(0.999 - 25 / 75 * 0.998)
    assert shares == sorted(shares, reverse=True)


def test_the_accept_ramp_is_a_triangle_and_the_last_step_takes_everything() -> None:
    ramp = Schedule(SamplerSettings(num_steps=9, accept_ramp=True))
    shares = [ramp.accepted_share(step) for step in range(1, 10)]
    assert max(shares) == shares[4] == shares[8] == 1
    assert shares[0] < shares[2] < shares[4] > shares[6] > shares[7]


def test_the_temperature_falls_over_the_last_quarter_only() -> None:
    calm = Schedule(SamplerSettings(num_steps=8, temperature=0.8, finish=0.5))
    assert [calm.temperature(step) for step in range(1, 9)] == pytest.approx([0.8] * 6 + [0.6, 0.4])
    assert Schedule(SamplerSettings(num_steps=8, temperature=0.8, finish=1.0)).temperature(8) == 0.8


def test_the_least_likely_cells_are_a_share_of_those_asked_about() -> None:
    chance = np.array([[0.1, 0.9, 0.2], [0.0, 0.3, 0.8]])
    cells = np.array([[True, True, True], [False, True, True]])
    assert np.argwhere(least_likely(chance, cells, 0.5)).tolist() == [[0, 0], [0, 2], [1, 1]]
    assert (least_likely(chance, cells, 1.0) == cells).all()
    assert not least_likely(chance, np.zeros_like(cells), 0.5).any()


def test_a_draw_depends_on_seed_candidate_step_and_purpose_and_never_changes() -> None:
    numbers = [step_generator(*key).random() for key in [(1, 2, 3, "a"), (2, 2, 3, "a"), (1, 2, 3, "b")]]
    assert len(set(numbers)) == 3
    assert numbers[0] == step_generator(1, 2, 3, "a").random()
    assert numbers[0] == pytest.approx(0.7066926824035189)


def test_whole_groups_are_doubted_at_about_the_share() -> None:
    group = np.arange(4000).reshape(4, 1000) // 4
    doubted = doubt(np.random.default_rng(0), 0.25, group, None)
    assert (doubted.reshape(-1, 4).all(1) | ~doubted.reshape(-1, 4).any(1)).all()
    assert 0.2 < doubted.mean() < 0.3


def test_active_balance_favours_what_has_changed_less() -> None:
    changes = np.concatenate([np.zeros((4, 500)), np.full((4, 500), 9)], axis=1)
    doubted = doubt(np.random.default_rng(0), 0.3, np.arange(4000).reshape(4, 1000), changes)
    assert doubted[:, :500].mean() > 3 * doubted[:, 500:].mean()


def test_a_kind_without_a_plan_of_its_own_writes_nothing_in_order_and_has_no_rounds() -> None:
    assert not PAPER.writes_in_order
    assert {PAPER.round_begin(step) for step in range(1, 101)} == {1}
    assert not any(PAPER.ends_round(step) for step in range(1, 101))
