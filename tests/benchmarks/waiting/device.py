"""A device that takes a fixed time for each pass, however many windows, and no time of the processor."""

import os
import time

from torch import Tensor

from tests.worker.networks import Guess

PASS_S = "WAITING_PASS_S"
"""The variable that says how long a pass takes; unset, real networks compute."""


class Device(Guess):
    """A network of guesses, for eight windows at once."""

    lanes = 8

    def __init__(self, pass_s: float) -> None:
        self._pass_s = pass_s

    def __call__(self, tokens: Tensor, trust: Tensor, place: Tensor, *others: Tensor) -> Tensor:
        time.sleep(self._pass_s)
        return super().__call__(tokens, trust, place, *others)


def load(name: str, sha256: str, precision: str) -> Device:
    """In place of `worker.engine.load_network`."""
    return Device(float(os.environ[PASS_S]))


def is_in_use() -> bool:
    """Whether passes only sleep."""
    return PASS_S in os.environ
