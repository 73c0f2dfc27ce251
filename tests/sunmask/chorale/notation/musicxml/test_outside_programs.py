"""What an outside notation program makes of an exported score."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from music21 import converter, stream

from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.notation.scores import write_musicxml

MUSESCORE = shutil.which("musescore3") or shutil.which("mscore3")


@pytest.mark.skipif(MUSESCORE is None, reason="musescore3 is not installed (apt-get install musescore3)")
@pytest.mark.parametrize("name", ["Aus meines Herzens Grunde", "Jesu, meine Freude", "jig"])
def test_musescore_reads_the_same_notes_bars_and_key_signature(name: str, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.musicxml", tmp_path / "theirs.musicxml"
    ours.write_bytes(write_musicxml(jig() if name == "jig" else demo_chorale(name)))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)}
    subprocess.run(
        [str(MUSESCORE), "-o", str(theirs), str(ours)],
        env=environment,
        check=True,
        capture_output=True,
        timeout=60,
    )
    before, after = (described(path) for path in (ours, theirs))
    assert after == before


def jig() -> Chorale:
    """In 6/8 with a pickup of an eighth, quarters and eighths that cross no beat and one that does."""
    rhythm = (2, 4, 2, 4, 2, 8, 4, 12)
    pitches = (67, 72, 74, 76, 74, 72, 71, 72)
    row = [
        each
        for pitch, length in zip(pitches, rhythm, strict=True)
        for each in (pitch, *[-pitch] * (length - 1))
    ]
    below = [[abs(each) - down if each > 0 else each + down for each in row] for down in (5, 12, 17)]
    return Chorale(np.array([row, *below]), ChoraleMeta("Jig", metre="6/8", pickup=2))


def described(path: Path) -> list[tuple]:
    """Name, signature, number of bars, and all sounding notes with fermatas of each part."""
    score = converter.parse(path, forceSource=True)
    return [
        (
            part.partName,
            part.recurse().getElementsByClass("KeySignature").first().sharps,
            len(part.getElementsByClass(stream.Measure)),
            [
                (
                    float(head.getOffsetInHierarchy(part)),
                    head.quarterLength,
                    head.pitch.nameWithOctave,
                    head.lyric,
                )
                for head in part.recurse().notes
            ],
        )
        for part in score.parts
    ]
