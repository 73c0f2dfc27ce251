"""What ships can be loaded, is small, and its card tells where it comes from."""

import pytest

from sunmask.kinds import kind
from sunmask.models import checkpoints
from sunmask.models.cards import SHIPPED, cards

MOST_BYTES = 40e6


@pytest.mark.parametrize("name", [card.name for card in cards()])
def test_a_shipped_checkpoint_is_small_and_answers(name: str) -> None:
    found = checkpoints.load(name)
    assert (SHIPPED / name / checkpoints.WEIGHTS).stat().st_size <= MOST_BYTES
    for word in ("data", "license", "recipe", "figures", "step"):
        assert found.card[word]
    windows = kind(found.kind).sampler.any_windows(1)
    assert found.for_inference("cpu")(*windows).isfinite().all()


def test_every_kind_with_a_model_has_the_one_that_is_taken_where_nobody_chose() -> None:
    for of_kind in {card.kind for card in cards()}:
        assert checkpoints.default(of_kind) in {card.name for card in cards()}
