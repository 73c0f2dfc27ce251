"""Steps a second of the shipped text model, and how long an infill takes, on one core."""

from sunmask.checkpoints import DEFAULTS, load_for_inference
from sunmask.evaluation.texts.tasks import speed


def speeds() -> tuple[float, float]:
    """Steps a second of a sentence of 52 words; seconds of 40 words, three candidates, default steps."""
    told = speed(load_for_inference(DEFAULTS["text"], "cpu"))
    return told["steps_per_second"], told["seconds_of_an_infill"]
