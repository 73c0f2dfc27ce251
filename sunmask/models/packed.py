"""Layers in bf16 for inference on a CPU, with weights packed in advance and fused operations.

Weights are stored in the memory layout of oneDNN's kernels, so that they need not be reordered at every pass;
additions and ReLUs are fused into convolutions. The operators are those that torch's own compiler uses.
"""

from functools import cache

import torch
from torch import Tensor, nn

_dnn = torch.ops.mkldnn
INSEPARABLE = (nn.MultiheadAttention, nn.TransformerEncoderLayer, nn.TransformerDecoderLayer)
"""torch's compound layers. They read the weights of the layers inside them, so these cannot be replaced."""
ONCE = (1, 1)
"""Stride or dilation 1."""
ROWS, PLACES = 32, (64, 64)
"""The input sizes for which weights are packed: rows of a linear layer, height and width of a convolution.
Other sizes work too; packed without a number of rows, all were slower."""


def can_pack() -> bool:
    """Whether oneDNN computes in bf16 on this CPU, if only emulated (`devices.has_bf16`)."""
    return torch.backends.mkldnn.is_available() and bool(_dnn._is_mkldnn_bf16_supported())


class PackedLinear(nn.Module):
    """A batch-invariant linear layer: the result of a window is independent of the others.

    oneDNN chooses kernels by the number of rows, and some sum in another order. Where that changes results
    (see `goes_together`), windows are multiplied one by one.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None):
        """weight: (out, in)."""
        super().__init__()
        self.out = len(weight)
        self.bias = None if bias is None else _half(bias)
        self.weight = _dnn._reorder_linear_weight(_half(weight), ROWS)

    def forward(self, x: Tensor, added: Tensor | None = None) -> Tensor:
        """(B, ..., in) -> (B, ..., out), bf16. added: to the output, (B, ..., out)."""
        x = x.to(torch.bfloat16)
        if len(x) == 1 or goes_together(
            x.shape, self.out, self.bias is not None, added is not None, torch.get_num_threads()
        ):
            return self.together(x, added)
        return self.apart(x, added)

    def together(self, x: Tensor, added: Tensor | None) -> Tensor:
        """All windows in one multiplication."""
        if added is None:
            return _dnn._linear_pointwise.default(x, self.weight, self.bias, "none", [], "")
        return _dnn._linear_pointwise.binary(x, added, self.weight, self.bias, "add")

    def apart(self, x: Tensor, added: Tensor | None) -> Tensor:
        """One window after the other."""
        if added is None:
            return torch.cat([self.together(window, None) for window in x.split(1)])
        windows = zip(x.split(1), added.split(1), strict=True)
        return torch.cat([self.together(*window) for window in windows])


@cache
def goes_together(
    shape: tuple[int, ...], out: int, is_biased: bool, is_added: bool, num_threads: int
) -> bool:
    """Whether a layer of this shape has the same results for windows together as one by one. It is tried
    once, with products that cancel each other, so that their sums consist of the rounding errors, which
    depend on the order of summation.

    shape: of the input. num_threads: the number of threads in use.
    """
    generator = torch.Generator().manual_seed(0)
    half = shape[-1] // 2
    order = torch.randperm(2 * half, generator=generator)
    some, noise = (torch.randn(*rows, half, generator=generator) for rows in ((out,), shape[:-1]))
    weight, x = torch.zeros(out, shape[-1]), torch.zeros(shape)
    weight[:, order] = torch.cat((some, -some), dim=-1)
    x[..., order] = torch.cat((noise, noise), dim=-1)
    layer = PackedLinear(weight, torch.zeros(out) if is_biased else None)
    added = torch.zeros(*shape[:-1], out, dtype=torch.bfloat16) if is_added else None
    return torch.equal(layer.together(x.to(torch.bfloat16), added), layer.apart(x.to(torch.bfloat16), added))


class PackedConv(nn.Module):
    """A convolution over two axes, channels last."""

    def __init__(self, weight: Tensor, bias: Tensor, padding: tuple[int, ...], dilation: tuple[int, ...]):
        super().__init__()
        self.bias, self.places = _half(bias), (padding, ONCE, dilation, 1)
        self.weight = torch.ops.aten.mkldnn_reorder_conv2d_weight(
            _half(weight).to_mkldnn(), padding, ONCE, dilation, 1, (1, weight.shape[1], *PLACES)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, in, ...) -> (B, out, ...), bf16."""
        x = x.to(torch.bfloat16)
        return _dnn._convolution_pointwise(x, self.weight, self.bias, *self.places, "none", [], "")

    def add_to(self, there: Tensor, x: Tensor, then: str | None = None) -> Tensor:
        """Add the output of `forward` to `there`, (B, out, ...), in place. then: "relu", or None."""
        return _dnn._convolution_pointwise_.binary(
            there, x, self.weight, self.bias, *self.places, "add", 1.0, then, [], None
        )

    def with_added(self, other: Tensor, x: Tensor) -> Tensor:
        """The output of `forward` plus `other`, (B, out, ...), which is not changed."""
        return _dnn._convolution_pointwise.binary(
            x, other, self.weight, self.bias, *self.places, "add", 1.0, None, [], None
        )


def relu(x: Tensor) -> Tensor:
    """ReLU in bf16, by comparing the bits as integers, whose sign is the same; this takes a quarter of the
    time."""
    return x.view(torch.int16).clamp_min(0).view(torch.bfloat16)


def pack(module: nn.Module) -> None:
    """Replace all linear layers by packed ones, in place, and modules with a method `packed` by what it
    returns."""
    for name, child in module.named_children():
        laid_out = getattr(child, "packed", None)
        if laid_out is not None:
            setattr(module, name, laid_out())
        elif type(child) is nn.Linear:
            setattr(module, name, PackedLinear(child.weight, child.bias))
        elif not isinstance(child, INSEPARABLE):
            pack(child)


def _half(weight: Tensor) -> Tensor:
    return weight.detach().to(torch.bfloat16)
