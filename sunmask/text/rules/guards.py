"""Rules for written words that can be switched on and off: real words, no new names, the same grammatical
person, a or an, punctuation. The rule against repeated words and phrases is in `sunmask.text.rules.repeats`.

Words of the author's own text are never refused. The word list (82,000 English words, gzipped, one a line) is
that of the package symspellpy (MIT): words that are in both SCOWL and Google Books.
"""

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.settings import TextSettings
from sunmask.text.words.sentences import CAPITALS, OPENERS, are_quoted, begins_after, is_quoted
from sunmask.text.words.vocabulary import english
from sunmask.text.words.words import FREE, is_mark

WORD_LIST = Path(__file__).parent / "english_words.txt.gz"
VOWELS = frozenset("aeiouy")
_WITHOUT_VOWELS = "mr mrs ms dr st tv cd dvd pm kg km cm mm ml hmm mph nth psst shh tsk"
WITHOUT_VOWELS = frozenset(_WITHOUT_VOWELS.split())
"""Words of the list without vowels that are used in sentences; the others are abbreviations, such as
"bldg"."""
MISSING = frozenset(("oh", "ah", "ha", "ok", "tv", "o"))
"""Short words that the list lacks, and the part of o'clock before the apostrophe."""
ENDINGS = frozenset(("s", "t", "re", "ve", "m", "ll", "d", "clock", "am", "all", "er"))
"""Endings after an apostrophe: t only after an n, m only after I."""
_DENIED = (
    "ain aren couldn didn doesn don hadn hasn haven isn mightn mustn needn shan shouldn wasn weren wouldn"
)
DENIED = frozenset(_DENIED.split())
"""Beginnings of contractions with 't that are no words by themselves."""
TITLES = frozenset(("mr", "mrs", "ms", "dr", "prof"))
WANTS_MORE = TITLES | frozenset(("a", "an", "the", "my", "your", "our", "their", "every"))
"""Words that never come directly before a mark."""
ENDS, JOINING = ".!?", ",;:.!?"
OPENING, CLOSING = frozenset('"“‘([«'), frozenset("\"”’')]»…:")
DASHES = "-—–"
BRACKETS = {"(": ")", ")": "(", "[": "]", "]": "["}
"""Each bracket with its counterpart."""
LIKE_A = re.compile(r"(?:uni(?!n|m)|us[eu]|eu|one\b|once|ubiq|ute|util)")
LIKE_AN = re.compile(r"(?:hour|honest|hono|heir)")


FIRST_PERSON = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
SECOND_PERSON = frozenset(("you", "your", "yours", "yourself", "yourselves"))
THIRD_PERSON = frozenset(("he", "him", "his", "she", "her", "hers", "they", "them", "their"))


@dataclass(frozen=True)
class Own:
    """The words of the author's text, as they are and in lower case. is_third_person: whether the text is
    third-person narration: long enough, with he, she or they, and without I, we or you outside quotation
    marks. before_lines: the last two words before each line (or the only one). has_open_lines: whether any of
    these may change. begun: the two words after each stretch of free ones, where a sentence begins with the
    first or the second of them."""

    words: frozenset[str]
    folded: frozenset[str]
    is_third_person: bool = False
    before_lines: frozenset[tuple[str, ...]] = frozenset()
    has_open_lines: bool = False
    begun: frozenset[tuple[str, ...]] = frozenset()

    @staticmethod
    def of(
        words: Sequence[str], spaces: Sequence[str] = (), free: Sequence[bool] = (), note: Sequence[str] = ()
    ) -> "Own":
        """spaces: before each word; free: whether it may change; note: words of the author's note."""
        lines = [at for at, space in enumerate(spaces[: len(words)]) if at and "\n" in space]
        before_lines = frozenset(_before(words, at) for at in lines)
        has_open_lines = any(any(free[max(0, at - 2) : at]) for at in lines)
        after_free = [at for at in range(1, len(free)) if free[at - 1] and not free[at]]
        begun = frozenset(
            tuple(words[at : at + 2]) for at in after_free if begins_after(words, spaces, free, at)
        )
        words = [*words, *note]
        quoted = are_quoted(words)
        narrated = [
            word for word, is_in in zip(words, quoted, strict=True) if word and not (is_mark(word) or is_in)
        ]
        used = {bare(word) for word in narrated}
        is_third_person = len(narrated) >= CONFIGURATION.ruling.narration and bool(used & THIRD_PERSON)
        is_third_person &= not used & (FIRST_PERSON | SECOND_PERSON)
        folded = frozenset(word.casefold() for word in words)
        return Own(frozenset(words), folded, is_third_person, before_lines, has_open_lines, begun)


def _before(words: Sequence[str], cell: int) -> tuple[str, ...]:
    """The last two words before a cell, or the only one."""
    return tuple(words[max(0, cell - 2) : cell])


def is_first_person(word: str) -> bool:
    """Whether a word is I or we in any form, such as I'm and our."""
    return bare(word) in FIRST_PERSON


def bare(word: str) -> str:
    """A word in lower case, without an apostrophe and the letters after it."""
    return re.split(r"['’]", word.casefold())[0]


@cache
def word_list() -> frozenset[str]:
    """The words of the list that are used in sentences, in lower case."""
    listed = gzip.decompress(WORD_LIST.read_bytes()).decode().split()
    spoken = (
        word for word in listed if len(word) == 1 or not VOWELS.isdisjoint(word) or word in WITHOUT_VOWELS
    )
    return frozenset(spoken) | MISSING


def refuses(words: Sequence[str], cell: int, settings: TextSettings, own: Own) -> bool:
    """Whether any rule that is switched on refuses the word in a cell, among the words around it."""
    return (
        (settings.real_words and not is_real(words[cell], own))
        or (settings.no_new_names and is_new_name(words, cell, own))
        or (settings.same_person and is_new_person(words, cell, own))
        or (settings.right_articles and has_wrong_article(words, cell))
        or (settings.tidy_marks and is_untidy(words, cell, own))
    )


def is_real(word: str, own: Own) -> bool:
    """Whether all parts of a word are in the list, or the author's text has it; marks and numbers are real
    words."""
    if is_mark(word) or word.casefold() in own.folded:
        return True
    known = word_list()
    for each in re.split("[-‐‑]", word.casefold()):
        first, *endings = re.split("['’]", each)
        if not (first in known or first.isdigit() or (endings == ["t"] and first in DENIED)):
            return False
        if not ENDINGS.issuperset(endings):
            return False
        if ("t" in endings and not first.endswith("n")) or ("m" in endings and first != "i"):
            return False
    return True


def is_new_name(words: Sequence[str], cell: int, own: Own) -> bool:
    """Whether a word looks like a name that the text does not have: within a sentence a word with a capital,
    at the beginning of a sentence or line a word that is never lower-case. A word such as The, which has a
    capital only at the beginning of a sentence, is refused within one even if the text has it."""
    word = words[cell]
    if not word[:1].isupper() or re.split(r"['’]", word)[0] in CAPITALS:
        return False
    before = words[cell - 1] if cell else "."
    begins = before in ENDS or before in OPENING or _before(words, cell) in own.before_lines
    if word in own.words:
        return word in OPENERS and not (begins or is_mark(before) or own.has_open_lines)
    if not begins:
        return True
    known = english().is_whole
    return known(word) and not known(word.casefold())


def is_new_person(words: Sequence[str], cell: int, own: Own) -> bool:
    """Whether a word is I or we, in third-person narration and outside quotation marks."""
    return own.is_third_person and is_first_person(words[cell]) and not is_quoted(words, cell)


def has_wrong_article(words: Sequence[str], cell: int) -> bool:
    """Whether a cell has a where the next word needs an, or the reverse, or follows such an article."""
    for at in (cell, cell - 1):
        if 0 <= at < len(words) - 1 and words[at].casefold() in ("a", "an"):
            wanted = article_of(words[at + 1])
            if wanted is not None and wanted != words[at].casefold():
                return True
    return False


def article_of(word: str) -> str | None:
    """The article before a word, "a" or "an"; None where that is uncertain."""
    folded = word.casefold()
    if is_mark(word) or word == FREE or (len(word) > 1 and word.isupper()) or not folded[0].isalpha():
        return None
    if LIKE_A.match(folded):
        return "a"
    return "an" if folded[0] in "aeiou" or LIKE_AN.match(folded) else "a"


def must_end(words: Sequence[str], cell: int, own: Own) -> bool:
    """Whether a sentence must end in a cell, because the next one begins after it."""
    after = tuple(words[cell + 1 : cell + 3])
    return cell > 0 and bool(after) and (after[0] in OPENERS or after in own.begun)


def is_untidy(words: Sequence[str], cell: int, own: Own) -> bool:
    """Whether a cell has a mark beside another or where none is allowed, a bracket without its counterpart,
    an article or title before a mark, a lower-case word after the end of a sentence, or no end of the
    sentence before the next one."""
    word = words[cell]
    before = words[cell - 1] if cell else None
    after = words[cell + 1] if cell + 1 < len(words) else None
    if must_end(words, cell, own) and not (word in ENDS or word in OPENING or word in CLOSING):
        return True
    if word in ENDS and after is not None and after[0].islower():
        return True
    if word in JOINING:
        is_beside = (before is not None and before in JOINING) or (after is not None and after in JOINING)
        return is_beside or before is None or before in OPENING or before.casefold() in WANTS_MORE
    if word in BRACKETS:
        return words.count(word) != words.count(BRACKETS[word])
    if is_mark(word):
        return word in DASHES and (before is None or before in ENDS)
    if after is not None and after in JOINING and word.casefold() in WANTS_MORE:
        return True
    follows_an_end = before is not None and before in ENDS and (cell < 2 or words[cell - 2] != before)
    return follows_an_end and word[0].islower()
