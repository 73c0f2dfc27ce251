"""Steps a second of the shipped network on one core, by batch size."""

import time

import torch

from sunmask import load

BATCHES = (1, 8, 32)


def steps_per_second(batch_size: int, precision: str | None = None, *, seconds: float = 4.0) -> float:
    """Forward passes a second of `batch_size` windows of 128 sixteenths, run as the worker runs them."""
    model = load("chorale-small", precision=precision)
    tokens_BVT = torch.randint(0, 93, (batch_size, 4, 128))
    trust_BVT = torch.rand(batch_size, 4, 128) < 0.5
    position_BT = (torch.arange(128) % 16).expand(batch_size, 128)
    bar_BT, place_BT = torch.ones_like(position_BT), torch.zeros_like(position_BT)
    model(tokens_BVT, trust_BVT, position_BT, bar_BT, place_BT)
    start, num_steps = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        model(tokens_BVT, trust_BVT, position_BT, bar_BT, place_BT)
        num_steps += 1
    return num_steps / (time.perf_counter() - start)
