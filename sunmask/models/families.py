"""Families of networks: each kind has its own; networks are built here by a family's name."""

from dataclasses import asdict, replace
from typing import Any

from torch import nn

from sunmask.kinds import kinds
from sunmask.kinds.families import Family


def families() -> dict[str, Family]:
    """The families of every kind by name, with those that only the laboratory has."""
    of_labs = {name: family for kind in kinds().values() for name, family in kind.lab_networks.items()}
    return {**_everyday(), **of_labs}


def _everyday() -> dict[str, Family]:
    return {name: family for kind in kinds().values() for name, family in kind.networks.items()}


def build(family: str, config: dict[str, Any] | str, **changes: Any) -> nn.Module:
    """A network with new weights. config: the name of a size, or a config as JSON. changes: fields of the
    config to replace. Raises ValueError for an unknown family or size."""
    known = _everyday()
    if family not in known and family not in (known := families()):
        raise ValueError(f"expected a family of {', '.join(known)}, got {family!r}")
    module, config_class, sizes = known[family]
    if isinstance(config, str):
        if config not in sizes:
            raise ValueError(f"expected a size of {', '.join(sizes)}, got {config!r}")
        chosen = sizes[config]
    else:
        values = {name: _tuples(value) for name, value in config.items()}
        chosen = config_class(**values)
    return module(replace(chosen, **changes))


def _tuples(value: Any) -> Any:
    """A value from JSON with tuples in place of lists."""
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value


def config_of(model: nn.Module) -> dict[str, Any]:
    """The model's config as JSON values."""
    return asdict(model.config)  # type: ignore[call-overload]
