"""Reading and writing chorale files (MusicXML, MXL, MIDI): the names that a researcher needs.

Files from others are read by `read_bytes` and `read_score`, in a limited child process.
"""

from sunmask.codecs.chorale_files import read_bytes, read_score
from sunmask.codecs.chorale_read import grid_from_score
from sunmask.codecs.chorale_write import score_from_chorale, write_musicxml
from sunmask.codecs.demos import blank, demo_chorales
from sunmask.codecs.midi_files import write_midi
from sunmask.codecs.notices import Import, Notice, UnreadableFile

__all__ = [
    "Import",
    "Notice",
    "UnreadableFile",
    "blank",
    "demo_chorales",
    "grid_from_score",
    "read_bytes",
    "read_score",
    "score_from_chorale",
    "write_midi",
    "write_musicxml",
]
