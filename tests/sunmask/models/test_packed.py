"""A packed layer's windows do not feel each other."""

import pytest
import torch

from sunmask.models.packed import PackedLinear, can_pack

pytestmark = pytest.mark.numeric


@pytest.mark.skipif(not can_pack(), reason="this CPU does not multiply bf16")
@pytest.mark.parametrize(
    ("wide", "out", "rows"), [(768, 256, 32), (320, 768, 32), (64, 128, 1472), (128, 4, 128)]
)
def test_a_window_is_multiplied_as_if_it_were_alone(wide: int, out: int, rows: int) -> None:
    torch.manual_seed(3)
    layer, x = PackedLinear(torch.randn(out, wide), torch.randn(out)), torch.randn(8, rows, wide)
    added = torch.randn(8, rows, out).to(torch.bfloat16)
    with torch.inference_mode():
        alone = torch.cat([layer(window) for window in x.split(1)])
        more = torch.cat([layer(*window) for window in zip(x.split(1), added.split(1), strict=True)])
        for count in range(2, 9):
            assert torch.equal(layer(x[:count]), alone[:count])
            assert torch.equal(layer(x[:count], added[:count]), more[:count])
