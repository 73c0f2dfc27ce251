"""The sampler's promises, kept for any network: here an untrained one."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch

from sunmask.chorale.conditioning.features import feature
from sunmask.chorale.music.symbols import NUM_SYMBOLS, REST_ID, ChoraleMeta
from sunmask.chorale.sampling.sampler import ChoraleLayout, window_owners, window_starts
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.cells import CellState, Plan, plan_from_states
from sunmask.method.draws import draw, typical
from sunmask.method.sampling import Denoiser, denoise
from sunmask.method.steps import Change, Step
from sunmask.method.windows import SeenLogits
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from tests.sunmask.method.all_windows import show_everything

U, M, R = CellState.UNMASKED, CellState.MASKED, CellState.RENOISABLE
FEW = ChoraleSettings(num_steps=5)


@pytest.fixture(scope="module", params=["unet", "conditioned"])
def model(request: pytest.FixtureRequest) -> InferenceModel:
    torch.manual_seed(3)
    network = build(request.param, "debug")
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    return InferenceModel(network, "cpu")


def canvas(num_sixteenths: int, state: CellState = R, pinned: bool = False) -> tuple[Plan, np.ndarray]:
    states = np.full((4, num_sixteenths), state)
    ids = np.random.default_rng(0).integers(NUM_SYMBOLS, size=states.shape)
    return plan_from_states(states, np.full(states.shape, pinned)), ids


def denoiser(plan: Plan, ids: np.ndarray, settings: ChoraleSettings = FEW, **more: Any) -> Denoiser:
    layout = ChoraleLayout(plan, ids, ChoraleMeta(pickup=4))
    return Denoiser([layout] * more.pop("num_candidates", 2), settings, **{"seed": 7, **more})


def steps(model: InferenceModel, each: Denoiser) -> list[Step]:
    return list(denoise(model, each))


def test_every_step_is_yielded_and_changes_something(model: InferenceModel) -> None:
    made = steps(model, denoiser(*canvas(32)))
    assert [step.number for step in made] == [1, 2, 3, 4, 5]
    assert all((a.tokens_BVT != b.tokens_BVT).any() for a, b in pairwise(made))


def test_held_cells_never_change_whatever_their_state(model: InferenceModel) -> None:
    states = np.random.default_rng(1).integers(0, 3, size=(4, 48))
    pinned = np.random.default_rng(2).random((4, 48)) < 0.5
    plan, ids = plan_from_states(states, pinned), canvas(48)[1]
    loose = ChoraleSettings(num_steps=6, correction=1.0, renoise_share=0.5)
    for step in steps(model, denoiser(plan, ids, loose)):
        assert (step.tokens_BVT[:, plan.hold] == ids[plan.hold]).all()


def test_a_canvas_that_is_held_whole_stays_as_it_is(model: InferenceModel) -> None:
    plan, ids = canvas(20, U, pinned=True)
    assert (steps(model, denoiser(plan, ids))[-1].tokens_BVT == ids).all()


def test_unmasked_cells_without_pin_change_only_by_correction(model: InferenceModel) -> None:
    plan, ids = canvas(20, U)
    never = steps(model, denoiser(plan, ids, ChoraleSettings(num_steps=3, correction=0.0)))
    assert (never[-1].tokens_BVT == ids).all()
    often = steps(model, denoiser(plan, ids, ChoraleSettings(num_steps=3, correction=0.5)))
    assert 0.1 < (often[0].tokens_BVT != ids).mean() < 0.7


def test_masked_cells_start_from_their_value_and_renoisable_ones_from_noise() -> None:
    plan, ids = canvas(64, M)
    assert (denoiser(plan, ids).tokens_BVT == ids).all()
    noised = denoiser(*canvas(64)).tokens_BVT
    assert (noised != ids).mean() > 0.9
    assert (noised[0] != noised[1]).mean() > 0.9


def test_a_doubted_pinned_cell_is_doubted_until_the_set_share() -> None:
    plan, ids = canvas(16, M, pinned=True)
    pulled = denoiser(plan, ids, ChoraleSettings(num_steps=4, pull_until=0.5))
    told = []
    while not pulled.is_done:
        inputs = pulled.inputs()
        told.append(inputs.trust[:, :, :16].float().mean().item())
        pulled.advance(torch.zeros(*inputs.tokens.shape, NUM_SYMBOLS))
    assert told == [0, 0, 1, 1]


def test_of_the_doubted_cells_the_least_likely_are_redrawn() -> None:
    plan, ids = canvas(16, M)
    ids[3] = REST_ID
    few = ChoraleSettings(num_steps=4, redraw_share=0.25, alpha_max=1.0, alpha_min=1.0, write_once=False)
    one = denoiser(plan, ids, few)
    one.inputs()
    logits = torch.zeros(2, 4, 128, NUM_SYMBOLS)
    logits[:, 3, :, 60] = 40.0  # what stands in this voice is next to impossible, all else possible
    made = one.advance(logits)
    assert (made.tokens_BVT[:, 3] == 60).all()
    assert (made.tokens_BVT[:, :3] == ids[:3]).all()


def test_what_was_reset_to_noise_is_redrawn_however_few_are(model: InferenceModel) -> None:
    plan, ids = canvas(16, M)
    one = denoiser(plan, ids, ChoraleSettings(num_steps=4, redraw_share=0.05))
    cells = np.zeros((4, 16), dtype=bool)
    cells[1] = True
    one.apply_change(Change(cells, renoise=True, trust=False, hold=False))
    noised = one.tokens_BVT[:, 1]
    model_step = next(denoise(model, one))
    assert (model_step.tokens_BVT[:, 1] != noised).mean() > 0.7


@pytest.mark.numeric
def test_a_candidate_does_not_depend_on_what_runs_beside_it(model: InferenceModel) -> None:
    together = steps(model, denoiser(*canvas(40), num_candidates=6))
    alone = steps(model, denoiser(*canvas(40), num_candidates=1, first_candidate=4))
    for a, b in zip(together, alone, strict=True):
        assert (a.tokens_BVT[4] == b.tokens_BVT[0]).all()


@pytest.mark.parametrize(
    "settings",
    [
        FEW,
        ChoraleSettings(num_steps=6, active_balance=True, group="cells"),
        ChoraleSettings(num_steps=6, accept_ramp=True, renoise_share=0.3, refuse_parallels=True),
        ChoraleSettings(num_steps=6, redraw_share=0.5, finish=0.3),
        ChoraleSettings(num_steps=6, write_once=False, active_balance=True),
    ],
)
@pytest.mark.numeric
def test_a_restored_run_ends_as_an_unbroken_one(model: InferenceModel, settings: ChoraleSettings) -> None:
    whole = denoiser(*canvas(36), settings)
    grids = [whole.symbols]
    made = steps(model, whole)
    grids += [step.symbols for step in made[:3]]
    again = denoiser(*canvas(36), settings)
    again.restore(grids)
    rest = steps(model, again)
    assert [step.number for step in rest] == [step.number for step in made[3:]]
    assert all((a.tokens_BVT == b.tokens_BVT).all() for a, b in zip(rest, made[3:], strict=True))


def test_the_last_step_leaves_no_noise_even_when_few_proposals_are_taken(model: InferenceModel) -> None:
    plan, ids = canvas(128)
    last = ChoraleSettings(num_steps=2, alpha_max=0.1, alpha_min=0.1, accept_ramp=True, write_once=False)
    each = denoiser(plan, ids, last, num_candidates=1)
    start = each.tokens_BVT.copy()
    first, second = steps(model, each)
    left = first.tokens_BVT == start
    assert left.mean() > 0.8
    drawn_again = (second.tokens_BVT == start).mean()
    assert drawn_again < 0.2


def test_a_branch_does_not_take_for_noise_what_it_began_with(model: InferenceModel) -> None:
    settings = ChoraleSettings(num_steps=40, alpha_min=0.05, rework=False)
    each = denoiser(*canvas(128), settings, first_step=38)
    start = each.tokens_BVT.copy()
    *_, last = steps(model, each)
    assert 0 < (last.tokens_BVT != start).mean() < 0.2


def test_an_act_holds_and_changes_cells_of_one_candidate_from_the_next_step(model: InferenceModel) -> None:
    each = denoiser(*canvas(24), ChoraleSettings(num_steps=4))
    each.advance(model(*each.inputs().arguments))
    cells = np.zeros((4, 24), dtype=bool)
    cells[0, :8] = True
    each.apply_change(Change(cells, trust=True, hold=True, renoise=False, symbols=[60] * 96), candidate=1)
    *_, last = denoise(model, each)
    assert (last.symbols_BVT[1, 0, :8] == 60).all()
    assert (last.symbols_BVT[0, 0, :8] != 60).any()


def test_a_round_of_rework_does_not_take_back_what_an_act_has_put_there(model: InferenceModel) -> None:
    settings = ChoraleSettings(num_steps=12, eta=0.1, rework_steps=11, write_once=False)
    each = denoiser(*canvas(32), settings, num_candidates=1)
    for _ in range(6):
        each.advance(model(*each.inputs().arguments))
    before = each.symbols_BVT[0].copy()
    cells = np.zeros((4, 32), dtype=bool)
    cells[1, 5:9] = True
    each.apply_change(Change(cells, symbols=[36] * 128))
    assert (each.round_BVT[0][cells] == 36).all()
    *_, last = denoise(model, each)
    assert not (last.symbols_BVT[0][cells] == before[cells]).all()


def test_cells_made_renoisable_by_an_act_are_noised_and_redrawn(model: InferenceModel) -> None:
    plan, ids = canvas(24, U, pinned=True)
    each = denoiser(plan, ids, ChoraleSettings(num_steps=4, alpha_max=0.0, alpha_min=0.0, correction=0.0))
    each.advance(model(*each.inputs().arguments))
    cells = np.zeros((4, 24), dtype=bool)
    cells[2] = True
    each.apply_change(Change(cells, trust=False, hold=False, renoise=True))
    assert (each.tokens_BVT[:, 2] != ids[2]).mean() > 0.5
    inputs = each.inputs()
    assert not inputs.trust[:, 2, :24].any()
    step = each.advance(model(*inputs.arguments))
    assert (step.tokens_BVT[:, [0, 1, 3]] == ids[[0, 1, 3]]).all()


@pytest.mark.parametrize("length", [1, 16, 127, 128, 129, 191, 192, 200, 1001, 4096])
def test_windows_cover_a_piece_and_each_column_is_near_the_middle_of_its_own(length: int) -> None:
    starts = window_starts(length)
    owners = window_owners(starts, length)
    offsets = np.arange(length) - np.asarray(starts)[owners]
    assert (offsets >= 0).all()
    assert (offsets < 128).all()
    assert all(start % 4 == 0 for start in starts)
    inner = (np.arange(length) >= 64) & (np.arange(length) < length - 64)
    assert (np.abs(offsets[inner] - 63.5) <= 33).all()


def test_a_long_piece_is_stepped_jointly_and_shows_its_ends_only_once(model: InferenceModel) -> None:
    each = denoiser(*canvas(300), ChoraleSettings(num_steps=2))
    inputs = each.inputs()
    assert inputs.tokens.shape == (2 * 4, 4, 128)
    (told,) = inputs.columns
    places = feature(told, "place")[:4]
    assert (places == 1).sum() == (places == 2).sum() == 1
    assert places[0, 0] == 1
    assert feature(told, "beat")[0, :6].tolist() == [3, 3, 3, 3, 0, 0]
    assert feature(told, "sixteenth")[0, :6].tolist() == [0, 1, 2, 3, 0, 1]
    assert steps(model, each)[-1].tokens_BVT.shape == (2, 4, 300)


def test_padding_is_outside_the_piece_and_not_trusted() -> None:
    inputs = denoiser(*canvas(16)).inputs()
    assert (feature(inputs.columns[0], "place")[:, 16:] == 3).all()
    assert not inputs.trust[:, :, 16:].any()


def test_advance_wants_inputs_and_their_logits_first() -> None:
    each = denoiser(*canvas(16))
    with pytest.raises(ValueError, match="inputs"):
        each.advance(torch.zeros(2, 4, 128, NUM_SYMBOLS))
    each.inputs()
    with pytest.raises(ValueError, match="shape"):
        each.advance(torch.zeros(1, 4, 128, NUM_SYMBOLS))


def test_only_windows_with_cells_that_may_change_are_shown_and_the_others_change_nothing(
    model: InferenceModel,
) -> None:
    states = np.full((4, 400), U)
    states[:, 260:280] = R
    plan, ids = plan_from_states(states, states == U), np.full(states.shape, REST_ID)
    settings = ChoraleSettings(num_steps=8, rework=True, rework_steps=3, redraw_share=0.7)
    few, whole = denoiser(plan, ids, settings), denoiser(plan, ids, settings)
    (num_windows,) = {len(layout.starts) for layout in whole.layouts}
    assert num_windows > 4
    show_everything(whole)
    while not few.is_done:
        shown, everything = few.inputs(), whole.inputs()
        assert 1 <= len(shown) <= 2 * few.num_candidates
        assert len(everything) == num_windows * whole.num_candidates
        made = few.advance(model(*shown.arguments))
        assert (made.tokens_BVT == whole.advance(model(*everything.arguments)).tokens_BVT).all()
    assert (made.tokens_BVT[0] != ids).any()


def test_where_nothing_may_change_a_step_is_made_all_the_same(model: InferenceModel) -> None:
    plan, ids = canvas(300, U, pinned=True)
    each = denoiser(plan, ids, num_candidates=3)
    assert len(each.inputs()) == 1
    assert all((step.tokens_BVT == ids).all() for step in steps(model, each))
    assert each.is_done


def test_logits_of_what_was_not_shown_are_not_made_up() -> None:
    class TwoWindows:
        num_symbols = None

        def window_numbers(self) -> np.ndarray:
            return np.array([0, 1, 1])

        def window_columns(self) -> np.ndarray:
            return np.array([0, 5, 6])

    seen = SeenLogits(torch.ones(1, 4, 128, 3), np.array([1]), TwoWindows())  # type: ignore[arg-type]
    asked = np.zeros((4, 3), dtype=bool)
    asked[2, 1:] = True
    assert seen.of(asked).shape == (2, 3)
    asked[0, 0] = True
    with pytest.raises(ValueError, match="shown"):
        seen.of(asked)
    with pytest.raises(ValueError, match="other trust"):
        seen.changed(asked)
    nothing = SeenLogits(torch.ones(0, 4, 128, 3), np.zeros(0, dtype=int), TwoWindows())  # type: ignore[arg-type]
    assert nothing.changed(asked).shape == (0, 3)
    other = torch.tensor([0.5, 0.25, 0.25]).log().expand(1, 4, 128, 3)
    seen = SeenLogits(torch.ones(1, 4, 128, 3), np.array([1]), TwoWindows(), other)  # type: ignore[arg-type]
    assert seen.changed(asked).exp().tolist() == [pytest.approx([2 / 3, 4 / 3, 4 / 3])] * 2


def test_shapes_that_differ_are_refused() -> None:
    plan, _ = canvas(16)
    with pytest.raises(ValueError, match="one shape"):
        denoiser(plan, np.zeros((4, 12)))


def test_draws_follow_the_probabilities() -> None:
    logits = torch.full((4000, NUM_SYMBOLS), -50.0)
    logits[:, 10], logits[:, REST_ID] = 0.0, np.log(3)
    uniform = np.random.default_rng(0).random(4000)
    drawn = draw(logits, uniform, ChoraleSettings(temperature=1.0, typical_mass=1.0))
    assert set(drawn.tolist()) == {10, REST_ID}
    assert 0.22 < (drawn == 10).mean() < 0.28


def test_typical_sampling_keeps_what_is_near_the_entropy_and_at_least_one() -> None:
    chances = torch.tensor([[0.5, 0.3, 0.15, 0.05], [0.97, 0.01, 0.01, 0.01]])
    assert typical(chances.log(), 0.2).tolist() == [[False, True, False, False], [True, False, False, False]]
    assert typical(chances.log(), 0.5).tolist() == [[True, True, False, False], [True, False, False, False]]
    assert typical(chances.log(), 1.0).all()
