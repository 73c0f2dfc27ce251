"""The registry of model families: a new family is one file and one line here."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from torch import nn

from sunmask.models import conv, encoder, text_transformer, transformer, unet

FAMILIES: dict[str, tuple[Callable[[Any], nn.Module], Any, dict[str, Any]]] = {
    "unet": (unet.UNet, unet.UNetConfig, unet.SIZES),
    "transformer": (transformer.Transformer, transformer.TransformerConfig, transformer.SIZES),
    "encoder": (encoder.Encoder, encoder.EncoderConfig, encoder.SIZES),
    "text-transformer": (
        text_transformer.TextTransformer,
        text_transformer.TextTransformerConfig,
        text_transformer.SIZES,
    ),
    "conv": (conv.ConvNet, conv.ConvConfig, conv.SIZES),
}
"""Family name to (module, its config dataclass, named sizes); every family has a `debug` size."""


def build(family: str, config: dict[str, Any] | str, **changes: Any) -> nn.Module:
    """A model with fresh weights from a size's name or a config as JSON. changes: of the config. Raises
    ValueError."""
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
    return module(replace(chosen, **changes))


def config_of(model: nn.Module) -> dict[str, Any]:
    """The model's config as JSON values."""
    return asdict(model.config)  # type: ignore[call-overload]
