"""The journal of a training run: metrics.jsonl, one line a report, and TensorBoard where requested."""

import json
from pathlib import Path
from typing import Any


class Journal:
    """Appends to `folder`. Raises ValueError where TensorBoard is asked for and not installed."""

    def __init__(self, folder: Path, tensorboard: bool = False):
        self.file = folder / "metrics.jsonl"
        self.board = _summary_writer(folder / "tensorboard") if tensorboard else None

    def write(self, step: int, seconds: float, **values: Any) -> None:
        """values: numbers, lists of numbers, or mappings of them to any depth."""
        with self.file.open("a") as file:
            file.write(json.dumps({"step": step, "seconds": round(seconds, 1), **values}) + "\n")
        if self.board is not None:
            for name, value in flat(values).items():
                self.board.add_scalar(name, value, step)
            self.board.flush()

    def close(self) -> None:
        if self.board is not None:
            self.board.close()


def flat(values: Any, path: str = "") -> dict[str, float]:
    """The numbers of nested values by path: {"valid": {"bar": {"nll": 1}}} -> {"valid/bar/nll": 1};
    members of lists count from 1."""
    if isinstance(values, list):
        values = {str(number): value for number, value in enumerate(values, start=1)}
    if not isinstance(values, dict):
        return {path: values}
    parts = [flat(value, f"{path}/{name}" if path else name) for name, value in values.items()]
    return {name: value for part in parts for name, value in part.items()}


def _summary_writer(folder: Path) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as missing:
        raise ValueError(
            "expected TensorBoard to be installed: pip install 'sunmask-studio[lab]', or leave it out"
        ) from missing
    return SummaryWriter(str(folder))
