"""A network made ready to run: half-precision weights, and windows that do not feel each other.

Matrix kernels are chosen by batch size and round differently, so a window's logits would depend on how many
others run beside it. On the CPU only the linear layers do that (convolutions and attention go window by
window), so these are given one window at a time; on other devices each pass has the same number of windows.
"""

import copy

import torch
from torch import Tensor, nn

from sunmask.models.encoder import Encoder

LANES = {"cpu": 8, "cuda": 32}
"""Windows of one pass, by device: at most, on the CPU; always, elsewhere."""


class WindowByWindow(nn.Module):
    """A linear layer whose rows of one window are multiplied apart from those of the others."""

    def __init__(self, layer: nn.Linear):
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor) -> Tensor:
        """(B, ..., in) -> (B, ..., out)."""
        if len(x) == 1:
            return self.layer(x)
        return torch.cat([self.layer(window) for window in x.split(1)])


class InferenceModel:
    """Call it with any number of windows, as the network; the logits come back on the CPU's side in fp32."""

    def __init__(self, model: nn.Module, device: str | None = None):
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.lanes = getattr(model, "LANES", LANES)[self.device]
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.model.to(self.device)
        for module in self.model.modules():
            if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d):
                module.to(torch.bfloat16)  # what autocast would do again at every pass
            elif isinstance(module, Encoder):
                module.piece.to(torch.bfloat16)  # its end is a matrix too
        if self.device == "cpu":
            _part_windows(self.model)

    @torch.inference_mode()
    def __call__(self, *inputs: Tensor) -> Tensor:
        """tokens, trust, position, bar, place of N windows (see the network's forward) -> logits, N first."""
        count = len(inputs[0])
        parts = []
        for first in range(0, count, self.lanes):
            rows = [each[first : first + self.lanes].to(self.device) for each in inputs]
            spare = 0 if self.device == "cpu" else self.lanes - len(rows[0])
            if spare:
                rows = [torch.cat((each, each[:1].expand(spare, *each.shape[1:]))) for each in rows]
            with torch.autocast(self.device, torch.bfloat16):
                logits = self.model(*rows)
            parts.append(logits[: len(logits) - spare].float().cpu())
        return torch.cat(parts)


def _part_windows(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, WindowByWindow(child))
        else:
            _part_windows(child)
