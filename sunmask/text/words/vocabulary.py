"""The vocabulary of text networks: a sentencepiece model, and which pieces may be drawn where in a word.

A word or punctuation mark is one piece or several; the first begins with "▁", whatever comes before it.
Letters that the model does not have are encoded as bytes, so any word can be encoded, but bytes are never
drawn.
"""

import hashlib
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import sentencepiece

from sunmask.text.words.words import NOTHING, SEPARATOR, is_one_word

ENGLISH = Path(__file__).parent / "english.model"
ALONE, BEGINS, GOES_ON, ENDS = range(4)
"""The place of a piece in its word: the whole word, or the first, a middle or the last of several pieces."""
PAD, UNKNOWN, FIRST, LAST = range(4)
"""Ids that are no pieces of words; a window begins with FIRST and ends with LAST."""
BEGIN = "▁"
OPEN, CLOSE, STRAIGHT = "“", "”", '"'
STRAIGHT_OPEN = STRAIGHT + SEPARATOR
"""The symbol of a straight quotation mark that opens a quotation, where the model wrote it."""


class Vocabulary:
    """Pieces by id, 0 <= id < num_pieces."""

    def __init__(self, file: Path):
        self.file = file
        self._model = sentencepiece.SentencePieceProcessor(model_file=str(file))
        self.num_pieces: int = self._model.get_piece_size()
        self.pieces = [self._model.id_to_piece(number) for number in range(self.num_pieces)]
        self._ids = {piece: number for number, piece in enumerate(self.pieces)}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.file.read_bytes()).hexdigest()

    @cached_property
    def surprise(self) -> np.ndarray:
        """The surprisal of each piece, by the sentencepiece model: about minus its log-probability, in nats,
        (P,)."""
        scores = [
            0.0 if self._is_special(number) else self._model.get_score(number)
            for number in range(self.num_pieces)
        ]
        rarest = min(scores)
        return np.array([-score if score else -rarest for score in scores])

    @cached_property
    def is_of_words(self) -> bool:
        """Whether every piece is a whole word, as in a vocabulary from elsewhere with its own definition of a
        word."""
        return all(
            piece.startswith(BEGIN) or self._is_special(number) for number, piece in enumerate(self.pieces)
        )

    @cached_property
    def may_stand(self) -> np.ndarray:
        """Which pieces may be drawn in each place, booleans (4, P), so that most drawn words are valid
        words."""
        allowed = np.zeros((4, self.num_pieces), dtype=bool)
        for number, piece in enumerate(self.pieces):
            if self._is_special(number) or piece == BEGIN:
                continue
            text = piece.removeprefix(BEGIN)
            if piece.startswith(BEGIN):
                allowed[ALONE, number] = self.is_of_words or is_one_word(text)
                allowed[BEGINS, number] = text[0].isalnum() and is_one_word(text + "a")
            else:
                allowed[GOES_ON, number] = is_one_word(f"a{text}a")
                allowed[ENDS, number] = is_one_word(f"a{text}")
        return allowed

    def stands(self, places: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """Whether each piece may be drawn in its place; False where the place is none of the four."""
        in_words = places < len(self.may_stand)
        return in_words & self.may_stand[np.where(in_words, places, 0), ids]

    @cached_property
    def standing(self) -> list[np.ndarray]:
        """The ids that may be drawn in each place."""
        return [np.flatnonzero(row) for row in self.may_stand]

    def noise(self, rng: np.random.Generator, places: np.ndarray) -> np.ndarray:
        """Uniform noise from the pieces that may stand in each place; 0 where none may. Any shape."""
        ids = np.zeros(places.shape, dtype=np.int64)
        uniform = rng.random(places.shape)
        for place, of_place in enumerate(self.standing):
            if not len(of_place):
                continue  # a vocabulary of whole words has none for these places
            ids = np.where(places == place, of_place[(uniform * len(of_place)).astype(np.int64)], ids)
        return ids

    def _is_special(self, number: int) -> bool:
        model = self._model
        return bool(model.is_control(number) or model.is_unknown(number) or model.is_byte(number))

    def encode(self, symbol: str) -> tuple[int, ...]:
        """The pieces of a word as people write it, or of a symbol from `decode`; at least one, except for
        NOTHING."""
        if symbol == NOTHING:
            return ()
        if symbol == STRAIGHT_OPEN:
            return (self._ids[BEGIN + OPEN],)
        if SEPARATOR in symbol:
            first, *others = symbol.replace("’", "'").split(SEPARATOR)
            ids = [self._ids.get(piece) for piece in (BEGIN + first, *others)]
            if all(number is not None for number in ids):
                return tuple(ids)  # type: ignore[arg-type]
            symbol = symbol.replace(SEPARATOR, "")
        word = CLOSE if symbol == STRAIGHT else symbol.replace("’", "'") if len(symbol) > 1 else symbol
        whole = self._ids.get(BEGIN + word)
        return (whole,) if whole is not None else self._split(word)

    @cache  # noqa: B019 (there are few vocabularies, and they live on)
    def _split(self, word: str) -> tuple[int, ...]:
        return tuple(self._model.encode(word)) or (UNKNOWN,)

    def word_ids(self, words: Sequence[str]) -> list[int]:
        """The ids of words that are single pieces, UNKNOWN for others."""
        return [self._ids.get(BEGIN + word, UNKNOWN) for word in words]

    def decode(self, ids: Sequence[int], *, is_straight: bool = False) -> str:
        """The symbol of a word's pieces, with SEPARATOR between them. is_straight: whether quotation marks
        are straight."""
        if not ids:
            return NOTHING
        first, *others = (self.pieces[number] for number in ids)
        symbol = SEPARATOR.join([first.removeprefix(BEGIN), *others])
        if is_straight and symbol in (OPEN, CLOSE):
            return STRAIGHT_OPEN if symbol == OPEN else STRAIGHT
        return symbol

    def is_whole(self, word: str) -> bool:
        """Whether a word is one piece."""
        return BEGIN + word in self._ids

    def rarity(self, word: str) -> float:
        """The surprisal of a word, in nats (see `surprise`); infinite if it is not one piece."""
        number = self._ids.get(BEGIN + word)
        return np.inf if number is None else float(self.surprise[number])


def places_of(num_pieces: int) -> list[int]:
    """The place of each of a word's pieces."""
    if num_pieces < 2:
        return [ALONE] * num_pieces
    return [BEGINS, *[GOES_ON] * (num_pieces - 2), ENDS]


@cache
def english() -> Vocabulary:
    """The vocabulary of the shipped model."""
    return Vocabulary(ENGLISH)
