"""Pieces of an evaluation in several processes."""

from dataclasses import dataclass
from typing import Any

import pytest
import torch

from sunmask.environment import environment
from sunmask.lab.chorale.evaluation.work import done


@dataclass(frozen=True)
class Threads:
    """Says how many threads its process computes with."""

    name: str
    cost: int = 0

    @property
    def settings(self) -> dict[str, Any]:
        return {}

    @property
    def label(self) -> str:
        return self.name

    def results(self) -> int:
        return torch.get_num_threads()


def test_processes_beside_each_other_compute_with_few_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    found = [threads for _, threads in done([Threads("one"), Threads("two")], 2)]
    assert found == [environment().num_threads] * 2
