"""python -m sunmask.lab.text.wordpiece FOLDER ENGLISH --out FILE: MiniLM's own vocabulary.

FOLDER holds all-MiniLM-L6-v2 (vocab.txt), ENGLISH sentences as `corpora.english` reads them. Each of its
WordPieces that a sentence has is kept. They are of small letters: one that stands there with a capital is a
piece more, which `minilm` gives the same vector and one move for the capital, a flag of the case. FILE
is a sentencepiece model, which `minilm` and `train` take with --vocabulary. Needs protobuf
(`pip install 'sunmask-studio[lab]'`).
"""

import argparse
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sunmask.lab.text.corpora.english import lines_of, shippable, words_of
from sunmask.lab.text.minilm import wordpieces
from sunmask.text.words.vocabulary import BEGIN, ENGLISH
from sunmask.text.words.words import SEPARATOR

FEWEST = 3
"""How often a piece with capitals must occur."""
NORMAL = 1
"""The type of a piece, in sentencepiece's words."""


def cased_pieces(words: Iterable[str], names: list[str]) -> Counter[str]:
    """How often each piece of words stands there, with the letters as they are."""
    ids = {name: number for number, name in enumerate(names)}
    found: Counter[str] = Counter()
    for word, times in Counter(words).items():
        at = 0
        for number in wordpieces(word.lower(), ids, begins=True):
            length = len(names[number].removeprefix("##"))
            found[(BEGIN if at == 0 else "") + word[at : at + length]] += times
            at += length
    kept = (piece for piece in found if piece.islower() or found[piece] >= FEWEST or len(piece) <= 2)
    return Counter({piece: found[piece] for piece in kept})


def is_sign(piece: str) -> bool:
    """Whether it is a single letter, or has no letter or digit at all."""
    text = piece.removeprefix(BEGIN)
    return len(text) <= 1 or not any(map(str.isalnum, text))


def as_sentencepiece(pieces: Counter[str]) -> bytes:
    """A model of these pieces that splits words as ours does; single letters and marks are ours."""
    from sentencepiece import sentencepiece_model_pb2

    wire: Any = sentencepiece_model_pb2  # made at import, unseen by type checkers

    ours = wire.ModelProto()
    ours.ParseFromString(ENGLISH.read_bytes())
    signs = [each.piece for each in ours.pieces if each.type == NORMAL and is_sign(each.piece)]
    pieces = pieces + Counter(signs)
    total = pieces.total()
    made = wire.ModelProto()
    made.CopyFrom(ours)
    del made.pieces[:]
    made.pieces.extend(each for each in ours.pieces if each.type != NORMAL)
    for piece, times in pieces.most_common():
        made.pieces.add(piece=piece, score=math.log(times / total), type=NORMAL)
    made.trainer_spec.vocab_size = len(made.pieces)
    return made.SerializeToString()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("sentences", type=Path, metavar="ENGLISH")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    arguments = parser.parse_args()
    names = (arguments.folder / "vocab.txt").read_text().splitlines()
    lines = lines_of(arguments.sentences, "train", shippable(arguments.sentences))
    words = (word.replace(SEPARATOR, "").replace("’", "'") for _, text in lines for word in words_of(text))
    arguments.out.write_bytes(as_sentencepiece(cased_pieces(words, names)))


if __name__ == "__main__":
    main()
