"""`python -m tests.benchmarks.bleu FOLDER`: BLEU and Self-BLEU of news against news, timed and beside nltk's.

FOLDER has valid.txt and test.txt of EMNLP2017 News. nltk takes about a second for each sentence.
"""

import argparse
import random
import time
from pathlib import Path

from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

from sunmask.lab.benchmark.bleu import ORDERS, References, bleu_each, negative_bleu, self_bleu
from sunmask.lab.text.corpora.news import LEARNED, REFERENCES, news_lines

NUM_JUDGED = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    folder = parser.parse_args().folder
    hypotheses, references = news_lines(folder / LEARNED), news_lines(folder / REFERENCES)
    start = time.process_time()
    bleu, own = negative_bleu(hypotheses, references), self_bleu(hypotheses)
    took_s = time.process_time() - start
    print(f"BLEU and Self-BLEU of {len(hypotheses):,} against {len(references):,}: {took_s:.1f} s (<= 15)")
    print(f"-BLEU-5 {bleu[5]:.4f}  Self-BLEU-5 {own[5]:.4f}")
    chosen = random.Random(0).sample(hypotheses, NUM_JUDGED)
    scores = bleu_each(chosen, References(references))
    smoothing = SmoothingFunction().method1
    weights = [(1 / order,) * order for order in ORDERS]
    worst = 0.0
    for words, row in zip(chosen, scores, strict=True):
        judged = sentence_bleu(references, words, weights, smoothing_function=smoothing)
        worst = max(worst, *(abs(mine - theirs) for mine, theirs in zip(row, judged, strict=True)))
    print(f"largest difference from nltk's over {NUM_JUDGED} sentences, orders 2 to 5: {worst:.1e} (<= 1e-9)")


if __name__ == "__main__":
    main()
