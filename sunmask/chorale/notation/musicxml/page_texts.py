"""The texts over a score: its title and the line under it, and who wrote the music and the words."""

from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from sunmask.chorale.music.symbols import ChoraleMeta
from sunmask.kinds.texts import clean_text

FILE_ENDINGS = (".mxl", ".xml", ".musicxml", ".krn", ".mscz", ".mscx", ".mus", ".musx", ".sib", ".mid")
LYRICISTS = ("lyricist", "poet")
"""What programs call who wrote the words."""
PLACES = {"title": "center", "subtitle": "center", "composer": "right", "lyricist": "left"}
"""The texts in the order in which they stand, and to which side."""


def page_texts(root: Element) -> dict[str, str]:
    """What a MusicXML tree says of each of `PLACES`, "" where it says nothing. A title of a movement is the
    subtitle where the work has a title too."""
    work = _not_a_file(root.findtext("work/work-title"))
    movement = _not_a_file(root.findtext("movement-title"))
    title = work or movement or _credit(root, "title")
    subtitle = _credit(root, "subtitle") or (movement if work else "")
    return {
        "title": title,
        "subtitle": subtitle if subtitle.lower() != title.lower() else "",
        "composer": _creator(root, "composer"),
        "lyricist": _creator(root, *LYRICISTS),
    }


def _not_a_file(text: str | None) -> str:
    said = clean_text(text or "")
    return "" if said.lower().endswith(FILE_ENDINGS) else said


def _creator(root: Element, *types: str) -> str:
    named = {(each.get("type") or "").lower(): each.text for each in root.findall("identification/creator")}
    said = next((clean_text(named[name] or "") for name in types if name in named), "")
    return said or _credit(root, *types)


def _credit(root: Element, *types: str) -> str:
    """The text on the page of one of these types, its lines as one."""
    for credit in root.findall("credit"):
        if any((each.text or "").strip() in types for each in credit.findall("credit-type")):
            return clean_text(" ".join(words.text or "" for words in credit.findall("credit-words")))
    return ""


def add_page_texts(written: bytes, meta: ChoraleMeta) -> bytes:
    """The MusicXML of a chorale with its subtitle and its lyricist. A subtitle stands on the page alone, and
    programs that find one such text there take no other from elsewhere: so all are written there with it."""
    start = written.index(b"<score-partwise")
    root = fromstring(written[start:])
    identification = root.find("identification")
    if meta.lyricist and identification is not None:
        creator = Element("creator", {"type": "lyricist"})
        creator.text = meta.lyricist
        identification.insert(len(identification.findall("creator")), creator)
    if meta.subtitle:
        at = next(place for place, child in enumerate(root) if child.tag == "part-list")
        for name, side in reversed(PLACES.items()):
            if text := getattr(meta, name):
                root.insert(at, _credit_element(name, side, text))
    return written[:start] + tostring(root, encoding="utf-8")


def _credit_element(name: str, side: str, text: str) -> Element:
    credit = Element("credit", {"page": "1"})
    SubElement(credit, "credit-type").text = name
    SubElement(credit, "credit-words", {"justify": side, "valign": "top"}).text = text
    return credit
