"""Networks of texts: what they see, and what they do not."""

import subprocess
import sys

import pytest
import torch
from torch import Tensor, nn

from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from sunmask.text.networks.windows import EDGE, NEVER, OUTSIDE
from sunmask.text.words.vocabulary import ALONE, english
from tests.live_studio import ROOT

pytestmark = pytest.mark.numeric

OF_TEXTS = ["encoder", "text-transformer", "adapted"]
"""Those of the laboratory, too."""


def awake(family: str, **changes: bool) -> nn.Module:
    """One whose weights are all at work."""
    torch.manual_seed(0)
    model = build(family, "debug", **changes).eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.3)
    return model


def some_window(count: int = 1, length: int = 12) -> tuple[Tensor, Tensor, Tensor]:
    """Whole words between edges, with padding after them."""
    generator = torch.Generator().manual_seed(1)
    tokens = torch.randint(300, 7000, (count, 1, length), generator=generator)
    trust = torch.rand(count, 1, length, generator=generator) < 0.5
    places = torch.full((count, length), ALONE)
    places[:, [0, -3]], places[:, -2:] = EDGE, OUTSIDE
    return tokens, trust, places


@pytest.mark.parametrize("family", OF_TEXTS)
def test_logits_depend_on_words_on_both_sides_trust_and_places(family: str) -> None:
    model, (tokens, trust, places) = awake(family), some_window()
    with torch.inference_mode():
        before = model(tokens, trust, places)[0, 0, 5]
        for at in (1, 8):
            other = tokens.clone()
            other[0, 0, at] += 1
            assert (model(other, trust, places)[0, 0, 5] - before).abs().max() > 1e-4
            other_trust = trust.clone()
            other_trust[0, 0, at] = ~other_trust[0, 0, at]
            assert (model(tokens, other_trust, places)[0, 0, 5] - before).abs().max() > 1e-4
        other = tokens.clone()
        other[0, 0, -1] += 1
        assert torch.equal(model(other, trust, places)[0, 0, :10], model(tokens, trust, places)[0, 0, :10])


@pytest.mark.parametrize("family", OF_TEXTS)
def test_only_pieces_that_may_stand_in_a_place_have_a_chance(family: str) -> None:
    model, (tokens, trust, places) = awake(family), some_window()
    with torch.inference_mode():
        logits = model(tokens, trust, places)[0, 0, 5]
    never = ~torch.from_numpy(english().may_stand[ALONE])
    assert (logits[never] == NEVER).all()
    assert (logits[~never] > NEVER).all()


@pytest.mark.parametrize("family", OF_TEXTS)
def test_chosen_cells_have_the_logits_that_all_have(family: str) -> None:
    model, window = awake(family), some_window(count=3)
    at = (torch.tensor([0, 2, 2]), torch.tensor([0, 0, 0]), torch.tensor([4, 1, 7]))
    with torch.inference_mode():
        assert torch.allclose(model(*window, at=at), model(*window)[at], atol=1e-4)


@pytest.mark.parametrize("family", OF_TEXTS)
def test_the_logits_of_a_window_are_the_same_in_every_batch(family: str) -> None:
    model, window = InferenceModel(awake(family), "cpu"), some_window(count=5)
    together = model(*window)
    for number in range(5):
        alone = model(*(each[number : number + 1] for each in window))
        assert torch.equal(alone[0], together[number])


def test_what_people_use_is_built_without_the_laboratory() -> None:
    code = (
        "import sys; from sunmask.models.families import build; build('encoder', 'debug'); "
        "sys.exit('sunmask.lab' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
