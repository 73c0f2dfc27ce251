"""Texts in the sampler: tokens of each candidate, one step of it, and what a look at a text asks."""
