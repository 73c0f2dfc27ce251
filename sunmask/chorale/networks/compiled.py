"""Weights laid out as the kernels in `kernels/` read them, and the call of these. Not for training.

A product's weights lie in panels of 16 columns, (out / 16, in, 16). A convolution's are transformed for
minimal filtering (A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks", CVPR 2016).
"""

import ctypes
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.chorale.music.symbols import NUM_PITCHES
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.networks.long_range_attention import FarLayer
from sunmask.chorale.networks.packed import POOL_SCALE
from sunmask.chorale.networks.unet import RollBlock
from sunmask.chorale.sampling.melody import NUM_APPROACHES, NUM_LEAPS
from sunmask.chorale.sampling.rhythm import NUM_MOVES, NUM_STATES
from sunmask.chorale.sampling.windows import WINDOW

PANEL = 16
PLANES, TERMS = 32, 720
"""Planes of the input and terms of the moves, with zeros that fill panels."""
NUM_TERMS = len(VOICES) * (1 + NUM_STATES * NUM_MOVES + NUM_APPROACHES * NUM_LEAPS)
"""A rest, the moves in each state, and leaps after each approach, of each voice."""
_THIRDS = torch.tensor(
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
    ],
    dtype=torch.float64,
)
"""G of F(4, 3) in section 4.3 of that paper: three weights for six products."""


class ConditionedKernels:
    """The kernels with a network's weights, called with the embedded conditions and cells of one window."""

    def __init__(self, library: ctypes.CDLL, weights: Sequence[Tensor]):
        """Raises RuntimeError where the library was compiled for other weights."""
        self.weights = torch.cat([weight.detach().float().flatten() for weight in weights])
        for count in (library.conditioned_num_weights, library.conditioned_num_scratch):
            count.restype = ctypes.c_long
        if len(self.weights) != library.conditioned_num_weights():
            raise RuntimeError(
                f"expected kernels for {len(self.weights)} weights, found some for "
                f"{library.conditioned_num_weights()}, of another version: install this package again"
            )
        self._num_scratch = library.conditioned_num_scratch()
        self._answer = library.conditioned_answer
        pointers = [ctypes.c_void_p] * 6
        self._answer.argtypes = [*pointers, ctypes.c_float, ctypes.c_void_p, ctypes.c_void_p]
        self._answer.restype = None

    def __call__(
        self, columns_N: Tensor, planes_TH: Tensor, where_THC: Tensor, said_THC: Tensor
    ) -> tuple[Tensor, Tensor]:
        """columns_N: conditions of each beat, rests and trust. planes_TH: (T, H, planes). Gives onset and
        continuation of each voice (T, H, 2 V), and the terms of its moves (T, NUM_TERMS)."""
        planes = F.pad(planes_TH, (0, PLANES - planes_TH.shape[-1]))
        inputs = [each.contiguous() for each in (planes, columns_N, where_THC, said_THC)]
        notes = torch.empty(WINDOW, NUM_PITCHES, PANEL)
        terms = torch.empty(WINDOW, TERMS)
        scratch = torch.empty(self._num_scratch)  # of this call alone, since others may run beside it
        pointers = [each.data_ptr() for each in (self.weights, scratch, *inputs)]
        self._answer(*pointers, POOL_SCALE, notes.data_ptr(), terms.data_ptr())
        return notes[..., : 2 * len(VOICES)], terms[..., :NUM_TERMS]


def linear(layer: nn.Linear) -> list[Tensor]:
    """Weights and bias."""
    return [panels(layer.weight), layer.bias]


def norm(layer: nn.LayerNorm) -> list[Tensor]:
    return [layer.weight, layer.bias]


def time_conv(layer: nn.Module) -> list[Tensor]:
    """As a product of the sixteenths that it reaches, which lie side by side."""
    assert isinstance(layer, nn.Conv1d)
    assert layer.bias is not None
    return [panels(layer.weight.transpose(1, 2).flatten(1)), layer.bias]


def roll_conv(layer: nn.Conv2d, channels_in: int = 0, channels_out: int = 0) -> list[Tensor]:
    """Weights and bias of a convolution over 3 x 3 cells, or over 1 x 3. channels_in, channels_out: numbers
    of channels to which zeros fill them up."""
    assert layer.bias is not None
    more_in = max(0, channels_in - layer.in_channels)
    more_out = max(0, channels_out - layer.out_channels)
    weight = F.pad(layer.weight.detach().double(), (0, 0, 0, 0, 0, more_in, 0, more_out))
    weight = torch.einsum("yh,octh->tyoc", _THIRDS, weight)
    if len(weight) == 3:
        weight = torch.einsum("xt,tyoc->xyoc", _THIRDS, weight)
    return [panels(weight), F.pad(layer.bias, (0, more_out))]


def panels(weight: Tensor) -> Tensor:
    """(..., out, in) -> (..., out / PANEL, in, PANEL)."""
    return weight.unflatten(-2, (-1, PANEL)).transpose(-1, -2).contiguous()


def roll_block(block: nn.Module) -> list[Tensor]:
    """In the order of `RollWeights`."""
    assert isinstance(block, RollBlock)
    pool, _, pooled = block.pool
    return [*time_conv(pool), *time_conv(pooled), *roll_conv(block.near), *roll_conv(block.far)]


def far_layer(layer: nn.Module) -> list[Tensor]:
    """In the order of `FarWeights`."""
    assert isinstance(layer, FarLayer)
    attention = layer.attention
    return [
        *norm(layer.norm_roll),
        *norm(layer.norm_line),
        *linear(attention.roll_in),
        *linear(attention.line_in),
        attention.near[:, attention.off],
        *linear(attention.roll_out),
        *linear(attention.line_out),
        *norm(layer.norm_moved),
        *norm(layer.norm_heard),
        *linear(layer.tell_roll),
        *roll_conv(layer.near),
        *roll_conv(layer.wide),
        *linear(layer.up),
        *linear(layer.down),
    ]


def all_terms(layers: Sequence[nn.Linear]) -> list[Tensor]:
    """Several layers of the same input as one, filled up with zeros."""
    weight, bias = (torch.cat([getattr(layer, name) for layer in layers]) for name in ("weight", "bias"))
    more = TERMS - len(bias)
    return [panels(F.pad(weight, (0, 0, 0, more))), F.pad(bias, (0, more))]
