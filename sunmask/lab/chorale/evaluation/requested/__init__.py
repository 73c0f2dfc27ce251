"""What is asked of a model and whether it does it: chords, phrase ends, texture, melodies that it harmonises.

No sampler asks anything here. Every figure has an interval, and held-out Bach beside it where he has one.
"""
