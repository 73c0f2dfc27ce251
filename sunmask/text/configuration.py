"""All numbers of the text sampler that were chosen by hand or measured, with unit, meaning and report.

Settings that people can change are in `sunmask.text.settings`; words and patterns of English are where they
are used. docs/text-configuration.md has the numbers as a table (`sunmask.lab.text.numbers`). No torch here.
"""

from dataclasses import dataclass, field
from typing import Any


def chosen(value: Any, unit: str, meaning: str, report: str = "") -> Any:
    """A field with its default. report: the name of the report in docs/lab that measured it; "" where it was
    set by hand."""
    return field(default=value, metadata={"unit": unit, "meaning": meaning, "report": report})


REWORDINGS = ("near", "plainer", "other")


def by_wording(numbers: tuple[float, float, float], wording: str) -> float:
    """The number for a wording, one of three."""
    return numbers[REWORDINGS.index(wording)]


@dataclass(frozen=True)
class Proposing:
    """How many words and phrases are proposed for a block, and how long they are."""

    block: int = chosen(12, "cells", "the longest block that is written as a whole: a clause or sentence")
    clause: int = chosen(
        5, "cells", "a block of at least so many is a clause, for which there are too many phrases to list"
    )
    closing: int = chosen(
        6,
        "cells",
        "a block of so many at the end of a text ends a sentence; a shorter one may be a name or number",
    )
    one_fewer: int = chosen(
        5,
        "cells",
        "for a block of at least so many, phrases with one word fewer are searched for as well",
        "2026-11-29-text-readings",
    )
    right: int = chosen(8, "cells", "so many after a block have to fit its words")
    left: int = chosen(120, "cells", "so many before a block are read")
    left_infilling: int = chosen(
        48, "cells", "the same for the gap-filling model, which was trained with so many"
    )
    aligned: int = chosen(
        32, "cells", "reading begins at a multiple of this, so that neighbouring blocks share a prefix"
    )
    after: int = chosen(40, "cells", "so many after a block are read by the gap-filling model")
    tries: int = chosen(12, "phrases", "drawn for a block that is rewritten")
    tries_composing: int = chosen(20, "phrases", "drawn for a clause that is written for the first time")
    tries_unseen: int = chosen(6, "phrases", "drawn where nothing after the block has to fit")
    tries_closing: int = chosen(
        16, "phrases", "drawn where the block ends the text with the end of a sentence"
    )
    tries_rewording: int = chosen(48, "phrases", "drawn for a passage that is reworded")
    rounds: int = chosen(
        4,
        "rounds",
        "of draws for a new block at most, each with twice the tries, until a phrase breaks no rule",
    )
    rewording_once_in: int = chosen(
        3, "rounds", "one in so many rewords a passage as a whole; the others exchange a word"
    )
    least_warmth: float = chosen(0.7, "", "the lowest temperature of draws; below it they are too similar")
    least_warmth_of_clause: float = chosen(0.8, "", "the same for a clause")
    width_share: float = chosen(
        0.75, "", "the share of the search width, where phrases with one word fewer are searched as well"
    )
    width_share_fewer: float = chosen(
        0.375, "", "the share of the search width for the phrases with one word fewer"
    )
    width_beside_others: int = chosen(
        8,
        "phrases",
        "the largest search width where several blocks are free, so that candidates cannot share a search",
    )
    worse: float = chosen(
        8.0, "nats", "a search drops phrases that are less likely than the likeliest by more than this"
    )
    pieces_of_word: int = chosen(5, "pieces", "the longest word that is written")
    pieces_per_word: int = chosen(2, "pieces", "room for each word of a phrase, on average")
    named: int = chosen(
        48, "words", "proposed by the network for a single cell", "2026-11-29-text-hidden-word"
    )
    expected: int = chosen(
        30, "pieces", "proposed by the language model for a single cell; it knows words of today"
    )
    narrowed: int = chosen(
        12,
        "words",
        "of all that are proposed, so many are scored by the whole text",
        "2026-11-29-text-hidden-word",
    )
    narrowing_share: float = chosen(
        0.75, "", "the weight of the network's log-probability in the order by which these are chosen"
    )


@dataclass(frozen=True)
class Scoring:
    """The terms of the energy, by which proposals are compared."""

    infilling_share: float = chosen(
        0.25,
        "",
        "the weight of the gap-filling model's log-likelihood, for phrases no longer than `clause`",
        "2026-11-29-text-order-of-phrases",
    )
    infilling_share_long: float = chosen(
        1.0, "", "the same for longer phrases", "2026-11-29-text-order-of-phrases"
    )
    echo: float = chosen(
        2.0,
        "nats",
        "subtracted for each content word of a phrase that already occurs near it",
        "2026-11-29-text-order-of-phrases",
    )
    echo_reach: int = chosen(
        40, "cells", "the distance from a phrase, on either side, within which a word counts as an echo"
    )
    a_word: float = chosen(
        1.0,
        "nats",
        "added for each word where phrases of two lengths compete, since each word makes a text less likely",
    )
    own_share: float = chosen(
        0.5,
        "",
        "the weight of the network's log-probability in the choice of a single word",
        "2026-11-29-text-hidden-word",
    )
    doubted: float = chosen(
        0.1, "", "the factor by which a doubted, held word counts, and by which others attend to it"
    )
    long: int = chosen(6, "cells", "where so many are free in a row, held words count more")
    held_after_long: float = chosen(
        2.0, "", "the factor by which held words count then, since phrases must lead to them"
    )
    pull_reach: int = chosen(
        12, "cells", "the distance from a doubted word within which new words are steered"
    )
    most_pull: float = chosen(2.0, "nats", "the largest pull of one word, before the setting multiplies it")
    content: float = chosen(7.3, "nats", "the least surprisal of a content word")
    unlisted: float = chosen(
        13.0, "nats", "the surprisal of a word that is not a piece of the network's vocabulary"
    )
    known_places: int = chosen(64, "places", "the number of places of a text whose scores are cached")
    most_ordered: int = chosen(
        800, "words", "in all candidates together, up to which candidates are ordered by likelihood"
    )


@dataclass(frozen=True)
class Filling:
    """How gaps are filled together, and how candidates come to differ."""

    far: int = chosen(40, "cells", "farther apart than this, two gaps are not filled together")
    most: int = chosen(5, "gaps", "are filled together")
    beginnings: int = chosen(2, "beginnings", "after which the next gap is searched, from left to right")
    phrases: int = chosen(5, "phrases", "of each gap are combined with those of the others")
    combined: int = chosen(16, "fillings", "are scored as a whole text")
    worse: float = chosen(
        3.0,
        "nats a gap",
        "a candidate may be less likely than the best by up to this; also the penalty for having its words",
    )
    apart: int = chosen(3, "candidates", "have fillings that no other takes")
    turn: int = chosen(4, "candidates", "share out the words of a single free cell among them")


@dataclass(frozen=True)
class Rewording:
    """How a passage is reworded."""

    steps: int = chosen(
        12, "steps", "by default: a passage is written three times, and words are exchanged in between"
    )
    shorter: tuple[float, float] = chosen(
        (0.4, 0.8), "of the words", "fewest and most words where the passage gets shorter"
    )
    longer: tuple[float, float] = chosen((1.2, 1.6), "of the words", "the same where it gets longer")
    freely: tuple[float, float] = chosen((0.5, 1.5), "of the words", "the same where any length is allowed")
    tolerance: int = chosen(
        8, "words", "for each so many of the original, one more or fewer counts as the same length"
    )
    fewest: int = chosen(3, "words", "the least number between two facts that is worth rewording")
    sense: float = chosen(
        8.0,
        "nats",
        "a word, for a similarity of 1 (the same text) instead of 0",
        "2026-11-30-text-rewording",
    )
    least_likeness: float = chosen(
        0.78,
        "",
        "a passage less similar to the original than this says something else",
        "2026-11-30-text-rewording",
    )
    copies: tuple[float, float, float] = chosen(
        (0.8, 0.7, 0.5), "of content words", "that may be the original's, in near, plainer and other words"
    )
    near: float = chosen(
        0.65,
        "",
        "the least similarity of two pieces that mean the same (lawyer, attorney: .83; lawyer, doctor: .62)",
    )
    tells: float = chosen(3.0, "", "the least weight of a piece that carries meaning")
    a_copy: float = chosen(3.0, "nats", "subtracted for each content word above that share")
    a_fact: float = chosen(
        8.0, "nats", "subtracted for each fact that is new or missing", "2026-11-30-text-rewording"
    )
    a_person: float = chosen(3.0, "nats", "subtracted for each grammatical person that is new")
    a_stray: float = chosen(
        4.0,
        "nats",
        "subtracted for each piece that carries meaning and has no similar one in the other text",
        "2026-11-30-text-rewording",
    )
    less_likely: tuple[float, float, float] = chosen(
        (1.0, 1.5, 2.0),
        "nats",
        "by which the original's content words are made less likely, in near, plainer and other words",
    )
    plain: float = chosen(
        0.6, "nats", "for each content word, per nat by which words are commoner, in plainer words"
    )
    depth: float = chosen(
        1 / 3, "", "the share of the decoder's blocks after which hidden states are compared"
    )


@dataclass(frozen=True)
class Drawing:
    """How the network draws words, and how much room their pieces get."""

    length: int = chosen(12, "words", "of a text that is written from nothing")
    likeliest: int = chosen(
        384, "pieces", "a piece is drawn from so many likeliest; the others have hardly any probability"
    )
    redraws: int = chosen(16, "draws", "of a word that rules refuse")
    placed_after: float = chosen(0.3, "", "after this share of the steps a forced word is put where it fits")
    pieces_of_words: tuple[float, ...] = chosen(
        (0.985, 0.012, 0.003),
        "probabilities",
        "of a new word to have one, two or three pieces; in prose 6 % have more",
    )
    spare: float = chosen(0.1, "pieces", "spare room for each new word, beyond one piece")
    spare_written: float = chosen(
        0.2,
        "pieces",
        "more spare room for each, where a language model writes, whose words may have any number of pieces",
    )
    most_spare: int = chosen(12, "pieces", "at most so much of the latter")


@dataclass(frozen=True)
class Looking:
    """Doubt, alternatives, faults and the grade."""

    share: float = chosen(
        2 / 3, "", "the language model's weight in the log-probability of a word", "2026-11-28-text-faults"
    )
    doubted: float = chosen(
        1.5e-5, "", "a word with a smaller probability is a fault", "2026-11-28-text-faults"
    )
    least_chance: float = chosen(1e-6, "", "smaller probabilities count as this")
    at_once: int = chosen(240, "cells", "read in one pass")
    after_open: int = chosen(8, "cells", "after an open place the language model does not judge so many")
    likeliest: int = chosen(64, "pieces", "alternatives are chosen from so many likeliest of a place")
    most_faults: int = chosen(8, "faults", "of each kind are listed")
    cost_of_repeats: float = chosen(
        10.0, "nats", "a word, for a text in which every pair of words occurred earlier"
    )
    again: int = chosen(3, "words", "in the same order as before are a fault")


@dataclass(frozen=True)
class Ruling:
    """When a rule of English applies."""

    narration: int = chosen(
        8, "words", "outside quotation marks, which a text must have to count as third-person narration"
    )
    common: float = chosen(
        6.0, "nats", "words with a smaller surprisal may be repeated: about the forty commonest"
    )
    phrase: int = chosen(4, "words", "in a row must not occur again nearby")
    nearby: int = chosen(120, "cells", "the distance that counts as nearby")
    rarer: float = chosen(
        1.5,
        "nats",
        "a word counts as the beginning of a sentence if its capital makes it rarer by at least this",
    )
    rarer_after_one: float = chosen(
        0.4, "nats", "the same, where the free words before it also begin a sentence"
    )
    sentence: int = chosen(
        4, "cells", "free in a row, which are too many for the end of a name: a sentence may end in them"
    )
    quotation: int = chosen(2, "cells", "free in a row, which are more than the last word of a quotation")


@dataclass(frozen=True)
class Computing:
    """How much is computed in one batch, and how much is cached. These affect only speed and memory, but
    `read_at_once` also changes the last bits of results."""

    read_at_once: int = chosen(
        32,
        "tokens",
        "of the beginning of a text are read in one pass, so that the cache can hold it in parts",
    )
    remembered: int = chosen(20, "beginnings", "of texts are cached; two tokens take a tenth of a megabyte")
    logits_at_once: int = chosen(16, "tokens", "whose logits fit a CPU's cache")
    together: int = chosen(
        4, "candidates", "are computed at a time; each keeps the cache of what it has read"
    )


@dataclass(frozen=True)
class Configuration:
    """All groups of numbers."""

    proposing: Proposing = Proposing()
    scoring: Scoring = Scoring()
    filling: Filling = Filling()
    rewording: Rewording = Rewording()
    drawing: Drawing = Drawing()
    looking: Looking = Looking()
    ruling: Ruling = Ruling()
    computing: Computing = Computing()


CONFIGURATION = Configuration()
"""The configuration that ships."""
