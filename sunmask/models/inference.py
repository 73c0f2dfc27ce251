"""Networks prepared for inference: in bf16 or another precision, and batch-invariant in fp32 and bf16.

Batch-invariant means that the logits of a window are the same, bit for bit, whatever other windows are in the
batch. This holds for one device, one set of instructions and one version of torch; otherwise, and between
precisions, logits are close but not equal. int8 here is the exception: all rows of a batch share one
scale, so the logits of a window depend on the others. (The int8 of language models is batch-invariant:
`sunmask.models.batch_invariant_int8`.)

It has to be arranged, because libraries choose matrix kernels by batch size, and kernels round differently.
On a GPU each pass has the same number of windows, and the libraries are told to be deterministic
(`sunmask.models.devices.make_deterministic`). On a CPU in bf16 only linear layers depend on the batch,
since attention and convolutions with small kernels are computed window by window; linear layers take one
window at a time where it matters (`sunmask.models.packed`). In fp32, in emulated bf16, and in networks with
torch's compound layers (`INSEPARABLE`), other layers depend on the batch too, so a pass has one window. In
fp32 on a CPU a network may have compiled kernels (its method `compiled`), which take one window at a time as
well.
"""

import copy
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sunmask.models.devices import has_bf16, kernels, make_deterministic, place_of, sort_of
from sunmask.models.packed import INSEPARABLE, can_pack, pack
from sunmask.models.precision import PRECISIONS
from sunmask.models.pretrained import save_pretrained

LANES = {"cpu": 8, "cuda": 32}
"""Windows of a pass, by device: at most so many on the CPU, exactly so many elsewhere."""


class InEightBits(nn.Module):
    """A linear layer with int8 weights (a scale for each output channel) and inputs (one scale for all)."""

    def __init__(self, layer: nn.Linear):
        super().__init__()
        with warnings.catch_warnings():  # deprecated for a package that has no x86 kernels so far
            warnings.simplefilter("ignore")
            quantised = torch.ao.quantization.quantize_dynamic(
                nn.Sequential(layer), {nn.Linear}, dtype=torch.qint8
            )
        self.layer = quantised[0]

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out), fp32."""
        return self.layer(x.float())


def fastest_precision(device: str) -> str:
    """bf16; but fp32 on a CPU without instructions for it, where it takes three to seven times as long."""
    return "bf16" if has_bf16(device) else "fp32"


class InferenceModel:
    """A network that is called with any number of windows; it returns logits in fp32 on the CPU.

    card, folder: those of its checkpoint; empty and None for a network without one. precision: one of
    `PRECISIONS`, or None for the fastest. Raises ValueError for any other, and for int8 on a GPU.
    """

    def __init__(self, model: nn.Module, device: str | None = None, precision: str | None = None):
        self.card: dict[str, Any] = {}
        self.folder: Path | None = None
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self._place, sort = place_of(self.device), sort_of(self.device)
        self._is_exact, on_cpu = sort.is_exact, sort.name == "cpu"
        precision = precision or fastest_precision(self.device)
        if precision not in PRECISIONS:
            raise ValueError(f"expected a precision of {', '.join(PRECISIONS)}, got {precision!r:.60}")
        if precision == "int8" and not on_cpu:
            raise ValueError(f"expected precision bf16 or fp32 on {self.device}: int8 is for CPUs")
        if self._place.type == "cuda":
            make_deterministic()
        self.precision = precision
        self.lanes = getattr(model, "LANES", LANES)[sort.name]
        is_whole = any(isinstance(module, INSEPARABLE) for module in model.modules())
        if on_cpu and (precision == "fp32" or not has_bf16() or is_whole):
            self.lanes = 1  # other layers than linear ones depend on the batch, too
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        if hasattr(self.model, "remembers"):  # values that do not change from pass to pass
            self.model.remembers = True  # type: ignore[assignment]
        self.model.to(self._place, memory_format=torch.channels_last)  # type: ignore[call-overload]
        if precision == "int8":
            _in_eight_bits(self.model)
        if precision != "fp32":
            for module in self.model.modules():
                if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d):
                    module.to(torch.bfloat16)  # once, where autocast would do it at every pass
                for name in getattr(module, "MATRICES", ()):
                    getattr(module, name).to(torch.bfloat16)
        if precision == "bf16" and on_cpu and can_pack():
            pack(self.model)
        self.has_kernels = False
        if precision == "fp32" and on_cpu:
            self._take_kernels()

    @property
    def kind(self) -> str:
        """The kind of canvas; "" for a network without a card."""
        return self.card.get("kind", "")

    @property
    def config(self) -> dict[str, Any]:
        """Sizes of the network by name."""
        return dict(self.card.get("config", {}))

    def save_pretrained(self, folder: str | Path) -> Path:
        """Write the checkpoint, with a model card, into a folder that `sunmask.load` reads. Raises ValueError
        for a network without a checkpoint; OSError where the files cannot be written."""
        if self.folder is None:
            raise ValueError("expected a network from a checkpoint to save, got one without files")
        return save_pretrained(self.folder, folder)

    def __repr__(self) -> str:
        about = f"{self.card['title']!r}, kind {self.kind}" if self.card else type(self.model).__name__
        how = f"{self.precision}{' with kernels' if self.has_kernels else ''}"
        return f"<InferenceModel {about}, {how} on {self.device}>"

    def _take_kernels(self) -> None:
        """Use compiled kernels, where they are installed and fit the network's sizes."""
        library, compiled = kernels(), getattr(self.model, "compiled", None)
        by_kernels = compiled(library) if library is not None and compiled is not None else None
        if by_kernels is not None:
            self.model, self.has_kernels = by_kernels, True

    @torch.inference_mode()
    def __call__(self, *inputs: Tensor) -> Tensor:
        """The logits of N windows, (N, ...). inputs: the arguments of the network's forward, N first. A
        network with a method `answer` appends further outputs for each token to the last axis."""
        count = len(inputs[0])
        parts = []
        for first in range(0, count, self.lanes):
            rows = [each[first : first + self.lanes].to(self._place) for each in inputs]
            spare = self.lanes - len(rows[0]) if self._is_exact else 0
            if spare:
                rows = [torch.cat((each, each[:1].expand(spare, *each.shape[1:]))) for each in rows]
            with torch.autocast(self._place.type, torch.bfloat16, enabled=self.precision != "fp32"):
                logits = getattr(self.model, "answer", self.model)(*rows)
            parts.append(logits[: len(logits) - spare].float().cpu())
        return torch.cat(parts)


def _in_eight_bits(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, InEightBits(child))
        elif not isinstance(child, INSEPARABLE):
            _in_eight_bits(child)
