"""SmolLM2 as it learns to fill gaps: its own weights stay as they are.

B examples, T tokens, W width, R rank, K tokens that are asked for
"""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.lab.text.infilling.examples import NOT_ASKED
from sunmask.lab.text.networks.adapted import body_named, copied
from sunmask.models.decoder import Part, rope, rope_frequencies
from sunmask.models.devices import autocast, has_bf16
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.language_model.infilling.adapter import UNUSED
from sunmask.text.networks.windows import NEVER


class FillingDecoder(nn.Module):
    """The decoder with thin matrices beside each of its own, and vectors for the tokens without text."""

    token: Tensor
    scale: Tensor

    def __init__(self, body: str = "smollm2", rank: int = 16):
        """body: see `AdaptedConfig`. Raises ValueError where its weights are not here."""
        super().__init__()
        decoder, pieces = body_named(body)
        self.pieces = cast("BytePieces", pieces)  # a tiny body has none
        self.config = decoder.config
        self.blocks = nn.ModuleList(
            copied(block, self.config, rank, is_whole=False) for block in decoder.blocks
        )
        for name, parameter in self.named_parameters():
            parameter.requires_grad_(name.endswith((".into", ".out")))
        vectors = decoder.token.weight.detach().to(torch.bfloat16 if has_bf16() else torch.float32)
        self.register_buffer("token", vectors, persistent=False)
        self.register_buffer("scale", decoder.norm.weight.detach().float(), persistent=False)
        self.unused = nn.Parameter(decoder.token.weight.detach()[UNUSED].float().clone())

    def learned(self) -> dict[str, nn.Parameter]:
        return {name: value for name, value in self.named_parameters() if value.requires_grad}

    def forward(self, ids_BT: Tensor, target_BT: Tensor, branch_BT: Tensor) -> Tensor:
        """Nats of each token that is asked for, (K,). See `examples.Example`."""
        B, T = ids_BT.shape
        ids = ids_BT.flatten()
        is_unused = (ids >= UNUSED.start) & (ids < UNUSED.stop)
        vectors = self.unused[(ids - UNUSED.start).clamp(0, len(self.unused) - 1)]
        x_NW = torch.where(is_unused[:, None], vectors, self.token[ids].float())
        is_heard_BTT = (branch_BT[:, None] == 0) | (branch_BT[:, None] == branch_BT[:, :, None])
        is_heard_BTT &= torch.ones(T, T, dtype=torch.bool).tril()
        rotation = rope((is_heard_BTT.sum(-1) - 1).flatten(), rope_frequencies(self.config))
        part = Part((B, T), torch.where(is_heard_BTT, 0.0, NEVER)[:, None])
        with autocast():
            for block in self.blocks:
                x_NW, _ = block(x_NW, rotation, [part], [(None, None)])
        x_NW = F.rms_norm(x_NW.float(), (x_NW.shape[-1],), self.scale, self.config.epsilon)
        target = target_BT.flatten()
        is_asked = target != NOT_ASKED
        logits_KV = F.linear(x_NW[is_asked].to(self.token.dtype), self.token).float()
        return F.cross_entropy(logits_KV, target[is_asked], reduction="none")
