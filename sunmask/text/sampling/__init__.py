"""Sampling of texts: the tokens of each candidate, its steps, and looks (doubt and alternatives)."""
