"""A wish is followed more strongly than the network would: its answers with the wish and without."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from sunmask.chorale.conditioning.features import feature
from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.music.symbols import NUM_SYMBOLS
from sunmask.chorale.sampling.composing import blank_chorale, plan_to_keep
from sunmask.chorale.sampling.sampler import layout_of
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.sampling import Denoiser, denoise
from sunmask.method.windows import guided

SETTINGS = ChoraleSettings(num_steps=2, texture="plain", guidance=3.0, begin_in_order=False)
WISHED, PLAIN = 60, 65


def model(tokens: Tensor, trust: Tensor, told: Tensor) -> Tensor:
    """Without a texture it would rather sing one note, with one it slightly leans to another."""
    logits = torch.zeros(*tokens.shape, NUM_SYMBOLS)
    logits[..., PLAIN] = 20.0
    logits[..., WISHED] = torch.where(feature(told, "texture") > 0, 15.0, 5.0)[:, None]
    return logits


def denoiser(settings: ChoraleSettings) -> Denoiser:
    blank = blank_chorale(160)  # two windows
    layouts = [layout_of(blank, plan_to_keep(blank, ""), settings, 1, number) for number in range(2)]
    return Denoiser(layouts, settings, seed=1)


def test_what_a_wish_changes_is_multiplied() -> None:
    windows = torch.tensor([[1.0], [2.0], [3.0], [5.0]])[:, None, None]
    assert guided(windows, 4, 2.0).tolist() == windows.tolist()
    assert guided(windows, 2, 2.0).flatten().tolist() == [3 + 2 * (1 - 3), 5 + 2 * (2 - 5)]


@pytest.mark.parametrize("settings", [replace(SETTINGS, texture="free"), replace(SETTINGS, guidance=1.0)])
def test_windows_are_shown_once_where_there_is_no_wish(settings: ChoraleSettings) -> None:
    assert len(denoiser(settings).inputs()) == 4


def test_windows_are_shown_with_the_wish_and_without() -> None:
    told = denoiser(SETTINGS).inputs().columns[0]
    assert (feature(told, "texture") > 0).any(-1).tolist() == [True, True, False, False] * 2


def test_a_wish_that_the_network_only_leans_to_is_followed() -> None:
    *_, last = denoise(model, denoiser(SETTINGS))
    assert (last.tokens_BVT == WISHED).mean() > 0.9
    *_, last = denoise(model, denoiser(replace(SETTINGS, guidance=1.0)))
    assert (last.tokens_BVT == PLAIN).mean() > 0.9


def test_a_texture_chosen_while_it_runs_is_followed_from_then_on() -> None:
    each = denoiser(replace(SETTINGS, texture="free"))
    each.advance(model(*each.inputs().arguments))
    each.apply_settings(texture="plain")
    for number in range(each.num_candidates):
        each.condition(chorale_to_json(blank_chorale(160)), number)
    inputs = each.inputs()
    assert len(inputs) == 8
    assert np.isfinite(each.advance(model(*inputs.arguments)).tokens_BVT).all()
