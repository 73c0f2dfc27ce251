"""Reading and writing chorale files: MusicXML, MXL and MIDI."""

from sunmask.codecs.chorale_read import grid_from_score

__all__ = ["grid_from_score"]
