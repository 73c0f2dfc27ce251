"""The second opinion learns, says how likely pieces are, and composes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from sunmask.chorale.conditioning.features import INDEX
from sunmask.chorale.music.symbols import NUM_PITCHES, encode
from sunmask.chorale.networks.left_to_right import GOES_ON, LeftToRight, past_of
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.settings import ChoraleSettings
from sunmask.lab.chorale import lab
from sunmask.lab.chorale.corpora.columns import Columns, said_of
from sunmask.lab.chorale.corpora.windows import FIRST
from sunmask.lab.chorale.second_opinion.nats import figures, network_of_run, pitch_nats_of, told_nats
from sunmask.lab.chorale.second_opinion.sampling import compose_left_to_right
from sunmask.lab.lab import recipe_named
from sunmask.lab.training.export import export
from sunmask.lab.training.train import train
from sunmask.models.families import build
from tests.sunmask.chorale.pieces import made_up_piece, made_up_splits

DEBUG = recipe_named("chorale-left-to-right-debug")
pytestmark = pytest.mark.numeric


@pytest.fixture
def made_up_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "load_chorales", lambda progress: [])
    monkeypatch.setattr(lab, "split_chorales", lambda pieces: made_up_splits())


@pytest.fixture(scope="module")
def network() -> LeftToRight:
    torch.manual_seed(0)
    model = build("left-to-right", "debug").eval()
    assert isinstance(model, LeftToRight)
    return model


def test_a_piece_that_was_learned_is_likelier_than_before(tmp_path: Path, made_up_corpus: None) -> None:
    recipe = replace(DEBUG, num_steps=16, batch_size=2, learning_rate=1e-2, ema=0.5)
    train(recipe, tmp_path / "run")
    piece = made_up_splits()["train"][0]
    before, after = build("left-to-right", "debug").eval(), network_of_run(tmp_path / "run")
    assert told_nats(after, piece) < 0.5 * told_nats(before, piece)
    with pytest.raises(ValueError, match="a network that denoises, got chorale-left-to-right-debug"):
        export(tmp_path / "run", tmp_path / "out")


def test_a_run_whose_validation_gets_no_better_ends_early_with_its_best_weights(
    tmp_path: Path, made_up_corpus: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    nll = iter([2.0, 1.0, 3.0, 4.0, 5.0, 6.0])
    seen: list[dict[str, torch.Tensor]] = []

    def validate(corpus: Columns, predict: Callable[..., torch.Tensor]) -> dict[str, Any]:
        seen.append({name: value.clone() for name, value in predict.__self__.averaged.state_dict().items()})  # type: ignore[attr-defined]
        return {"nll": next(nll)}

    monkeypatch.setattr(Columns, "validate", validate)
    ticks = iter(range(0, 10**6, 1000))
    train(replace(DEBUG, num_steps=1000, patience=2), tmp_path / "run", clock=lambda: float(next(ticks)))
    assert len(seen) == 5  # the last one after the end
    best = network_of_run(tmp_path / "run").state_dict()
    assert all(torch.equal(best[name], seen[1][name]) for name in best)


def test_a_crop_that_begins_amid_a_piece_is_not_scored_in_its_first_column() -> None:
    batches = Columns([made_up_piece(1, 400)], [], 0, 32)
    batch = batches.batch(0)
    is_first = batch.conditions_BTF[:, 0, INDEX["place"]] == FIRST
    assert 0 < is_first.sum() < 32
    assert (batch.scored_BVT[:, :, 0].all(1) == is_first).all()
    assert (batch.scored_BVT[:, :, 1:] == batch.inside_BVT[:, :, 1:]).all()


@torch.inference_mode()
def test_chances_of_pitches_without_attacks_add_up_to_one(network: LeftToRight) -> None:
    piece = made_up_piece(1, 16)
    ids_BVT = torch.from_numpy(encode(piece.symbols_VT))[None]
    log_BVTA = network(ids_BVT, torch.from_numpy(said_of(piece))[None])
    held = int(past_of(ids_BVT).held[0, 0, 9])
    total = 0.0
    for pitch in [*range(NUM_PITCHES), None]:
        other_BVT = ids_BVT.clone()
        other_BVT[0, 0, 9] = 2 * NUM_PITCHES if pitch is None else pitch
        if pitch == held:
            other_BVT[0, 0, 9] = held + NUM_PITCHES
        total += float((-pitch_nats_of(log_BVTA, other_BVT)[0, 0, 9]).exp())
    assert total == pytest.approx(1, abs=1e-5)
    assert torch.isfinite(log_BVTA[0, 0, 9, GOES_ON])


def test_figures_are_nats_a_column(network: LeftToRight) -> None:
    pieces = [made_up_piece(1, 64), made_up_piece(2, 32)]
    found = figures(network, pieces)
    assert found["columns"] == 96
    assert found["told"] == pytest.approx(sum(told_nats(network, piece) for piece in pieces) / 96, abs=1e-3)
    assert found["untold"] == pytest.approx(4 * np.log(48), rel=0.02)  # it has learned nothing


def test_a_piece_from_left_to_right_has_no_refused_fault(network: LeftToRight) -> None:
    settings = ChoraleSettings(refuse_ranges=False, refuse_bare=False, refuse_leaps=False)
    pieces = compose_left_to_right(network, 24, count=2, seed=1, settings=settings)
    for piece in pieces:
        refused = Refused(parallels=True, hidden=True, sevenths=True)
        assert refused.count(encode(piece.symbols_VT)) == 0
    again = compose_left_to_right(network, 24, count=2, seed=1, settings=settings)
    assert all((a.symbols_VT == b.symbols_VT).all() for a, b in zip(pieces, again, strict=True))
