"""The pull of trusted words (paper, Table 3) on what a language model writes. By its attention biases alone
it attends less to doubted words, but hardly avoids what they suggest.

The network sees the text twice, as it is and with trust and doubt exchanged. The difference of a word's
log-probability between the two, times the setting `pull`, is added to its log-probability when it is written.
This is classifier-free guidance (Ho and Salimans 2022) from one model to another.

P pieces of the network, V pieces of the language model, M values of a block, T words
"""

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import torch
from torch import Tensor

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.words.vocabulary import ALONE, english
from sunmask.text.words.words import is_mark, without_separators


class Pull:
    """The pull of each word. changed_MP: the difference of each piece's log-probability, in nats, in some
    places. standing: words that the text has already, which are not pulled in again. most: the largest
    difference that counts, in nats, since that of words which the network hardly knows is unreliable."""

    def __init__(
        self,
        changed_MP: Tensor,
        strength: float,
        standing: Iterable[str],
        most: float = CONFIGURATION.scoring.most_pull,
    ) -> None:
        self.vocabulary = vocabulary = english()
        self.nats_P = strength * changed_MP.mean(0).clamp(-most, most).numpy()
        self.nats_P[~vocabulary.may_stand[ALONE]] = 0.0
        forms = {form for word in standing for form in (word, word.casefold(), word.capitalize())}
        known = [ids[0] for ids in map(vocabulary.encode, sorted(forms)) if len(ids) == 1]
        self.nats_P[known] = np.minimum(self.nats_P[known], 0.0)

    def of_values(self, values: Sequence[Sequence[str]]) -> np.ndarray:
        """The pull of each value, in nats, (M,): the sum over its words. Marks and words of several pieces
        have none, and a word that occurs twice counts once."""
        of_each = (dict.fromkeys(map(without_separators, value)) for value in values)
        return np.array([sum(map(self._of_word, words)) for words in of_each])

    def _of_word(self, word: str) -> float:
        ids = self.vocabulary.encode(word)
        return float(self.nats_P[ids[0]]) if len(ids) == 1 and not is_mark(word) else 0.0

    def of_pieces(self, pieces: BytePieces) -> Tensor:
        """The pull of each piece of the language model, in nats, (V,)."""
        piece_V = _words_of(pieces)
        return torch.from_numpy(np.where(piece_V < 0, 0.0, self.nats_P[piece_V])).float()


def near(cells_T: np.ndarray, reach: int = CONFIGURATION.scoring.pull_reach) -> np.ndarray:
    """The cells within a distance of the given ones, (T,)."""
    found_T = np.zeros_like(cells_T)
    for cell in np.flatnonzero(cells_T).tolist():
        found_T[max(0, cell - reach) : cell + reach + 1] = True
    return found_T


@cache
def _words_of(pieces: BytePieces) -> np.ndarray:
    """The network's piece for each piece of the language model that is a word with a space before it, -1 for
    all others, (V,)."""
    found, vocabulary = np.full(len(pieces.bytes), -1), english()
    for number, raw in enumerate(pieces.bytes):
        text = raw.decode(errors="replace")
        if text[:1] == " " and text[1:].isalpha() and vocabulary.is_whole(text[1:]):
            found[number] = vocabulary.word_ids([text[1:]])[0]
    return found
