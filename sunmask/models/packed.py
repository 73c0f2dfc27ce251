"""Layers in bf16 whose weights are laid out once as a CPU's kernels want them, where plain ones are laid out
anew at every pass, and whose additions and ReLUs are done where a convolution writes its result.

They are oneDNN's, through the operators that torch's own compiler uses. Not for training.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.models.unet import POOL_SCALE, RollBlock, TimeConv

_dnn = torch.ops.mkldnn
ONCE = (1, 1)
"""Stride, or dilation, of a convolution that takes every place."""
ROWS, PLACES = 32, (64, 64)
"""What weights are laid out for: rows of a linear layer, height and width under a convolution. Other sizes
run too; without a number of rows all were slower."""


def can_pack() -> bool:
    """Whether this CPU multiplies bf16 by oneDNN."""
    return torch.backends.mkldnn.is_available() and bool(_dnn._is_mkldnn_bf16_supported())


class PackedLinear(nn.Module):
    """A linear layer."""

    def __init__(self, layer: nn.Linear):
        super().__init__()
        self.bias = None if layer.bias is None else _half(layer.bias)
        self.weight = _dnn._reorder_linear_weight(_half(layer.weight), ROWS)

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out), bf16."""
        return _dnn._linear_pointwise(x.to(torch.bfloat16), self.weight, self.bias, "none", [], "")


class PackedConv(nn.Module):
    """A convolution over two axes, channels last."""

    def __init__(self, weight: Tensor, bias: Tensor, padding: tuple[int, ...], dilation: tuple[int, ...]):
        super().__init__()
        self.bias, self.places = _half(bias), (padding, ONCE, dilation, 1)
        self.weight = torch.ops.aten.mkldnn_reorder_conv2d_weight(
            _half(weight).to_mkldnn(), padding, ONCE, dilation, 1, (1, weight.shape[1], *PLACES)
        )

    def forward(self, x: Tensor, then: str = "none") -> Tensor:
        """(B, in, ...) -> (B, out, ...), bf16. then: "relu" or "none"."""
        x = x.to(torch.bfloat16)
        return _dnn._convolution_pointwise(x, self.weight, self.bias, *self.places, then, [], "")

    def add_to(self, there: Tensor, x: Tensor, then: str | None = None) -> Tensor:
        """What `forward` would give, added to (B, out, ...), which it overwrites."""
        return _dnn._convolution_pointwise_.binary(
            there, x, self.weight, self.bias, *self.places, "add", 1.0, then, [], None
        )

    def with_added(self, other: Tensor, x: Tensor) -> Tensor:
        """What `forward` would give, plus (B, out, ...), which stays as it is."""
        return _dnn._convolution_pointwise.binary(
            x, other, self.weight, self.bias, *self.places, "add", 1.0, None, [], None
        )


class PackedTimeConv(nn.Module):
    """A `TimeConv`."""

    def __init__(self, layer: TimeConv):
        super().__init__()
        assert isinstance(layer.padding, tuple)
        assert layer.bias is not None
        self.conv = PackedConv(layer.weight[:, :, None], layer.bias, (0, *layer.padding), ONCE)

    def forward(self, x_BTC: Tensor, then: str = "none") -> Tensor:
        return self.conv(x_BTC.transpose(1, 2)[:, :, None], then)[:, :, 0].transpose(1, 2)


class PackedRollBlock(nn.Module):
    """A `RollBlock`."""

    def __init__(self, block: RollBlock):
        super().__init__()
        self.near, self.far = (
            PackedConv(conv.weight, conv.bias, conv.padding, conv.dilation)  # type: ignore[arg-type]
            for conv in (block.near, block.far)
        )
        heard, _, told = block.pool
        self.heard, self.told = PackedTimeConv(heard), PackedTimeConv(told)  # type: ignore[arg-type]

    def forward(self, x_BCTH: Tensor) -> Tensor:
        seen = F.relu(x_BCTH)
        anywhere_BTC = self.told(self.heard(seen.permute(0, 2, 3, 1).sum(2) * POOL_SCALE, then="relu"))
        near = anywhere_BTC.transpose(1, 2)[..., None].expand_as(seen)
        near = self.near.add_to(near.contiguous(memory_format=torch.channels_last), seen, then="relu")
        return self.far.with_added(x_BCTH, near)


PACKED = {nn.Linear: PackedLinear, TimeConv: PackedTimeConv, RollBlock: PackedRollBlock}


def pack(module: nn.Module) -> None:
    """Replace all layers that have a packed kind, in place."""
    for name, child in module.named_children():
        if type(child) in PACKED:
            setattr(module, name, PACKED[type(child)](child))
        else:
            pack(child)


def _half(weight: Tensor) -> Tensor:
    return weight.detach().to(torch.bfloat16)
