"""Cells that are written once: when, from what, and that they stay until the revision."""

import numpy as np
import pytest
import torch

from sunmask.chorale.music.symbols import NUM_SYMBOLS, ChoraleMeta
from sunmask.chorale.sampling.sampler import ChoraleLayout
from sunmask.chorale.sampling.schedule import ChoraleSchedule
from sunmask.chorale.sampling.windows import WINDOW
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Denoiser
from sunmask.method.steps import Change, Step
from sunmask.method.writing_order import STRETCH, WritingOrder, places

SETTINGS = ChoraleSettings(num_steps=32, eta=0.5, correction=0.0)
SHAPE = (4, 2 * STRETCH)
BEAT = 4
SCHEDULE = ChoraleSchedule(SETTINGS)
LAST = SCHEDULE.fall_steps


def denoiser(state: CellState = CellState.RENOISABLE, settings: ChoraleSettings = SETTINGS) -> Denoiser:
    plan = plan_from_states(np.full(SHAPE, state), np.zeros(SHAPE, dtype=bool))
    ids = np.random.default_rng(0).integers(NUM_SYMBOLS, size=SHAPE)
    return Denoiser([ChoraleLayout(plan, ids, ChoraleMeta())] * 2, settings, seed=5)


def advance(each: Denoiser) -> tuple[Step, torch.Tensor, torch.Tensor]:
    """One step of a network that says anything, the ids it was shown and what it was to trust."""
    inputs = each.inputs()
    rng = torch.Generator().manual_seed(each.step)
    made = each.advance(torch.randn(*inputs.tokens.shape, NUM_SYMBOLS, generator=rng))
    return made, inputs.tokens[:, :, : SHAPE[1]], inputs.trust[:, :, : SHAPE[1]]


def order_of(cells_VT: np.ndarray) -> np.ndarray:
    order = WritingOrder((1, *SHAPE))
    ids_VT = np.zeros(SHAPE, dtype=np.int64)
    order.write(0, cells_VT, np.arange(SHAPE[1]) // BEAT, ids_VT, np.random.default_rng(2))
    return order.step_of(0, SCHEDULE)


def test_every_stretch_is_written_evenly_from_left_to_right() -> None:
    step_VT = order_of(np.ones(SHAPE, dtype=bool))
    for first in range(0, SHAPE[1], STRETCH):
        step_VS = step_VT[:, first : first + STRETCH]
        assert (np.diff(step_VS, axis=1) >= 0).all()
        counts = np.bincount(step_VS.ravel(), minlength=LAST + 1)[1:]
        assert (counts == step_VS.size // LAST).all()


def test_the_cells_of_a_unit_are_written_together_and_those_of_other_rows_in_their_turn() -> None:
    cells_VT = np.ones(SHAPE, dtype=bool)
    place_VT = places(np.random.default_rng(3), cells_VT, np.arange(SHAPE[1]) // BEAT)[:, :STRETCH]
    of_unit = place_VT.reshape(4, -1, BEAT)
    assert (of_unit == of_unit[..., :1]).all()
    turns = of_unit[..., 0]
    assert len(np.unique(turns)) == turns.size
    assert (turns[:, :-1].max(axis=0) < turns[:, 1:].min(axis=0)).all()
    assert len({tuple(turn.argsort()) for turn in turns.T}) > 4


def test_cells_that_need_not_be_written_never_wait() -> None:
    cells_VT = np.random.default_rng(1).random(SHAPE) < 0.3
    assert ((order_of(cells_VT) > 0) == cells_VT).all()


def test_what_is_written_is_trusted_and_stays_and_what_waits_is_shown_as_noise() -> None:
    each = denoiser()
    noise_BVT = each.tokens_BVT
    step_BVT = np.stack([each.order.step_of(b, SCHEDULE) for b in range(2)])
    before = None
    for number in range(1, LAST + 1):
        made, shown_BVT, trust_BVT = advance(each)
        waits_BVT = step_BVT >= number
        assert (trust_BVT.numpy() == ~waits_BVT).all()
        assert (shown_BVT.numpy()[waits_BVT] == noise_BVT[waits_BVT]).all()
        if before is not None:
            assert (shown_BVT.numpy()[~waits_BVT] == before[~waits_BVT]).all()
            assert (made.tokens_BVT[~waits_BVT] == before[~waits_BVT]).all()
        before = made.tokens_BVT
    assert (advance(each)[0].tokens_BVT != before).any()  # the revision


def test_masked_cells_are_shown_as_they_stand_until_they_are_written() -> None:
    each = denoiser(CellState.MASKED)
    stood_BVT = each.tokens_BVT
    advance(each)
    _, shown_BVT, trust_BVT = advance(each)
    assert (shown_BVT.numpy() == stood_BVT)[~trust_BVT.numpy()].all()


@pytest.mark.parametrize("after", [5, 20])
def test_what_an_act_resets_is_written_over_the_steps_that_follow(after: int) -> None:
    each = denoiser()
    for _ in range(after):
        advance(each)
    cells = np.zeros(SHAPE, dtype=bool)
    cells[:, 8:24] = True
    each.apply_change(Change(cells, trust=False, hold=False, renoise=True))
    noise_BVT, trusted = each.tokens_BVT, []
    for _ in range(LAST // 2):
        _, shown_BVT, trust_BVT = advance(each)
        waits = ~trust_BVT.numpy() & cells & (each.order.step_of(0, SCHEDULE) >= each.step)
        assert (shown_BVT.numpy()[0] == noise_BVT[0])[waits[0]].all()
        trusted.append(trust_BVT[0].numpy()[cells].mean())
    assert trusted[0] == 0
    assert trusted[-1] > 0.5
    assert (each.order.step_of(0, SCHEDULE)[cells] <= after + LAST // 2).all()


def test_a_value_put_where_a_cell_waits_is_what_the_network_sees() -> None:
    each = denoiser()
    advance(each)
    cells = np.zeros(SHAPE, dtype=bool)
    cells[0, :8] = True
    each.apply_change(Change(cells, symbols=[60] * cells.size))
    put = each.tokens_BVT[:, 0, :8]
    _, shown_BVT, trust_BVT = advance(each)
    assert (shown_BVT[:, 0, :8].numpy() == put).all()
    assert not trust_BVT[:, 0, :8].any()


def test_a_run_restored_after_an_act_goes_on_as_the_unbroken_one() -> None:
    cells = np.zeros(SHAPE, dtype=bool)
    cells[1:3, 4:20] = True
    act = Change(cells, trust=False, hold=False, renoise=True)
    whole, grids = denoiser(), []
    grids.append(whole.symbols)
    for number in range(1, 12):
        if number == 7:
            whole.apply_change(act)
        grids.append(advance(whole)[0].symbols)
    again = denoiser()
    again.restore(grids, {7: lambda: again.apply_change(act)})
    while not whole.is_done:
        assert (advance(whole)[0].tokens_BVT == advance(again)[0].tokens_BVT).all()


def test_everything_is_written_when_the_steps_become_fewer() -> None:
    each = denoiser()
    for _ in range(3):
        advance(each)
    each.apply_settings(num_steps=6)
    while not each.is_done:
        _, _, trust_BVT = advance(each)
    assert trust_BVT.float().mean() > 0
    assert (each.order.step_of(0, each.schedule) <= 6).all()


def test_what_waits_shows_what_will_be_written_unless_the_network_changes_its_mind() -> None:
    each, shown = denoiser(), []
    logits = torch.randn(2, 4, WINDOW, NUM_SYMBOLS, generator=torch.Generator().manual_seed(0))
    for _ in range(LAST):
        each.inputs()
        shown.append(each.advance(logits).tokens_BVT)
    assert (np.array(shown) == shown[0]).all()
