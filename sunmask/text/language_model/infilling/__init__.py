"""The gap-filling model: a causal language model fine-tuned to write the text that is missing in a gap.

A causal model sees only the text before a gap. So its prompt begins with the text after the gap and the
number of missing cells (`phrases.prompts`), as in fill-in-the-middle training (Bavarian et al. 2022). The
fine-tuned weights are a low-rank adapter (`adapter`) that ships with the package.
"""
