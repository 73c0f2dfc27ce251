"""The text kind: what it takes, what it refuses, and how it puts words in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunmask.kinds.notices import UnreadableFile
from sunmask.kinds.registry import codec
from sunmask.text.words.words import FREE, SEPARATOR, words_to_text

TEXT = codec("text")


def content_of(text: str) -> dict:
    return TEXT.blank(text=text)


def shown(content: dict) -> str:
    return words_to_text(content["words"], content["spaces"])


def changed(content: dict, **words: str) -> str:
    """The text with other symbols in the cells of words: {"dog": "cat"}."""
    symbols = np.array([[words.get(word, word) for word in content["words"]]], dtype=object)
    return shown(TEXT.with_symbols(content, symbols))


@pytest.mark.parametrize("name", TEXT.demo_names)
def test_demos_are_whole_contents(name: str) -> None:
    demo = TEXT.demo(name)
    TEXT.check(demo)
    assert TEXT.measure(demo)["num_words"] > 20


@given(st.text(max_size=200))
def test_any_text_is_a_content_that_is_written_as_it_was_cleaned(text: str) -> None:
    content = content_of(text)
    TEXT.check(content)
    assert TEXT.write(content, "text").decode() == shown(content)
    parts = TEXT.parts(content)
    assert TEXT.content(parts.symbols, parts.meta, parts.marks, parts.spaces) == content


@pytest.mark.parametrize(
    ("hostile", "left"),
    [
        (b"a\x00b", "ab"),
        ("safe \u202egnp.exe".encode(), "safe gnp.exe"),
        (b"<script>alert('x')</script>", "<script>alert('x')</script>"),
        (b"see http://a.example/?b=c&d and C:\\dir\\..\\x", "see http://a.example/?b=c&d and C:\\dir\\..\\x"),
        ("caf\xe9".encode("latin-1"), "café"),
        ("tea".encode("utf-16"), "tea"),
        (b"one\r\ntwo", "one\ntwo"),
    ],
)
def test_what_people_bring_is_text_and_nothing_else(hostile: bytes, left: str) -> None:
    assert shown(TEXT.read_bytes(hostile, "x.txt").content) == left


def test_what_was_taken_out_is_told() -> None:
    assert [notice.code for notice in TEXT.read_bytes("a\u202eb".encode(), "x.txt").notices] == [
        "hidden_characters"
    ]


@pytest.mark.parametrize("data", [b"", b" \n ", b"a" * (1 << 20) + b"b", b"\x00\x01\x02" * 900])
def test_files_without_words_or_too_large_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"\."):
        TEXT.read_bytes(data, "x.txt")


def test_a_file_of_too_many_words_is_cut_and_that_is_told() -> None:
    made = TEXT.read_bytes(b"so " * 20_001, "x.txt")
    assert len(made.content["words"]) == 20_000
    assert made.notices[0].code == "cut"


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": ["two words"], "spaces": ["", ""]},
        {"words": ["a"], "spaces": [""]},
        {"words": ["a" * 65], "spaces": ["", ""]},
        {"words": ["a\u202e"], "spaces": ["", ""]},
        {"words": ["a"], "spaces": ["", "b"]},
        {"words": [1], "spaces": ["", ""]},
        {"words": ["a"], "spaces": ["", ""], "meta": {"title": "x\ny", "language": "en"}},
        {"words": ["a"], "spaces": ["", ""], "meta": {"title": "x", "language": "de"}},
    ],
)
def test_what_is_no_text_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match="expected"):
        TEXT.check({"kind": "text", "meta": {"title": "x", "language": "en"}, **wrong})


def test_other_words_get_the_white_space_that_belongs_to_them() -> None:
    content = content_of('He said "yes"  to me.\nThen, he left.')
    assert changed(content, yes="no") == 'He said "no"  to me.\nThen, he left.'
    assert changed(content, me=",") == 'He said "yes"  to,.\nThen, he left.'
    assert changed(content, **{".": "dog"}) == 'He said "yes"  to me dog\nThen, he left dog'
    assert changed(content, said=f"said{SEPARATOR}ly") == 'He saidly "yes"  to me.\nThen, he left.'


def test_made_quotation_marks_stand_at_what_they_quote() -> None:
    content = content_of(f"Well {FREE} come {FREE} she said")
    symbols = np.array([["Well", f'"{SEPARATOR}', "come", '"', "she", "said"]], dtype=object)
    assert shown(TEXT.with_symbols(content, symbols)) == 'Well "come" she said'


def test_a_document_of_any_values_becomes_words() -> None:
    content = TEXT.content([["a", None, 7, "two words", "b\u202e"]], {"title": 3}, {}, ["", "x"])
    assert content["words"] == ["a", FREE, FREE, FREE, "b"]
    TEXT.check(content)


def test_blank_texts_have_the_free_slots_that_were_asked_for() -> None:
    blank = TEXT.blank(title="Plan", text="Once", num_words=3)
    assert shown(blank) == f"Once {FREE} {FREE} {FREE}"
    for wrong in ({"num_words": -1}, {"num_words": "3"}, {"bars": 3}, {"text": 3}):
        with pytest.raises(ValueError, match="expected"):
            TEXT.blank(**wrong)
