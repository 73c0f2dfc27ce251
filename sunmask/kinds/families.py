"""A family of networks: a kind names its own, so that checkpoints can be loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from torch import nn


class Family(NamedTuple):
    """A module, its config's dataclass, and named sizes; every family has a `debug` size."""

    module: Callable[[Any], nn.Module]
    config: Any
    sizes: dict[str, Any]
