"""The shared document of a text: what stands in it, how words are found again, what strangers can do."""

import base64
import random
import time

import pycrdt
import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from studio import limits, protocol
from studio.bodies import NewGeneration
from studio.documents import store
from studio.documents.layouts import layout_of
from studio.models import Canvas, DocumentUpdate, User
from studio.realtime.hub import DocumentHub, Submission
from studio.services import canvases
from studio.services.runs import generations
from sunmask.kinds import registry
from sunmask.method.cells import CellState
from sunmask.text.words.words import FREE, STRAY, text_to_words, words_to_text
from tests.studio.browsers import make_person, make_project

TEXT = registry.codec("text")
LAYOUT = layout_of("text")
UNMASKED, MASKED, RENOISABLE = 0, 1, 2


@pytest.fixture
def ana(db) -> User:
    return make_person("Ana")


def canvas_of(user: User, text: str) -> Canvas:
    words, spaces = text_to_words(text)
    canvas = Canvas.objects.create(project=make_project(user), kind="text", name="Text")
    content = TEXT.blank() | {"words": words, "spaces": spaces}
    store.create(canvas=canvas, update=store.update_from(canvas.kind, content))
    return canvas


def document_of(text: str) -> pycrdt.Doc:
    document: pycrdt.Doc = pycrdt.Doc()
    document.get("text", type=pycrdt.Text).insert(0, text)
    return document


def shared(document: pycrdt.Doc) -> pycrdt.Text:
    return document.get("text", type=pycrdt.Text)


def cells_of(document: pycrdt.Doc) -> dict:
    return store.cells_of(document, "text")


@pytest.mark.parametrize("name", TEXT.demo_names)
def test_a_new_document_gives_back_the_text_that_it_was_made_of(name: str, ana: User) -> None:
    content = TEXT.demo(name)
    canvas = Canvas.objects.create(project=make_project(ana), kind="text", name="Demo")
    store.create(canvas=canvas, update=store.update_from(canvas.kind, content))
    cells = store.project_to_cells(canvas)
    assert cells["content"] == content
    assert len(set(cells["columns"])) == len(content["words"])
    assert {len(cells[rows][0]) for rows in ("states", "pins", "authors")} == {len(content["words"])}


def test_a_text_may_have_no_words_yet(ana: User) -> None:
    canvas = canvas_of(ana, "")
    cells = store.project_to_cells(canvas)
    assert (cells["content"]["words"], cells["columns"], cells["states"]) == ([], [], [[]])


def test_a_word_has_the_state_pin_and_author_of_its_first_letter() -> None:
    document = document_of("One two three four")
    text = shared(document)
    text.format(0, 3, {"state": 1, "author": "model"})
    text.format(5, 9, {"state": 2, "pin": True})
    text.format(14, 15, {"pin": False, "author": "edited"})
    cells = cells_of(document)
    assert cells["states"] == [[MASKED, UNMASKED, RENOISABLE, UNMASKED]]
    assert cells["pins"] == [[False, True, False, False]]
    assert cells["authors"] == [["model", None, None, "edited"]]


def test_a_slot_is_renoisable_whatever_was_painted() -> None:
    document = document_of("It was ▢ ▢ today")
    shared(document).format(7, 20, {"state": 1, "pin": True})
    cells = cells_of(document)
    assert cells["states"] == [[0, 0, 2, 2, 1]]
    assert cells["pins"] == [[True, True, False, False, True]]


def test_painting_covers_whole_words_and_nothing_else() -> None:
    document = document_of("Wäre “er” 😀 im Krieg?")
    words = cells_of(document)["content"]["words"]
    LAYOUT.paint(document, [(0, words.index("er")), (0, words.index("😀"))], CellState.MASKED, True)
    LAYOUT.paint(document, [(0, words.index("Krieg"))], CellState.UNMASKED, False)
    runs = {run: said for run, said in shared(document).diff() if said}
    assert runs == {
        "er": {"state": 1, "pin": True},
        "😀": {"state": 1, "pin": True},
        "Krieg": {"pin": False},
    }
    LAYOUT.paint(document, [(0, number) for number in range(len(words))], CellState.UNMASKED, True)
    assert not any(said for _, said in shared(document).diff())


def test_words_keep_their_ids_whatever_is_written_around_them() -> None:
    document = document_of("She 😀 went “home” again.")
    text = shared(document)
    ids = dict(zip(cells_of(document)["content"]["words"], cells_of(document)["columns"], strict=True))
    text.insert(0, "Ätsch, ")
    text.format(7, 10, {"state": 1})
    at = str(text).encode().index(b"went")
    text.insert(at, "never ")
    LAYOUT.paint(document, [(0, 6)], CellState.RENOISABLE)
    end = len(str(text).encode())
    text.insert(end, " End")
    after = cells_of(document)
    now = dict(zip(after["content"]["words"], after["columns"], strict=True))
    assert {word: now[word] for word in ids} == ids
    assert len(set(after["columns"])) == len(after["columns"])


def test_an_id_is_yjs_relative_position_of_the_first_letter_however_people_wrote() -> None:
    chance = random.Random(4)
    texts = [pycrdt.Doc(client_id=number) for number in (7, 300, 2**40)]
    written: dict[tuple[int, int], str] = {}
    for _ in range(60):
        writer = chance.choice(texts)
        text = shared(writer)
        places = [len(str(text)[:at].encode()) for at in range(len(str(text)) + 1)]
        place = chance.choice(places)
        act = chance.random()
        if act < 0.6 or len(places) < 8:
            new = chance.choice(["so ", "“ja” ", "😀", "é", " ", "a\x00b", "▢ "])
            clock = store.clocks(writer.get_state()).get(writer.client_id, 0)
            units = [letter for letter in new for _ in range(len(letter.encode("utf-16-le")) // 2)]
            written |= {(writer.client_id, clock + at): letter for at, letter in enumerate(units)}
            text.insert(place, new)
        elif act < 0.8:
            text.format(place, places[-1], {"state": chance.choice([1, 2, None])})
        elif place < places[-1]:
            del text[place : places[places.index(place) + 1]]
        if chance.random() < 0.3:
            for other in texts:
                other.apply_update(writer.get_update())
    for one in texts:
        for other in texts:
            one.apply_update(other.get_update())
    cells = cells_of(texts[0])
    assert len(cells["columns"]) > 20
    assert len(set(cells["columns"])) == len(cells["columns"])
    assert cells == cells_of(texts[1]) == cells_of(texts[2])
    for word, column in zip(cells["content"]["words"], cells["columns"], strict=True):
        decoder = pycrdt.Decoder(base64.b64decode(column))
        kind, client, clock = (decoder.read_var_uint() for _ in range(3))
        assert kind == 0
        assert written[client, clock] == word[0]


STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["state", "pin", "author", "bold", "x"])
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(
    st.lists(st.tuples(ANY_TEXT, st.dictionaries(NAMES, STRANGE, max_size=3)), max_size=6),
    st.lists(STRANGE, max_size=3),
    st.dictionaries(st.sampled_from(["title", "language", "x"]), STRANGE, max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_text_its_cells_are_valid(runs, embedded, meta) -> None:
    document: pycrdt.Doc = pycrdt.Doc()
    text = shared(document)
    for piece, said in runs:
        if piece:
            text.insert(0, piece, said or None)
    for value in embedded:
        text.insert_embed(0, value)
    text.insert_embed(0, pycrdt.Map({"a": 1}))
    document.get("meta", type=pycrdt.Map).update(meta)
    again: pycrdt.Doc = pycrdt.Doc()
    again.apply_update(document.get_update())
    cells = cells_of(again)
    TEXT.check(cells["content"])
    num_words = len(cells["columns"])
    assert len(set(cells["columns"])) == num_words == len(cells["content"]["words"])
    for name in ("states", "pins", "authors"):
        assert [len(row) for row in cells[name]] == [num_words]
    assert store.state_hash(cells) == store.state_hash(cells_of(again))


HOSTILE = "a\x00b \u202etxet\u202c \u2066x\u2069 <script>alert(1)</script> https://x.example/../etc \u2063z"


def test_hostile_text_is_text_without_what_hides_or_turns_it(ana: User) -> None:
    document = document_of(HOSTILE)
    words = cells_of(document)["content"]["words"]
    assert words[:3] == ["ab", "txet", "x"]
    assert words_to_text(*(cells_of(document)["content"][name] for name in ("words", "spaces"))) == STRAY.sub(
        "", HOSTILE
    )


# ---- the hub ------------------------------------------------------------------------------------


def store_edit(canvas: Canvas, user: User, act) -> object:
    document = store.load(canvas).document
    before = document.get_state()
    act(document)
    update = document.get_update(before)
    message_id = str(random.random())
    sent = Submission(canvas.pk, canvas.project_id, user, update, message_id, 1)
    return DocumentHub()._store([sent])[0]


def test_a_text_that_would_become_too_long_is_refused_and_the_last_one_stays(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = canvas_of(ana, "Short")
    monkeypatch.setattr(limits, "TEXT_WORDS", 20)
    refused = store_edit(canvas, ana, lambda document: shared(document).insert(5, " word" * 20))
    assert (refused.code, refused.status) == ("size", 422)
    assert "20 words" in refused.message
    assert store_edit(canvas, ana, lambda document: shared(document).insert(5, " word," * 19)) == 2
    monkeypatch.setattr(limits, "TEXT_CELLS", 50)
    refused = store_edit(canvas, ana, lambda document: shared(document).insert(5, "!" * 50))
    assert "50 words and marks" in refused.message
    monkeypatch.setattr(limits, "TEXT_CHARACTERS", 200)
    refused = store_edit(canvas, ana, lambda document: shared(document).insert(5, " " * 200))
    assert "200 characters" in refused.message
    assert len(store.project_to_cells(canvas)["columns"]) == 39


def test_a_mebibyte_that_is_pasted_at_once_is_refused_in_a_sentence(ana: User) -> None:
    canvas = canvas_of(ana, "Short")
    refused = store_edit(canvas, ana, lambda document: shared(document).insert(5, HOSTILE * 10_000))
    assert refused.code == "too_large"
    assert "256 KiB" in refused.message
    assert not DocumentUpdate.objects.exists()


def test_a_long_text_is_read_quickly(ana: User) -> None:
    document = document_of("words " * limits.TEXT_WORDS)
    LAYOUT.paint(document, [(0, number) for number in range(0, 4000, 2)], CellState.MASKED)
    LAYOUT.check_size(document)
    cells = cells_of(document)
    assert len(set(cells["columns"])) == limits.TEXT_WORDS
    assert sum(cells["states"][0]) == 2000


@pytest.mark.parametrize("text", ["▢ " * limits.TEXT_WORDS, "a ▢ " * (limits.TEXT_WORDS // 2)])
def test_the_longest_text_full_of_slots_is_made_in_a_second(text: str) -> None:
    words, spaces = text_to_words(text)
    content = TEXT.blank() | {"words": words, "spaces": spaces}
    seconds = []
    for _ in range(2):  # the first may pay for what others left to be collected
        began_at = time.process_time()
        update = store.update_from("text", content)
        seconds.append(time.process_time() - began_at)
    assert min(seconds) < 1
    document: pycrdt.Doc = pycrdt.Doc()
    document.apply_update(update)
    cells = cells_of(document)
    assert cells["content"] == content
    assert cells["states"] == [[RENOISABLE if word == FREE else UNMASKED for word in words]]


@pytest.mark.django_db(transaction=True)
def test_a_document_is_built_before_the_database_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = make_person("Ana")
    project = make_project(ana)
    locked: list[bool] = []
    fill, cells = type(LAYOUT).fill, type(LAYOUT).cells

    def watched_fill(*arguments, **more):
        locked.append(connection.in_atomic_block)
        return fill(*arguments, **more)

    def watched_cells(*arguments):
        locked.append(connection.in_atomic_block)
        return cells(*arguments)

    monkeypatch.setattr(type(LAYOUT), "fill", watched_fill)
    monkeypatch.setattr(type(LAYOUT), "cells", watched_cells)
    options = {"text": "so ▢ ▢ goes"}
    canvas = canvases.create(
        project=project, user=ana, kind="text", name="Text", start="blank", options=options
    )
    canvases.import_file(project=project, user=ana, kind=None, data=b"It goes.", file_name="goes.txt")
    canvases.duplicate(canvas=canvas, user=ana)
    generations.start(
        canvas=canvas,
        user=ana,
        request=NewGeneration(settings={"num_steps": 2}, pace=protocol.Pace(), num_candidates=1),
    )
    assert locked == [False, False, False]


def test_compaction_keeps_a_text_with_its_formatting(ana: User) -> None:
    canvas = canvas_of(ana, "She went home")
    for number in range(30):
        store_edit(canvas, ana, lambda document: shared(document).insert(3, f" so{number}"))  # noqa: B023
        store_edit(canvas, ana, lambda document: shared(document).format(0, 6, {"state": number % 3 or None}))  # noqa: B023
    store_edit(canvas, ana, lambda document: shared(document).insert_embed(0, {"image": "x"}))
    before = store.project_to_cells(canvas)
    store.compact(canvas)
    assert store.project_to_cells(canvas) == before
    assert len(store.load(canvas).updates) == 1


def test_ten_thousand_mutated_updates_leave_a_text_that_reads(ana: User) -> None:
    chance = random.Random(1)
    document = document_of("She went home. ▢ 😀")
    live: pycrdt.Doc = pycrdt.Doc()
    live.apply_update(document.get_update())
    before = document.get_state()
    LAYOUT.paint(document, [(0, 1)], CellState.MASKED, True)
    shared(document).insert(3, " “so”")
    shared(document).insert_embed(0, {"a": 1})
    sound = document.get_update(before)
    for _ in range(10_000):
        mutated = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        with pytest.MonkeyPatch.context():
            try:
                with store.shielded():
                    pycrdt.Doc().apply_update(bytes(mutated))
                    live.apply_update(bytes(mutated))
            except Exception as error:
                if getattr(error, "code", "") == "harmful":
                    live = pycrdt.Doc()
    cells = cells_of(live)
    TEXT.check(cells["content"])


def test_a_duplicate_of_a_text_has_the_same_words_states_and_ids(ana: User) -> None:
    canvas = canvas_of(ana, "She went home")
    store_edit(canvas, ana, lambda document: LAYOUT.paint(document, [(0, 2)], CellState.RENOISABLE))
    copy = Canvas.objects.create(project=canvas.project, kind="text", name="Copy")
    with transaction.atomic():
        store.create(canvas=copy, update=store.load(canvas).document.get_update())
    assert store.project_to_cells(copy)["hash"] == store.project_to_cells(canvas)["hash"]


# ---- bold, italics, headings ----------------------------------------------------------------------

STYLED = "# The *harbour* 🙂\n\n**Jonas said** un**believ**able, ***twice*** ▢ **▢ ▢**."


def test_styles_stand_in_the_document_and_come_back_letter_by_letter() -> None:
    content = TEXT.read_bytes(STYLED.encode(), "letter.md").content
    assert [e for e in content["styles"] if e[0] == 5] == [[5, 5, {"bold": [[2, 8]]}]]
    document: pycrdt.Doc = pycrdt.Doc()
    document.apply_update(store.update_from("text", content))
    cells = cells_of(document)
    assert cells["content"] == content
    assert [s for s, w in zip(cells["states"][0], content["words"], strict=True) if w == FREE] == [2, 2, 2]
    assert TEXT.write(cells["content"], "markdown").decode() == STYLED


def test_what_is_no_style_is_passed_over() -> None:
    document = document_of("one two three")
    for first, last, said in ((0, 3, {"bold": "yes", "heading": 9}), (4, 7, {"italic": 1, "heading": True})):
        shared(document).format(first, last, said)
    shared(document).format(8, 13, {"bold": True, "heading": 2.0})
    assert cells_of(document)["content"]["styles"] == [[2, 2, {"bold": True, "heading": 2}]]
