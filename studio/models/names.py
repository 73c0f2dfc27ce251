"""People's names that look alike although they are written with other letters."""

import hashlib
import unicodedata

_LOOKS = {
    other: latin
    for latin, others in {
        "a": "аαɑ",
        "b": "вβ",
        "c": "сϲ",
        "d": "ԁ",
        "e": "еε",
        "g": "ɡ",
        "h": "һн",
        "i": "іιı",
        "j": "јϳ",
        "k": "кκ",
        "l": "ӏ",
        "m": "м",
        "n": "пη",
        "o": "оοσօ",
        "p": "рρ",
        "q": "ԛ",
        "s": "ѕ",
        "t": "тτ",
        "u": "υս",
        "v": "ѵν",
        "w": "ѡω",
        "x": "хχ",
        "y": "уүγ",
        "z": "ᴢ",
    }.items()
    for other in others
}
"""Letters of other alphabets to the Latin ones for which people take them."""
_TOGETHER = ({"LATIN"}, {"CJK", "HIRAGANA", "KATAKANA"}, {"CJK", "HANGUL"}, {"CJK", "BOPOMOFO"})
"""Alphabets that one name may have letters of."""


def look_of(name: str) -> str:
    """The look of a name: two people whose names have the same look are taken for each other."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(_LOOKS.get(letter, letter) for letter in folded)


def kept_back(look: str) -> str:
    """What is left of the look of a name whose account was deleted: nobody may take it again."""
    return f"sha256:{hashlib.sha256(look.encode()).hexdigest()}"


def is_of_one_alphabet(name: str) -> bool:
    """Whether the letters of a name are of one alphabet, or of some that are written together."""
    found = {unicodedata.name(letter, "?").split(" ")[0].split("-")[0] for letter in name if letter.isalpha()}
    return len(found) <= 1 or any(found <= together for together in _TOGETHER)
