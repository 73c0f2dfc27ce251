"""Every number of the text sampler that somebody chose: its unit, what it means and where it was measured.

What people can set is in `sunmask.text.settings`; words and patterns of English stand where they are used.
docs/text-configuration.md has them as a table (`sunmask.lab.text.numbers`). No torch here.
"""

from dataclasses import dataclass, field
from typing import Any


def chosen(value: Any, unit: str, meaning: str, report: str = "") -> Any:
    """A field with its default. report: the name of the report in docs/lab that measured it; none where it
    was set by hand."""
    return field(default=value, metadata={"unit": unit, "meaning": meaning, "report": report})


REWORDINGS = ("near", "plainer", "other")


def by_wording(numbers: tuple[float, float, float], wording: str) -> float:
    """The one of three numbers that belongs to a wording."""
    return numbers[REWORDINGS.index(wording)]


@dataclass(frozen=True)
class Proposing:
    """Which words are proposed for a block, and how many."""

    block: int = chosen(12, "cells", "the longest block that is written as a whole: a clause or sentence")
    clause: int = chosen(5, "cells", "from here on a block is a clause: too many phrases to name them all")
    closing: int = chosen(
        6, "cells", "from here on a block at the end of a text ends a sentence; fewer may be a name or number"
    )
    one_fewer: int = chosen(
        5,
        "cells",
        "from here on phrases with one word fewer are searched for, too",
        "2026-11-29-text-readings",
    )
    right: int = chosen(8, "cells", "what follows a block and has to fit its words")
    left: int = chosen(120, "cells", "what is read before a block")
    left_infilling: int = chosen(48, "cells", "the same by the gap-filling model, which learned with as many")
    aligned: int = chosen(
        32, "cells", "reading begins at a multiple of this, so that neighbouring blocks begin alike"
    )
    after: int = chosen(40, "cells", "what the gap-filling model reads after a block")
    tries: int = chosen(12, "phrases", "drawn for a block that is written again")
    tries_composing: int = chosen(20, "phrases", "drawn for a clause that is written for the first time")
    tries_unseen: int = chosen(6, "phrases", "drawn where nothing after the block has to fit")
    tries_closing: int = chosen(16, "phrases", "drawn where the block ends the text with its sentence")
    tries_rewording: int = chosen(48, "phrases", "drawn for a passage that is reworded")
    rounds: int = chosen(
        4, "rounds", "of draws for a new block, each with twice the tries, until a phrase breaks no rule"
    )
    infilling_once_in: int = chosen(
        2,
        "rounds",
        "one of so many rewritings of a clause is by the gap-filling model",
        "2026-11-29-text-gap-model",
    )
    rewording_once_in: int = chosen(3, "rounds", "one of so many rewords a passage; others exchange a word")
    least_warmth: float = chosen(0.7, "", "the least temperature of draws: colder ones are too much alike")
    least_warmth_of_clause: float = chosen(0.8, "", "the same for a clause")
    width_share: float = chosen(
        0.75, "", "of the search width, where phrases with one word fewer are searched, too"
    )
    width_share_fewer: float = chosen(0.375, "", "of the search width, for the phrases with one word fewer")
    width_beside_others: int = chosen(
        8, "phrases", "the largest search width where more is free than one block: candidates share no search"
    )
    worse: float = chosen(8.0, "nats", "a search gives up what is so much less likely than the likeliest")
    pieces_of_word: int = chosen(5, "pieces", "the longest word that is written")
    pieces_per_word: int = chosen(2, "pieces", "the room for each word of a phrase, on average")
    uneven: float = chosen(2.0, "", "draws are drawn again where fewer than one in so many would do as well")
    named: int = chosen(48, "words", "the network names for one cell", "2026-11-29-text-hidden-word")
    expected: int = chosen(30, "pieces", "the language model names for one cell; it knows words of today")
    narrowed: int = chosen(
        12, "words", "of all that are named, scored by the whole text", "2026-11-29-text-hidden-word"
    )
    narrowed_in_run: int = chosen(6, "words", "the same in a phrase that was written as a whole")
    narrowing_share: float = chosen(0.75, "", "the network's share of the order by which they are narrowed")


@dataclass(frozen=True)
class Scoring:
    """The terms of the energy, by which proposals are compared."""

    infilling_share: float = chosen(
        0.25,
        "",
        "of the gap-filling model's nats, for a phrase of a clause's least length, or shorter",
        "2026-11-29-text-order-of-phrases",
    )
    infilling_share_long: float = chosen(
        1.0, "", "the same for longer phrases", "2026-11-29-text-order-of-phrases"
    )
    echo: float = chosen(
        2.0,
        "nats",
        "against a phrase for each content word that stands near it already",
        "2026-11-29-text-order-of-phrases",
    )
    echo_reach: int = chosen(40, "cells", "on either side of a phrase, in which a word counts as an echo")
    widened: int = chosen(
        14, "cells", "the longest phrase that is judged as a whole when a part of it changes"
    )
    a_word: float = chosen(
        1.0, "nats", "for each word, where phrases of two lengths compete: each word makes a text less likely"
    )
    own_share: float = chosen(
        0.5, "", "the network's share of the choice of a single word", "2026-11-29-text-hidden-word"
    )
    doubted: float = chosen(0.1, "", "a doubted, held word counts by this factor, and is attended to by it")
    long: int = chosen(6, "cells", "free in a row: from here on, held words count more")
    held_after_long: float = chosen(2.0, "", "what a held word counts then: phrases must lead to it")
    pull_reach: int = chosen(12, "cells", "around a doubted word, in which new words are steered")
    most_pull: float = chosen(
        2.0, "nats", "the largest pull of one word, before it is multiplied by the setting"
    )
    content: float = chosen(7.3, "nats", "the least surprise of a content word")
    unlisted: float = chosen(13.0, "nats", "the surprise of a word that is no piece of the network's")
    stem: int = chosen(4, "cells", "of a block, from which on phrases that begin alike share a pass")
    known_places: int = chosen(64, "places", "of a text whose scores are remembered")
    most_ordered: int = chosen(
        800, "words", "of all candidates together, up to which their order is computed"
    )


@dataclass(frozen=True)
class Choosing:
    """How candidates come to differ."""

    worse: float = chosen(
        6.0, "nats", "what a candidate takes may be less likely by this than what it leaves"
    )
    turn: int = chosen(4, "candidates", "share out the words of a single free cell")
    apart: int = chosen(3, "candidates", "have a phrase of their own that no other takes")


@dataclass(frozen=True)
class Rewording:
    """How a passage is said again."""

    steps: int = chosen(12, "steps", "by default: it is written three times, and words are exchanged between")
    shorter: tuple[float, float] = chosen(
        (0.4, 0.8), "of its words", "fewest and most, where it gets shorter"
    )
    longer: tuple[float, float] = chosen((1.2, 1.6), "of its words", "the same, where it gets longer")
    freely: tuple[float, float] = chosen((0.5, 1.5), "of its words", "the same, where any length will do")
    tolerance: int = chosen(8, "words", "of so many one more or less is the same length")
    fewest: int = chosen(3, "words", "between facts that are worth saying again")
    sense: float = chosen(
        8.0, "nats", "a word, from no likeness to the same text", "2026-11-30-text-rewording"
    )
    least_likeness: float = chosen(
        0.78, "", "what is less like the original says something else", "2026-11-30-text-rewording"
    )
    copies: tuple[float, float, float] = chosen(
        (0.8, 0.7, 0.5), "of content words", "that may be the original's, in near, plainer and other words"
    )
    near: float = chosen(
        0.65,
        "",
        "the likeness from which on two pieces say the same (lawyer beside attorney .83, doctor .62)",
    )
    tells: float = chosen(3.0, "", "the weight of a piece that says something")
    a_copy: float = chosen(3.0, "nats", "against each content word above that share")
    a_fact: float = chosen(
        8.0, "nats", "against each fact that is new or missing", "2026-11-30-text-rewording"
    )
    a_person: float = chosen(3.0, "nats", "against each person that is new")
    a_stray: float = chosen(
        4.0,
        "nats",
        "against each piece that says something to which none is near",
        "2026-11-30-text-rewording",
    )
    less_likely: tuple[float, float, float] = chosen(
        (1.0, 1.5, 2.0),
        "nats",
        "by which content words of the original are drawn less, in near, plainer and other words",
    )
    plain: float = chosen(
        0.6, "nats", "for each content word and nat by which words are commoner, if plainer"
    )
    depth: float = chosen(1 / 3, "", "of the decoder's blocks, after which features are compared")


@dataclass(frozen=True)
class Drawing:
    """How the network draws words, and the room for their pieces."""

    length: int = chosen(12, "words", "of a text that is written from nothing")
    likeliest: int = chosen(384, "pieces", "among which one is drawn; the rest holds next to nothing")
    redraws: int = chosen(16, "draws", "of a word that rules refuse")
    placed_after: float = chosen(
        0.3, "of the steps", "after which a word that must appear is put where it fits"
    )
    pieces_of_words: tuple[float, ...] = chosen(
        (0.985, 0.012, 0.003),
        "chances",
        "of a new word to have one, two or three pieces; in prose 6 % have more",
    )
    spare: float = chosen(0.1, "pieces", "of room beyond one for each new word")
    spare_written: float = chosen(0.2, "pieces", "more of them, since a language model does not mind pieces")
    most_spare: int = chosen(12, "pieces", "of that room at most")


@dataclass(frozen=True)
class Looking:
    """Doubt, alternatives, faults and the grade."""

    share: float = chosen(
        2 / 3, "", "the language model's share of a word's chance", "2026-11-28-text-faults"
    )
    doubted: float = chosen(1.5e-5, "", "a word with a smaller chance is a fault", "2026-11-28-text-faults")
    least_chance: float = chosen(1e-6, "", "the smallest chance that counts")
    at_once: int = chosen(240, "cells", "read together")
    after_open: int = chosen(8, "cells", "after an open place of which the language model says nothing")
    likeliest: int = chosen(64, "pieces", "of a place, among which alternatives are looked for")
    most_faults: int = chosen(8, "faults", "of each kind that are named")
    cost_of_repeats: float = chosen(10.0, "nats", "a word, of a text in which every pair stood before")
    again: int = chosen(3, "words", "in the same order as before are a fault")


@dataclass(frozen=True)
class Ruling:
    """When a rule of English applies."""

    told_of_others: int = chosen(8, "words", "outside of quotation marks, from which on a story has a person")
    common: float = chosen(6.0, "nats", "a less surprising word may stand often: about the forty commonest")
    phrase: int = chosen(4, "words", "in a row stand nowhere else nearby")
    nearby: int = chosen(120, "cells", "that are nearby")
    rarer: float = chosen(1.5, "nats", "by which a word that begins sentences is rarer with a capital")
    rarer_after_one: float = chosen(
        0.4, "nats", "the same, where the free words before it begin a sentence, too"
    )
    sentence: int = chosen(4, "cells", "free in a row: from here on they hardly end within a name")
    quotation: int = chosen(
        2, "cells", "free in a row: from here on they are more than a quotation's last word"
    )


@dataclass(frozen=True)
class Computing:
    """How much is computed together and how much is kept: speed and memory alone. `read_at_once` also
    changes the last bits of results."""

    read_at_once: int = chosen(32, "tokens", "of a text's beginning, so that it can be remembered in parts")
    remembered: int = chosen(20, "beginnings", "of texts, a tenth of a megabyte for two tokens")
    logits_at_once: int = chosen(16, "tokens", "whose logits stay in a CPU's cache")
    together: int = chosen(4, "candidates", "that are on their way at once; each keeps what it has read")


@dataclass(frozen=True)
class Configuration:
    """All of them."""

    proposing: Proposing = Proposing()
    scoring: Scoring = Scoring()
    choosing: Choosing = Choosing()
    rewording: Rewording = Rewording()
    drawing: Drawing = Drawing()
    looking: Looking = Looking()
    ruling: Ruling = Ruling()
    computing: Computing = Computing()


CONFIGURATION = Configuration()
"""The one that ships."""
