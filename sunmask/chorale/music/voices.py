"""The four voices of a chorale, from the top: their letters, names and ranges."""

VOICES = ("S", "A", "T", "B")
VOICE_NAMES = ("Soprano", "Alto", "Tenor", "Bass")
VOICE_RANGES = ((60, 81), (53, 76), (48, 69), (36, 64))
"""Lowest and highest MIDI pitch of each voice in the corpus; notes outside are marked, not refused."""
