"""Reading and writing chorale files (MusicXML, MXL, MIDI): the names that a researcher needs.

Files from others are read by `read_bytes` and `read_score`, in a limited child process.
"""

from sunmask.chorale.demos import blank
from sunmask.chorale.notation.files import read_bytes, read_score
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.midi import write_midi
from sunmask.chorale.notation.musicxml.reader import grid_from_score
from sunmask.chorale.notation.musicxml.writer import score_from_chorale, write_musicxml
from sunmask.kinds.notices import Notice, UnreadableFile

__all__ = [
    "Import",
    "Notice",
    "UnreadableFile",
    "blank",
    "grid_from_score",
    "read_bytes",
    "read_score",
    "score_from_chorale",
    "write_midi",
    "write_musicxml",
]
