"""`python -m sunmask benchmark`: sentences of runs on news by BLEU and Self-BLEU, at equal numbers.

Paper, section 4.1; Caccia et al. 2020.
"""
