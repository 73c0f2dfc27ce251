"""The anatomy of a trained network: the size of its streams, and the cost of doing without each part.

A part is a group of modules, named by the network (`PARTS`) or, where it names none, its direct children.
To knock a part out, what its modules add is taken away: matrices and convolutions give nought, blocks that
add to their input pass it on. A part without which nothing is lost does nothing: training, data or sizes are
wrong there.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

PLAIN = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Embedding, nn.Sequential)
"""Modules that output zero when knocked out; others pass their input on."""


def parts_of(model: nn.Module) -> dict[str, list[nn.Module]]:
    """The modules of each part, by the part's name."""
    patterns: dict[str, str] = getattr(model, "PARTS", {})
    named = list(model.named_modules())
    if not patterns:
        patterns = {name: re.escape(name) for name, _ in model.named_children()}
    found = {
        part: [module for name, module in named if re.fullmatch(pattern, name)]
        for part, pattern in patterns.items()
    }
    return {part: [leaf for each in modules for leaf in _blocks(each)] for part, modules in found.items()}


def _blocks(module: nn.Module) -> list[nn.Module]:
    return list(module) if isinstance(module, nn.ModuleList) else [module]


@contextmanager
def knocked_out(modules: list[nn.Module]) -> Iterator[None]:
    """Do without some modules."""

    def nought(module: nn.Module, inputs: tuple[Any, ...], output: Any) -> Any:
        if isinstance(module, PLAIN):
            return torch.zeros_like(output)
        return inputs[0] if torch.is_tensor(output) and output.shape == inputs[0].shape else output

    hooks = [module.register_forward_hook(nought) for module in modules]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


@contextmanager
def measured(parts: dict[str, list[nn.Module]]) -> Iterator[dict[str, float]]:
    """The root mean square of what the last module of each part gives, in the first pass."""
    sizes: dict[str, float] = {}

    def note(part: str) -> Callable[..., None]:
        def hook(module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
            if torch.is_tensor(output):
                sizes.setdefault(part, float(output.detach().float().square().mean().sqrt()))

        return hook

    hooks = [modules[-1].register_forward_hook(note(part)) for part, modules in parts.items() if modules]
    try:
        yield sizes
    finally:
        for hook in hooks:
            hook.remove()


@torch.inference_mode()
def anatomy(
    model: nn.Module, tasks: dict[str, Callable[[Callable[..., Tensor]], float]]
) -> dict[str, dict[str, float]]:
    """By part its `size` and, by task, the nats that doing without it costs; "whole": the nats of the whole.

    tasks: by name what gives a network's nats at it.
    """
    parts = parts_of(model.eval())
    with measured(parts) as sizes:
        whole = {name: nats(model) for name, nats in tasks.items()}
    table = {"whole": {name: round(value, 4) for name, value in whole.items()}}
    for part, modules in parts.items():
        with knocked_out(modules):
            costs = {name: round(nats(model) - whole[name], 4) for name, nats in tasks.items()}
        table[part] = {"size": round(sizes.get(part, 0.0), 3), **costs}
    return table
