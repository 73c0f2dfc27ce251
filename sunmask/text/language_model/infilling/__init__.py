"""A language model that was taught to write what is missing between two parts of a text.

Left to itself it knows only what comes before a gap. Its prompt says first what comes after and how many
cells are missing (`phrases.prompts`), as causal models learn to fill in the middle (Bavarian et al. 2022);
what it learned for that is added to its matrices at low rank (`adapter`) and ships with the package.
"""
