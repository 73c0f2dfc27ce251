"""Sound files of a chorale: WAV, MP3 and Opus, written while they are played."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from sunmask.chorale.music.expression import expression_of
from sunmask.chorale.music.form import played_columns, unfolded
from sunmask.chorale.music.symbols import Chorale, check_grid
from sunmask.chorale.sound.mixer import gains, usual
from sunmask.chorale.sound.mixing import BLOCK, Performance, duration_s, play
from sunmask.chorale.sound.synthesis import SAMPLE_RATE

FORMATS: dict[str, dict[str, Any]] = {
    "wav": {"format": "WAV", "subtype": "PCM_16"},
    "mp3": {
        "format": "MP3",
        "subtype": "MPEG_LAYER_III",
        "bitrate_mode": "VARIABLE",
        "compression_level": 0.2,
    },
    "opus": {"format": "OGG", "subtype": "OPUS", "compression_level": 0.8},
}
"""By name, which is the ending too: what libsndfile is told."""
MOST_S = 900
"""Seconds of music in one file."""


def as_usual(chorale: Chorale) -> Performance:
    """A choir at the chorale's own tempo, in one mix."""
    mixer = usual(len(chorale.voices))
    return Performance(mixer, chorale.meta.tempo, [gains(mixer)])


def record(
    chorale: Chorale,
    performance: Performance,
    paths: Sequence[Path],
    on_progress: Callable[[float], None] = lambda done: None,
    *,
    comment: str = "",
) -> None:
    """Write each mix of a performance to its path, whose ending tells the format. Repeats are played.

    on_progress: how much is done, from 0 to 1. comment: a line for the file's tags.
    Raises ValueError for an invalid grid, an unknown ending, or more than MOST_S seconds.
    """
    import soundfile

    check_grid(chorale)
    expression = expression_of(chorale).at(played_columns(chorale))
    chorale = unfolded(chorale)
    seconds = duration_s(chorale, performance, expression)
    if seconds > MOST_S:
        raise ValueError(
            f"expected at most {MOST_S // 60} minutes of sound, got {seconds / 60:.0f}: choose a faster tempo"
        )
    for path in paths:
        if path.suffix[1:] not in FORMATS:
            raise ValueError(f"expected a sound file of {', '.join(FORMATS)}, got {path.name!r:.60}")
    with ExitStack() as files:
        out = [
            files.enter_context(
                soundfile.SoundFile(path, "w", SAMPLE_RATE, channels=2, **FORMATS[path.suffix[1:]])
            )
            for path in paths
        ]
        for file in out if comment else ():
            file.comment = comment
        for number, mixes in enumerate(play(chorale, performance, expression), start=1):
            for file, mix_2N in zip(out, mixes, strict=True):
                file.write(np.ascontiguousarray(mix_2N.T, dtype=np.float32))
            on_progress(min(1.0, number * BLOCK / SAMPLE_RATE / seconds))
