"""Blocks of a text and phrases for them: choosing the blocks of a step; proposing, scoring and choosing
phrases."""
