"""Steps a second of the network that composes by default, on one core, by batch size."""

import time
from unittest.mock import patch

from sunmask import load
from sunmask.kinds import kind
from sunmask.models import cards, devices, inference

BATCHES = (1, 8, 32)


def steps_per_second(
    batch_size: int, precision: str | None = None, *, by_torch: bool = False, seconds: float = 4.0
) -> float:
    """Forward passes a second of `batch_size` windows of 128 sixteenths, run as the worker runs them.
    by_torch: without compiled kernels."""
    with patch.object(inference, "kernels", (lambda: None) if by_torch else devices.kernels):
        model = load(cards.default_card("chorale").name, precision=precision)
    windows = kind("chorale").sampler.any_windows(batch_size)
    model(*windows)
    start, num_steps = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        model(*windows)
        num_steps += 1
    return num_steps / (time.perf_counter() - start)
