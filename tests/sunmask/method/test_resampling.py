"""The choice among proposals: its chain tends to the target, whatever the proposals are."""

import numpy as np
import pytest

from sunmask.method.resampling import resampled

VALUES, STEPS = 12, 30_000


@pytest.mark.parametrize("tries", [1, 8])
def test_a_chain_of_choices_tends_to_the_target(tries: int) -> None:
    rng = np.random.default_rng(0)
    log_target, log_proposal = rng.normal(size=VALUES), 0.7 * rng.normal(size=VALUES)
    log_proposal -= np.log(np.exp(log_proposal).sum())
    present, counts = 0, np.zeros(VALUES)
    drawn = rng.choice(VALUES, size=(STEPS, tries), p=np.exp(log_proposal))
    uniform = rng.random(STEPS)
    for step in range(STEPS):
        values = np.array([present, *drawn[step]])
        present = values[resampled(log_target[values], log_proposal[values], uniform[step])]
        counts[present] += 1
    expected = np.exp(log_target)
    assert np.abs(counts / STEPS - expected / expected.sum()).sum() / 2 <= 0.02


def test_what_cannot_be_is_never_chosen_unless_nothing_can() -> None:
    log_target = np.array([-np.inf, 0.0, -np.inf])
    for uniform in (0.0, 0.5, 0.999999):
        assert resampled(log_target, np.zeros(3), uniform) == 1
    assert resampled(np.full(3, -np.inf), np.zeros(3), 0.5) == 0
