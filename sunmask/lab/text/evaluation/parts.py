"""The parts of an evaluation of texts, by name."""

REWRITING = "rewriting"
"""It needs files of its own, and is only done when it is asked for."""
PARTS = (
    *("cloze", "guesses", "swaps", "spans", "holds", "slips", "pull", "speed", "study", "anatomy"),
    REWRITING,
)
