"""The registry of model families: a new family is one file and one line here."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import torch
from torch import nn

from sunmask.models import conv, encoder, transformer, unet

FAMILIES: dict[str, tuple[Callable[[Any], nn.Module], Any, dict[str, Any]]] = {
    "unet": (unet.UNet, unet.UNetConfig, unet.SIZES),
    "transformer": (transformer.Transformer, transformer.TransformerConfig, transformer.SIZES),
    "encoder": (encoder.Encoder, encoder.EncoderConfig, encoder.SIZES),
    "conv": (conv.ConvNet, conv.ConvConfig, conv.SIZES),
}
"""Family name to (module, its config dataclass, named sizes); every family has a `debug` size."""


def build(family: str, config: dict[str, Any] | str) -> nn.Module:
    """A model with fresh weights from a size's name or a config as JSON. Raises ValueError."""
    if family not in FAMILIES:
        raise ValueError(f"expected a family of {', '.join(FAMILIES)}, got {family!r}")
    module, config_class, sizes = FAMILIES[family]
    if isinstance(config, str):
        if config not in sizes:
            raise ValueError(f"expected a size of {', '.join(sizes)}, got {config!r}")
        chosen = sizes[config]
    else:
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in config.items()}
        chosen = config_class(**values)
    return module(chosen).to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def config_of(model: nn.Module) -> dict[str, Any]:
    """The model's config as JSON values."""
    return asdict(model.config)  # type: ignore[call-overload]
