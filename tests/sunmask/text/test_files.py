"""Writers' papers: Markdown and Word documents come in and go out as they are, hostile ones are refused."""

import io
import random
import zipfile
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from sunmask.kinds.notices import UnreadableFile
from sunmask.text.codec import TextCodec
from sunmask.text.words.styles import Line, Piece, entries_of, lines_of, styles_of

TEXT = TextCodec()
_WORDS = "the a harbour Jonas said that it was “loud” don't café 3rd (perhaps) well-known 1,204 naïve — and"
WORDS = [*_WORDS.split(), '"quiet"']
SPACES = f'{nsdecls("w", "r", "m")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def read(text: str, name: str = "paper.md") -> Any:
    return TEXT.read_bytes(text.encode(), name).content


def lines(content: Any) -> list[Line]:
    return lines_of(
        content["words"], content["spaces"], styles_of(content.get("styles", []), content["words"])
    )


# ---- Markdown -----------------------------------------------------------------------------------


def test_headings_bold_and_italics_come_in_and_the_rest_stays_exact() -> None:
    text = (
        '# The *harbour*\n\nShe said "no".\n\n\n'
        "- **Jonas** and ***Anna***,\n  un**believ**able\n> 2 * 3 < 7\n"
    )
    content = read(text)
    written = TEXT.write(content, "text").decode()
    assert written == ('The harbour\n\nShe said "no".\n\n\n- Jonas and Anna,\n  unbelievable\n> 2 * 3 < 7\n')
    found = lines(content)
    assert found[0] == Line((Piece("The "), Piece("harbour", italic=True)), 1)
    assert Piece("Jonas", bold=True) in found[5].pieces
    assert Piece("Anna", bold=True, italic=True) in found[5].pieces
    assert found[6].pieces == (Piece("  un"), Piece("believ", bold=True), Piece("able"))
    again = read(TEXT.write(content, "markdown").decode())
    assert {**again, "meta": None} == {**content, "meta": None}


def test_emphasis_may_go_on_over_the_end_of_a_line() -> None:
    assert lines(read("a **b\nc** d"))[1].pieces == (Piece("c", bold=True), Piece(" d"))


def test_plain_text_is_no_markdown() -> None:
    content = read("# 2 **stars**", "paper.txt")
    assert TEXT.write(content, "text") == b"# 2 **stars**"
    assert "styles" not in content
    assert TEXT.write(content, "markdown") == b"\\# 2 \\*\\*stars\\*\\*"


@given(st.text('ab*_\\#`[]()<>&! \n"’“”.-', max_size=60))
def test_any_plain_text_comes_back_from_markdown(text: str) -> None:
    content = TEXT.blank(text=text)
    if content["words"]:
        again = read(TEXT.write(content, "markdown").decode())
        assert TEXT.write(again, "text") == TEXT.write(content, "text")
        assert "styles" not in again


# ---- Word ---------------------------------------------------------------------------------------


def five_pages(seed: int = 7) -> docx.Document:
    """A document of five pages: headings, blank lines, quotations, and 1,500 runs, some within a word."""
    rng = random.Random(seed)
    document = docx.Document()
    for number in range(110):
        if number % 12 == 0:
            document.add_paragraph(f"Part {number // 12}", style=f"Heading {1 + number % 3}")
            continue
        paragraph = document.add_paragraph()
        if number % 5 == 4:
            continue
        for _ in range(rng.randint(8, 26)):
            run = paragraph.add_run(
                " ".join(rng.choices(WORDS, k=rng.randint(1, 3))) + rng.choice(["", " ", ", "])
            )
            run.bold, run.italic = rng.choice([None, True, False]), rng.choice([None, None, True])
    return document


def stored(document: docx.Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def runs(data: bytes) -> list[tuple[str, str, list[tuple[str, bool, bool]]]]:
    """Of each paragraph its style, its text, and its letters with their lettering; white space shows none."""
    return [
        (
            paragraph.style.name,
            paragraph.text,
            [
                (letter, bool(run.bold), bool(run.italic))
                for run in paragraph.runs
                for letter in run.text
                if not letter.isspace()
            ],
        )
        for paragraph in docx.Document(io.BytesIO(data)).paragraphs
    ]


def test_five_pages_of_a_word_document_keep_every_run() -> None:
    data = stored(five_pages())
    before = runs(data)
    assert sum(len(text.split()) for _, text, _ in before) > 2000
    found = TEXT.read_bytes(data, "Five pages.docx")
    assert (found.content["meta"]["title"], found.notices) == ("Five pages", [])
    assert runs(TEXT.write(found.content, "docx")) == before


def test_what_a_document_has_besides_is_named() -> None:
    document = docx.Document()
    document.add_paragraph("One", style="List Bullet")
    document.add_table(1, 2).cell(0, 1).text = "cell"
    document.add_paragraph().add_run("two\nlines").underline = True
    strong = document.add_paragraph().add_run("by style")
    strong.style = document.styles["Strong"]
    found = TEXT.read_bytes(stored(document), "x.docx")
    text = TEXT.write(found.content, "text").decode()
    assert [part for part in text.split("\n") if part] == ["\u2022 One", "cell", "two", "lines", "by style"]
    assert {notice.code for notice in found.notices} == {"tables", "lettering", "breaks"}
    assert "The cells of 1 table came as lines." in [notice.message for notice in found.notices]
    assert lines(found.content)[-1].pieces == (Piece("by style", bold=True),)


def with_marks_of_an_editor() -> docx.Document:
    """A comment, tracked changes, a link, a header, a text box, an equation, a raised digit."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Draft 3"
    first = document.add_paragraph("The old ")
    first.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_comment(first.runs, text="Which one?", author="A")
    for name, run in (
        ("ins", "<w:t>harbour</w:t>"),
        ("del", "<w:delText>port</w:delText><w:br/>"),
        ("moveFrom", "<w:t>twice</w:t>"),
        ("moveTo", "<w:t> twice</w:t>"),
    ):
        first._p.append(parse_xml(f'<w:{name} {SPACES} w:id="9" w:author="A"><w:r>{run}</w:r></w:{name}>'))
    first.add_run("2").font.superscript = True
    joined = document.add_paragraph("A line")
    joined._p.get_or_add_pPr().append(parse_xml(f'<w:rPr {SPACES}><w:del w:id="8" w:author="A"/></w:rPr>'))
    document.add_paragraph(" in two.")
    to = document.part.relate_to("https://example.org", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = f'<w:hyperlink {SPACES} r:id="{to}"><w:r><w:t>linked</w:t></w:r></w:hyperlink>'
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:pict>"
    shown = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    last = document.add_paragraph()
    last._p.append(parse_xml(link))
    last._p.append(parse_xml(f"<w:r {SPACES}>{shown}</mc:AlternateContent></w:r>"))
    last._p.append(parse_xml(f"<m:oMath {SPACES}><m:r><m:t>x</m:t></m:r></m:oMath>"))
    return document


def test_tracked_changes_are_accepted_and_what_an_editor_left_is_named() -> None:
    found = TEXT.read_bytes(stored(with_marks_of_an_editor()), "x.docx")
    assert TEXT.write(found.content, "text").decode() == "The old harbour twice2\nA line in two.\nlinked\nbox"
    assert [notice.message for notice in found.notices] == [
        "The text of 1 text box came as lines.",
        "1 equation was left out.",
        "1 comment was left out.",
        "Tracked changes came as if they were accepted.",
        "Links came as text, without their addresses.",
        "Raised and lowered letters came as ordinary ones.",
        "1 paragraph came without its alignment.",
        "Headers and footers of pages were left out.",
    ]


def test_bullets_come_in_as_marks_and_go_out_as_bullets_and_numbers_are_text() -> None:
    document = docx.Document()
    document.add_paragraph("Bring:")
    for text, style in (("bread", "List Bullet"), ("salt", "List Bullet 2"), ("knead", "List Number")):
        item = document.add_paragraph(style=style)
        item.add_run("Some ").bold = True
        item.add_run(text)
    document.add_paragraph("bake", style="List Number")
    found = TEXT.read_bytes(stored(document), "x.docx")
    text = TEXT.write(found.content, "text").decode()
    assert text == "Bring:\n\u2022 Some bread\n  \u2022 Some salt\n1. Some knead\n2. bake"
    assert [notice.message for notice in found.notices] == ["Numbers of lists became text: 2 list items."]
    written = TEXT.write(found.content, "docx")
    assert runs(written)[:3] == runs(stored(document))[:3]
    assert [(style, of) for style, of, _ in runs(written)[3:]] == [
        ("Normal", "1. Some knead"),
        ("Normal", "2. bake"),
    ]
    assert TEXT.read_bytes(written, "x.docx").content == found.content


def zipped(**parts: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return written.getvalue()


def with_body(body: str, head: str = "") -> bytes:
    """A document whose XML is replaced."""
    source = zipfile.ZipFile(io.BytesIO(stored(docx.Document())))
    written = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name in source.namelist():
            told = f'{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
            file.writestr(name, told if name == "word/document.xml" else source.read(name))
    return written.getvalue()


FILE = '<!DOCTYPE d [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE d [<!ENTITY a0 'ha'>" + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7", "not_text"),
        (b"PK\x03\x04 nothing", "damaged"),
        (zipped(**{"word/document.xml": "<w:document/>"}), "damaged"),
        (zipped(bomb="0" * (80 << 20)), "too_demanding"),
        (with_body("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", LAUGHS + "]>"), "empty|damaged"),
        (with_body("<w:p><w:r><w:t>&secret;</w:t></w:r></w:p>", FILE), "empty|damaged"),
        (b"PK\x03\x04" + bytes(7 << 20), "too_large"),
    ],
)
def test_hostile_documents_are_refused_with_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        TEXT.read_bytes(data, "x.docx")
    assert refusal.value.code in code.split("|")
    assert refusal.value.message.endswith(".")


# ---- content ------------------------------------------------------------------------------------


def test_another_word_keeps_what_its_whole_place_had() -> None:
    content = read("a **bold** un**believ**able *word*")
    words = TEXT.symbols(content)
    words[0, 1], words[0, 2] = "brave", "quite"
    assert TEXT.with_symbols(content, words)["styles"] == [[1, 1, {"bold": True}], [3, 3, {"italic": True}]]
    assert TEXT.with_symbols(content, TEXT.symbols(content)) == content


def test_styles_that_are_none_are_refused_in_content_and_left_out_of_documents() -> None:
    content = read("a **b** c")
    for styles in ([[1, 5, {"bold": True}]], [[1, 1, {"bold": 1}]], [[1, 1, {"x": 2}]], [[1, 1, {}]], "bold"):
        with pytest.raises(ValueError, match="expected"):
            TEXT.check({**content, "styles": styles})
    marks = {(0, 0): {"bold": "yes", "heading": 99}, (0, 1): {"italic": [[0, 4]]}, (0, 2): 7}
    assert "styles" not in TEXT.content([["a", "b", "c"]], {}, marks, ["", " ", " ", ""])
    assert entries_of({0: {"bold": True}, 1: {"bold": True}}) == [[0, 1, {"bold": True}]]
