"""Requests to a model and whether it follows them: chords, phrase ends, texture, melodies to harmonise.

No sampler enforces anything here. Every figure has an interval, and held-out Bach beside it where he has one.
"""
