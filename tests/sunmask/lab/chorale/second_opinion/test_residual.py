"""A second opinion on the denoiser's stretches: exact where all can be counted, and no fault comes back."""

import math
from itertools import product

import numpy as np
import pytest
import torch

from sunmask.chorale.conditioning.conditions import metre_columns, set_key
from sunmask.chorale.music.symbols import ChoraleMeta, encode
from sunmask.chorale.networks.left_to_right import LeftToRight
from sunmask.chorale.rules.rejection import Refused
from sunmask.lab.chorale.second_opinion import residual
from sunmask.lab.chorale.second_opinion.residual import Opinion, Reading, chance_to_keep, keep_or_take_back
from sunmask.models.families import build
from tests.sunmask.chorale.pieces import made_up_piece

pytestmark = pytest.mark.numeric
LENGTH = 32
EVERYWHERE = np.ones((4, LENGTH), dtype=bool)


@pytest.fixture(scope="module")
def network() -> LeftToRight:
    torch.manual_seed(0)
    model = build("left-to-right", "debug").eval()
    assert isinstance(model, LeftToRight)
    for value in model.parameters():
        if not value.any():
            torch.nn.init.normal_(value, std=0.5)
    return model


@pytest.fixture(scope="module")
def conditions() -> np.ndarray:
    table = metre_columns(ChoraleMeta(pickup=4), LENGTH)
    set_key(table, 0, "major")
    return table


def ids(seed: int) -> np.ndarray:
    return encode(made_up_piece(seed, LENGTH).symbols_VT)


@pytest.mark.parametrize("weight", [0.5, 1.0])
def test_stretches_drawn_given_the_rest_and_kept_by_chance_stay_in_the_product_of_both(weight: float) -> None:
    rng = np.random.default_rng(0)
    grids = list(product(range(3), repeat=3))  # three cells of three symbols
    denoiser, nats = rng.dirichlet(np.ones(27)), rng.exponential(3.0, size=27)
    aim = denoiser * np.exp(-weight * nats)
    aim /= aim.sum()
    chain = np.zeros((27, 27))
    stretches = ((0,), (1, 2), (2,))
    for here, before in enumerate(grids):
        for stretch in stretches:
            beside = [
                there
                for there, after in enumerate(grids)
                if all(after[cell] == before[cell] for cell in range(3) if cell not in stretch)
            ]
            for there in beside:
                drawn = denoiser[there] / denoiser[beside].sum() / len(stretches)
                keeps = chance_to_keep(nats[here], nats[there], weight)
                chain[here, there] += drawn * keeps
                chain[here, here] += drawn * (1 - keeps)
    np.testing.assert_allclose(chain.sum(1), 1)
    np.testing.assert_allclose(aim @ chain, aim, atol=1e-12)
    assert not np.allclose(denoiser @ chain, denoiser, atol=1e-3)


def test_columns_that_are_read_anew_are_read_as_the_whole_piece_is(
    network: LeftToRight, conditions: np.ndarray
) -> None:
    before, after = ids(1), ids(1)
    after[2, 12:20] = ids(2)[2, 12:20]
    anew = Reading(network, conditions, before).of(after)
    whole = Reading(network, conditions, after)
    assert anew.nats == pytest.approx(whole.nats, abs=1e-3)
    assert anew.nats != pytest.approx(Reading(network, conditions, before).nats, abs=1e-2)
    assert anew.of(before).nats == pytest.approx(Reading(network, conditions, before).nats, abs=1e-3)


def test_a_stretch_is_kept_as_often_as_its_chance_says(network: LeftToRight, conditions: np.ndarray) -> None:
    before, after = ids(1), ids(1)
    after[2, 12:20] = ids(2)[2, 12:20]
    nats = [Reading(network, conditions, each).nats for each in (before, after)]
    if nats[1] < nats[0]:
        before, after, nats = after, before, nats[::-1]
    weight = math.log(2) / (nats[1] - nats[0])
    opinion, rng = Opinion(network, weight), np.random.default_rng(0)
    kept = [
        np.array_equal(
            keep_or_take_back(before, after, EVERYWHERE, opinion, conditions, Refused(), rng), after
        )
        for _ in range(60)
    ]
    assert 15 <= sum(kept) <= 45
    always = keep_or_take_back(after, before, EVERYWHERE, opinion, conditions, Refused(), rng)
    assert np.array_equal(always, before)


def test_nothing_is_taken_back_that_mends_a_fault_or_may_not_be(
    network: LeftToRight, conditions: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(residual, "chance_to_keep", lambda *_: 0.0)
    mended, faulty = ids(1), ids(1)
    faulty[3, 8:16] = faulty[0, 8:16] - 12  # octaves between soprano and bass
    refused = Refused(parallels=True)
    assert refused.count(faulty) > refused.count(mended)
    opinion, rng = Opinion(network), np.random.default_rng(0)
    kept = keep_or_take_back(faulty, mended, EVERYWHERE, opinion, conditions, refused, rng)
    assert np.array_equal(kept, mended)
    back = keep_or_take_back(faulty, mended, EVERYWHERE, opinion, conditions, Refused(), rng)
    assert np.array_equal(back, faulty)
    held = keep_or_take_back(faulty, mended, ~EVERYWHERE, opinion, conditions, Refused(), rng)
    assert np.array_equal(held, mended)
