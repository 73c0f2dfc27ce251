"""Blocks of a text and the phrases for them: which a step takes; proposing, scoring and choosing phrases."""
