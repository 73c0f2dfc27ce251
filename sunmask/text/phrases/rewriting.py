"""The criteria for a reworded passage: how similar its meaning is to the original's, how many of its words
are new, and whether facts are unchanged.

The language model is prompted to write the sentence in other words, a task that it was trained on
(`prompts`). Meanings are compared by its own hidden states after a third of its blocks, where words with
similar meanings are similar: each piece of either passage is matched with the most similar one of the other,
as in BERTScore (Zhang et al. 2020). `evaluate --parts rewriting` measures how well this agrees with an
independent judge.

M values of a passage, T tokens, W width, V pieces
"""

from collections.abc import Sequence
from functools import cache
from itertools import combinations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from sunmask.text.configuration import CONFIGURATION, Rewording, by_wording
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.phrases.passages import Passage
from sunmask.text.rules.facts import differ, facts_changed, persons_added
from sunmask.text.settings import TextSettings
from sunmask.text.words.vocabulary import english
from sunmask.text.words.words import NOTHING, is_mark

SCORING = CONFIGURATION.scoring
CENTRE = (
    "The first of these letters came in the autumn, when nobody in the house expected any news. We read it "
    "twice, put it back into its envelope and went on with our work: there were apples to be picked, and the "
    "roof had to be mended before it rained. What does a person need, after all? A little money, good "
    "friends, and time."
)
"""The mean hidden state of this text is subtracted from all others, since hidden states have a large common
part."""


SAME = (
    ("The shop on the corner closes at six.", "The store at the corner shuts at six."),
    ("She was angry because nobody had called her.", "It annoyed her that no one had phoned."),
    ("Heavy rain delayed the start of the match.", "The game began late because it rained hard."),
    ("He bought a small house near the lake.", "He purchased a little home close to the lake."),
    ("Most children learn to read at school.", "The majority of kids are taught reading in class."),
)
"""Pairs of sentences with the same meaning."""
LIKENESS_OF_OTHERS, LIKENESS_OF_SAME = 0.321, 0.680
"""The mean similarity by SmolLM2 of two sentences from different pairs, and of the two of a pair. The numbers
of `Rewording` are on this scale."""
LEAST_CONTRAST = 0.1
"""The least difference between these two means with which a model can compare sentences."""


class Sense:
    """The similarity of texts by a language model's hidden states. The operator's own model has another
    scale, which is measured and converted."""

    def __init__(self, model: LanguageModel, rewording: Rewording = CONFIGURATION.rewording):
        self.model, self.rewording = model, rewording
        ids = model.pieces.encode(CENTRE)
        self._centre_W = self._features([ids])[0].mean(0) if ids else 0.0
        self._scale, self._offset = 1.0, 0.0
        if model.is_own:
            others, same = self.contrast()
            if same - others >= LEAST_CONTRAST:
                self._scale = (LIKENESS_OF_SAME - LIKENESS_OF_OTHERS) / (same - others)
                self._offset = LIKENESS_OF_SAME - self._scale * same

    def contrast(self) -> tuple[float, float]:
        """The mean similarity of two sentences from different pairs of `SAME`, and of the two of a pair."""

        def likeness(pair: tuple[str, str]) -> float:
            return float(self.likeness(pair, [(0, len(text)) for text in pair])[0][1])

        firsts = [one for one, _ in SAME]
        others, same = (
            np.mean([likeness(pair) for pair in pairs]) for pairs in (combinations(firsts, 2), SAME)
        )
        return float(others), float(same)

    @torch.inference_mode()
    def _features(self, rows: Sequence[Sequence[int]]) -> list[Tensor]:
        """The hidden states of the tokens of each row, (T, W)."""
        length = max(map(len, rows))
        before, _ = self.model.read([self.model.pieces.begin])
        ids = torch.tensor([[*row, *[self.model.pieces.begin] * (length - len(row))] for row in rows])
        depth = round(self.rewording.depth * len(self.model.decoder.blocks))
        found_BTW, _ = self.model.decoder(ids, before, depth=depth)
        return [found_TW[: len(row)] for found_TW, row in zip(found_BTW, rows, strict=True)]

    def likeness(
        self, texts: Sequence[str], parts: Sequence[tuple[int, int]]
    ) -> tuple[np.ndarray, np.ndarray]:
        """The similarity of each text to the first one (1 for the same), and the number of meaningful pieces
        in either that have no similar one in the other, (M,) each. parts: the part of each text that is
        compared, in characters."""
        cut = [self.model.pieces.cut(text) for text in texts]
        chosen = [
            [at for at, end in enumerate(ends) if begin < end <= last]
            for (_, ends), (begin, last) in zip(cut, parts, strict=True)
        ]
        found = self._features([ids for ids, _ in cut])
        of_each = [
            F.normalize(features_TW[these] - self._centre_W, dim=-1)
            for features_TW, these in zip(found, chosen, strict=True)
        ]
        weights = [
            torch.tensor([_weight(ids[at]) for at in these])
            for (ids, _), these in zip(cut, chosen, strict=True)
        ]
        old_TW, old = of_each[0], weights[0]
        likeness, strays = [], []
        for new_TW, new in zip(of_each, weights, strict=True):
            near_TT = old_TW @ new_TW.T
            if self.model.is_own:
                near_TT.mul_(self._scale).add_(self._offset).clamp_(max=1.0)
            of_old, of_new = near_TT.amax(1), near_TT.amax(0)
            likeness.append(float((of_old @ old) / old.sum() + (of_new @ new) / new.sum()) / 2)
            strays.append(int(self._strays(of_old, old) + self._strays(of_new, new)))
        return np.array(likeness), np.array(strays)

    def _strays(self, nearest_T: Tensor, weights_T: Tensor) -> Tensor:
        return ((nearest_T < self.rewording.near) & (weights_T >= self.rewording.tells)).sum()


def _weight(token: int) -> float:
    """The weight of a token: ids are roughly in order of frequency, so rare tokens weigh more."""
    return float(np.log(2 + token / 50))


def judged(
    passage: Passage,
    values: Sequence[Sequence[str]],
    likeness_M: np.ndarray,
    strays_M: np.ndarray,
    settings: TextSettings,
    rewording: Rewording = CONFIGURATION.rewording,
) -> np.ndarray:
    """The score of each value of a passage besides its likelihood, in nats, (M,). It is minus infinity for a
    value of another length than requested, for the original itself, for other facts, and for too little
    similarity if the passage may stay as long as it is, since then single words can be exchanged instead."""
    old = passage.original
    least, most = passage.range(settings.length, rewording)
    may_stay = least <= passage.num_words <= most
    least_likeness = rewording.least_likeness * min(1.0, settings.keep_sense) if may_stay else 0.0
    begins = passage.cells[0] == passage.first
    found = rewording.sense * settings.keep_sense * passage.num_words * likeness_M
    for number, value in enumerate(values):
        new = [word for word in value if word != NOTHING]
        is_as_long = least <= sum(not is_mark(word) for word in new) <= most
        if tuple(new) == old or not is_as_long or likeness_M[number] < least_likeness:
            found[number] = -np.inf
            continue
        if settings.hold_facts and differ(old, new, begins):
            found[number] = -np.inf
            continue
        found[number] -= rewording.a_copy * copies_too_many(old, new, settings, rewording)
        found[number] -= settings.keep_sense * (
            rewording.a_fact * facts_changed(old, new, begins)
            + rewording.a_person * persons_added(old, new)
            + rewording.a_stray * strays_M[number]
        )
        if settings.wording == "plainer":
            found[number] -= rewording.plain * len(content_words(old)) * rarity(new)
    return found


def copies_too_many(
    old: Sequence[str],
    new: Sequence[str],
    settings: TextSettings,
    rewording: Rewording = CONFIGURATION.rewording,
) -> float:
    """How many more content words than allowed are the original's."""
    words = content_words(new)
    copied = sum(any(are_alike(word, other) for other in old) for word in words)
    is_cut = settings.length == "shorter" and settings.wording != "other"
    share = 1.0 if is_cut else by_wording(rewording.copies, settings.wording)
    return max(0.0, copied - share * len(words))


def content_words(words: Sequence[str]) -> list[str]:
    """The content words: neither marks nor function words such as articles, by their frequency."""
    return [
        word for word in words if not is_mark(word) and word != NOTHING and surprise(word) >= SCORING.content
    ]


@cache
def surprise(word: str) -> float:
    """The surprisal of a word in nats, roughly: minus its log-probability."""
    vocabulary, folded = english(), word.casefold()
    return (
        float(vocabulary.surprise[vocabulary.word_ids([folded])[0]])
        if vocabulary.is_whole(folded)
        else SCORING.unlisted
    )


def rarity(words: Sequence[str]) -> float:
    """The mean surprisal of content words, in nats."""
    return float(np.mean([surprise(word) for word in content_words(words)] or [SCORING.content]))


def are_alike(one: str, other: str) -> bool:
    """Whether two words differ at most in their ending."""
    one, other = one.casefold(), other.casefold()
    same = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one == other or same >= max(4, min(len(one), len(other)) - 3)
