"""The unrolled loss and the switches of the paper's Table 1."""

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.music.symbols import NUM_SYMBOLS
from sunmask.lab.chorale.corpora.windows import Batch, Windows
from sunmask.lab.training.noise import NoiseSettings
from sunmask.lab.training.objective import ObjectiveSettings, draw_symbols, unrolled_loss
from tests.sunmask.chorale.pieces import made_up_piece

BATCH = Windows([made_up_piece(1), made_up_piece(2)], 0, 6, NoiseSettings(corrupt=0.0)).batch(0)


class Recorder(torch.nn.Module):
    """Gives every symbol the same chance, or the given ones nearly all, and keeps what it was shown."""

    def __init__(self, answer: Tensor | None = None):
        super().__init__()
        self.answer, self.shown, self.trust = answer, [], []  # type: ignore[var-annotated]

    def forward(self, tokens_BVT: Tensor, trust_BVT: Tensor, *rest: Tensor) -> Tensor:
        self.shown.append(tokens_BVT)
        self.trust.append(trust_BVT)
        logits = torch.zeros(*tokens_BVT.shape, NUM_SYMBOLS, requires_grad=True)
        if self.answer is not None:
            logits = logits + 50 * torch.nn.functional.one_hot(self.answer, NUM_SYMBOLS)
        return logits


def loss(model: Recorder, batch: Batch = BATCH, **switches: bool | int) -> tuple[float, list[float]]:
    generator = torch.Generator().manual_seed(0)
    value, nats = unrolled_loss(model, batch, ObjectiveSettings(**switches), generator)  # type: ignore[arg-type]
    return float(value.detach()), nats


def test_a_blind_model_pays_the_logarithm_of_the_symbols_on_each_cell() -> None:
    value, nats = loss(Recorder())
    count = BATCH.scored_BVT.sum((1, 2)).float()
    assert np.isclose(value, float((np.log(NUM_SYMBOLS) * count / (1 + count)).mean()), rtol=1e-4)
    assert np.allclose(nats, np.log(NUM_SYMBOLS), rtol=1e-4)


def test_a_model_that_knows_pays_nothing() -> None:
    assert loss(Recorder(BATCH.clean_BVT))[0] < 1e-4


def test_the_second_step_sees_drawn_symbols_where_cells_are_doubted_and_kept_ones_elsewhere() -> None:
    model = Recorder(BATCH.clean_BVT)
    loss(model)
    assert torch.equal(model.shown[0], BATCH.noisy_BVT)
    assert torch.equal(model.shown[1][BATCH.scored_BVT], BATCH.clean_BVT[BATCH.scored_BVT])
    kept = BATCH.inside_BVT & ~BATCH.scored_BVT
    assert torch.equal(model.shown[1][kept], BATCH.noisy_BVT[kept])


def test_kept_cells_are_drawn_too_where_the_switch_says_so() -> None:
    model = Recorder()
    loss(model, keep_trusted=False)
    kept = BATCH.inside_BVT & ~BATCH.scored_BVT
    assert (model.shown[1][kept] != BATCH.noisy_BVT[kept]).float().mean() > 0.9


def test_only_scored_cells_matter_unless_the_loss_is_unmasked() -> None:
    elsewhere = torch.where(BATCH.scored_BVT, BATCH.clean_BVT, (BATCH.clean_BVT + 1) % NUM_SYMBOLS)
    assert loss(Recorder(elsewhere))[0] < 1e-4
    assert loss(Recorder(elsewhere), masked_loss=False)[0] > 1


def test_without_the_trust_input_every_cell_looks_the_same() -> None:
    model = Recorder()
    loss(model, trust_input=False)
    assert model.trust[0].all()


def test_the_number_of_unrolled_steps_is_a_setting() -> None:
    assert len(loss(Recorder(), num_unrolled=1)[1]) == 1
    assert len(loss(Recorder(), num_unrolled=3)[1]) == 3


def test_every_example_weighs_the_same_only_where_it_is_reweighted() -> None:
    few = Batch(
        **{**vars(BATCH), "scored_BVT": BATCH.scored_BVT & (torch.rand(BATCH.scored_BVT.shape) < 0.05)}
    )
    assert loss(Recorder(), few, reweighted=False)[0] < 0.5 * loss(Recorder(), few)[0]


def test_draws_follow_the_logits() -> None:
    logits = torch.tensor([0.0, 1.0, -40.0]).expand(20_000, 3)
    drawn = draw_symbols(logits, torch.Generator().manual_seed(0))
    shares = torch.bincount(drawn, minlength=3) / 20_000
    assert torch.allclose(shares, torch.tensor([0.269, 0.731, 0.0]), atol=0.02)
