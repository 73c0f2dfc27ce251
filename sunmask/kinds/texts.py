"""Text from files and documents: one printable line."""


def clean_text(text: str, *, most: int = 200) -> str:
    """The text with anything unprintable as blanks, runs of blanks as one, at most `most` characters."""
    printable = "".join(character if character.isprintable() else " " for character in text[: 4 * most])
    return " ".join(printable.split())[:most].strip()
