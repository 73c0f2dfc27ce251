"""A second opinion that chooses among versions: exact where all can be counted, and without new faults."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
import torch

from sunmask.chorale.music.symbols import NUM_PITCHES
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.sampling.composing import blank_chorale, plan_to_keep
from sunmask.chorale.sampling.sampler import draw_cells, layout_of
from sunmask.chorale.settings import ChoraleSettings
from sunmask.lab.chorale.second_opinion.choosing import (
    SETTINGS,
    chances,
    choose_stretches,
    denoiser_nats,
    stretches,
)
from sunmask.lab.chorale.second_opinion.residual import Opinion, Reading
from sunmask.method.windows import SeenLogits
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from tests.sunmask.chorale.pieces import made_up_piece

pytestmark = pytest.mark.numeric


def test_choices_among_versions_stay_in_the_product_of_both() -> None:
    rng, weight, against = np.random.default_rng(0), 0.7, 0.4
    denoiser, nats = rng.dirichlet(np.ones(4)), rng.exponential(3.0, size=4)
    aim = denoiser ** (1 - against) * np.exp(-weight * nats)
    aim /= aim.sum()
    cost = weight * nats + against * np.log(denoiser)
    chain = np.zeros((4, 4))
    for here in range(4):
        for versions in product(range(4), repeat=3):
            drawn = denoiser[list(versions)].prod()
            tried = [here, *versions]
            for there, chance in zip(tried, chances(cost[tried]), strict=True):
                chain[here, there] += drawn * chance
    np.testing.assert_allclose(chain.sum(1), 1)
    np.testing.assert_allclose(aim @ chain, aim, atol=1e-12)


def test_runs_of_cells_are_stretches_of_a_voice() -> None:
    cells = np.zeros((2, 9), dtype=bool)
    cells[0, :3] = cells[0, 6:] = cells[1, 2:5] = True
    assert stretches(cells) == [(0, slice(0, 3)), (1, slice(2, 5)), (0, slice(6, 9))]


def test_the_denoisers_nats_of_a_stretch_are_of_its_own_draws() -> None:
    torch.manual_seed(0)
    network = build("conditioned", "debug")
    for value in network.parameters():
        if not value.any():
            torch.nn.init.normal_(value, std=0.05)
    start = blank_chorale(128).with_symbols(made_up_piece(1, 128, pickup=0).symbols_VT)
    layout = layout_of(start, plan_to_keep(start, ""), ChoraleSettings(), 0, 0)
    ids, hidden = layout.start(), np.zeros((4, 128), dtype=bool)
    hidden[1, 40:42] = True
    logits = InferenceModel(network)(*layout.windows(ids, ~hidden).arguments)
    seen = SeenLogits(logits, np.arange(len(layout.starts)), layout)
    rng, drawn = np.random.default_rng(0), Counter[bytes]()
    for _ in range(500):
        version = draw_cells(seen, rng.random(ids.shape), hidden, ids, SETTINGS, None)
        drawn[version[1, 40:42].tobytes()] += 1
    total = 0.0
    for cells, count in drawn.most_common():
        version = ids.copy()
        version[1, 40:42] = np.frombuffer(cells, dtype=ids.dtype)
        chance = np.exp(-denoiser_nats(seen, version, 1, slice(40, 42)))
        total += chance
        assert abs(count / 500 - chance) < 4 * (chance / 500) ** 0.5 + 2e-3
    assert 0.5 < total <= 1.001


@pytest.mark.parametrize("keeps_rhythm", [False, True])
def test_a_piece_gets_likelier_without_new_faults_and_what_is_held_stays(keeps_rhythm: bool) -> None:
    torch.manual_seed(0)
    reader, model = build("left-to-right", "debug").eval(), InferenceModel(build("conditioned", "debug"))
    for value in reader.parameters():
        if not value.any():
            torch.nn.init.normal_(value, std=0.3)
    start = blank_chorale(128).with_symbols(made_up_piece(1, 128, pickup=0).symbols_VT)
    layout = layout_of(start, plan_to_keep(start, "S"), ChoraleSettings(), 0, 0)
    before, refused = layout.start(), Refused(parallels=True)
    after = choose_stretches(
        model,
        layout,
        before,
        Opinion(reader, 5.0),
        refused,
        np.random.default_rng(0),
        sweeps=1,
        versions=2,
        keeps_rhythm=keeps_rhythm,
    )
    nats = [Reading(reader, layout.conditions_TF, each).nats for each in (before, after)]
    assert nats[1] < nats[0] - 1
    assert refused.count(after) <= refused.count(before)
    assert np.array_equal(after[0], before[0])
    assert np.array_equal(after < NUM_PITCHES, before < NUM_PITCHES) == keeps_rhythm
