"""Blocks of a text and the phrases for them: which there are, who writes them, how they are weighed."""
