"""A network made ready to run: half-precision weights, and batches of one fixed size.

Matrix kernels are chosen by batch size and round differently, so a window's logits would depend on how many
others run beside it. Running always the same number of lanes makes them depend on the window alone.
"""

import copy

import torch
from torch import Tensor, nn

LANES = {"cpu": 4, "cuda": 32}
"""Windows of one pass, by device."""


class InferenceModel:
    """Call it with any number of windows, as the network; the logits come back on the CPU's side in fp32."""

    def __init__(self, model: nn.Module, device: str | None = None):
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.lanes = LANES[self.device]
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.model.to(self.device)
        for module in self.model.modules():
            if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d):
                module.to(torch.bfloat16)  # what autocast would do again at every pass

    @torch.inference_mode()
    def __call__(self, *inputs: Tensor) -> Tensor:
        """tokens, trust, position, bar, place of N windows (see the network's forward) -> logits, N first."""
        count = len(inputs[0])
        parts = []
        for first in range(0, count, self.lanes):
            rows = [each[first : first + self.lanes].to(self.device) for each in inputs]
            spare = self.lanes - len(rows[0])
            if spare:
                rows = [torch.cat((each, each[:1].expand(spare, *each.shape[1:]))) for each in rows]
            with torch.autocast(self.device, torch.bfloat16):
                logits = self.model(*rows)
            parts.append(logits[: self.lanes - spare].float().cpu())
        return torch.cat(parts)
