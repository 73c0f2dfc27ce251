"""A network made ready to run: in bf16 or another precision, and batch-invariant.

Batch-invariant: a window's logits have the same bits whichever windows run beside it, and however many. So it
is in fp32 and bf16, where device, instructions and version of torch are the same; otherwise, and between
precisions, logits are close and not equal. In int8 the rows of all windows share their scale, so there alone
a window's logits depend on the others.

It takes care, since matrix kernels are chosen by batch size and round differently. On the CPU only the linear
layers do that (attention goes window by window, and so do convolutions with small kernels), so these take one
window at a time where it matters (`packed`); on other devices each pass has the same number of windows.
In fp32, and in bf16 on a CPU without instructions for it, every layer depends on it, so there the CPU takes
one window a pass; so it does where a network has layers of torch's own that hold others (`INSEPARABLE`).
In fp32 on a CPU a network may bring kernels of its own (`compiled`), which take one window at a time too.
"""

import copy
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sunmask.models.devices import has_bf16, kernels
from sunmask.models.packed import INSEPARABLE, can_pack, pack
from sunmask.models.precision import PRECISIONS
from sunmask.models.pretrained import save_pretrained

LANES = {"cpu": 8, "cuda": 32}
"""Windows of one pass, by device: at most, on the CPU; always, elsewhere."""


class InEightBits(nn.Module):
    """A linear layer with int8 weights (a scale for each row out) and inputs (one scale for all)."""

    def __init__(self, layer: nn.Linear):
        super().__init__()
        with warnings.catch_warnings():  # torch moves this to another package, without x86 kernels so far
            warnings.simplefilter("ignore")
            quantised = torch.ao.quantization.quantize_dynamic(
                nn.Sequential(layer), {nn.Linear}, dtype=torch.qint8
            )
        self.layer = quantised[0]

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out), fp32."""
        return self.layer(x.float())


def fastest_precision(device: str) -> str:
    """bf16, but fp32 on a CPU that has no instructions for it and takes three to seven times as long."""
    return "bf16" if has_bf16(device) else "fp32"


class InferenceModel:
    """Call it with any number of windows, as the network; the logits come back on the CPU's side in fp32.

    card, folder: of the checkpoint that it is from; nothing where it is from none. precision: one of
    `PRECISIONS`, or None for the fastest. Raises ValueError for another one, and for int8 on a GPU.
    """

    def __init__(self, model: nn.Module, device: str | None = None, precision: str | None = None):
        self.card: dict[str, Any] = {}
        self.folder: Path | None = None
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.device_type = torch.device(self.device).type
        precision = precision or fastest_precision(self.device)
        if precision not in PRECISIONS:
            raise ValueError(f"expected a precision of {', '.join(PRECISIONS)}, got {precision!r:.60}")
        if precision == "int8" and self.device != "cpu":
            raise ValueError(f"expected precision bf16 or fp32 on {self.device}: int8 is for CPUs")
        self.precision = precision
        self.lanes = getattr(model, "LANES", LANES)[self.device_type]
        is_whole = any(isinstance(module, INSEPARABLE) for module in model.modules())
        if self.device == "cpu" and (precision == "fp32" or not has_bf16() or is_whole):
            self.lanes = 1  # more than linear layers then depends on the size of a batch
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        if hasattr(self.model, "remembers"):  # what does not change from pass to pass
            self.model.remembers = True  # type: ignore[assignment]
        self.model.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        if precision == "int8":
            _in_eight_bits(self.model)
        if precision != "fp32":
            for module in self.model.modules():
                if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d):
                    module.to(torch.bfloat16)  # what autocast would do again at every pass
                for name in getattr(module, "MATRICES", ()):
                    getattr(module, name).to(torch.bfloat16)
        if precision == "bf16" and self.device == "cpu" and can_pack():
            pack(self.model)
        self.has_kernels = False
        if precision == "fp32" and self.device == "cpu":
            self._take_kernels()

    @property
    def kind(self) -> str:
        """The kind of canvas; "" where no card names it."""
        return self.card.get("kind", "")

    @property
    def config(self) -> dict[str, Any]:
        """Sizes of the network by name."""
        return dict(self.card.get("config", {}))

    def save_pretrained(self, folder: str | Path) -> Path:
        """Write the checkpoint, with a model card, into a folder that `sunmask.load` reads. Raises ValueError
        for a network that is from no checkpoint; OSError."""
        if self.folder is None:
            raise ValueError("expected a network from a checkpoint to save, got one without files")
        return save_pretrained(self.folder, folder)

    def __repr__(self) -> str:
        about = f"{self.card['title']!r}, kind {self.kind}" if self.card else type(self.model).__name__
        how = f"{self.precision}{' with kernels' if self.has_kernels else ''}"
        return f"<InferenceModel {about}, {how} on {self.device}>"

    def _take_kernels(self) -> None:
        """Have those that are compiled, where they are here and of the network's sizes, compute for it."""
        library, compiled = kernels(), getattr(self.model, "compiled", None)
        by_kernels = compiled(library) if library is not None and compiled is not None else None
        if by_kernels is not None:
            self.model, self.has_kernels = by_kernels, True

    @torch.inference_mode()
    def __call__(self, *inputs: Tensor) -> Tensor:
        """The logits of N windows, N first, from the arguments of the network's forward. Further outputs for
        each token (of its `answer`) follow in the last axis."""
        count = len(inputs[0])
        parts = []
        for first in range(0, count, self.lanes):
            rows = [each[first : first + self.lanes].to(self.device) for each in inputs]
            spare = 0 if self.device == "cpu" else self.lanes - len(rows[0])
            if spare:
                rows = [torch.cat((each, each[:1].expand(spare, *each.shape[1:]))) for each in rows]
            with torch.autocast(self.device_type, torch.bfloat16, enabled=self.precision != "fp32"):
                logits = getattr(self.model, "answer", self.model)(*rows)
            parts.append(logits[: len(logits) - spare].float().cpu())
        return torch.cat(parts)


def _in_eight_bits(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, InEightBits(child))
        elif not isinstance(child, INSEPARABLE):
            _in_eight_bits(child)
