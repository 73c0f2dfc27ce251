"""Noise that hides cells from a network while it learns, whatever the kind (paper, section 2)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NoiseSettings:
    """iid: share of examples hidden cell by cell. corrupt: share in which some trusted cells are wrong
    and enter the loss. plausible: share whose noise is drawn from each row's own symbols instead of all.
    large: share that hides what only far things tell of. written: share that hides
    what is not written yet when a piece is written (see `WritingOrder`). The last four are 0 in the paper's
    settings. tells: False leaves unsaid whatever could be said of an example beside metre and ends.
    hides: False for networks that read from left to right, which learn from examples as they are."""

    iid: float = 0.5
    corrupt: float = 0.12
    plausible: float = 0.0
    large: float = 0.0
    written: float = 0.0
    tells: bool = True
    hides: bool = True
