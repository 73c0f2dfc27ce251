"""The engraved score: every note of the grid at its pitch, with its id, and no markup but our own."""

import re
from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.demos import DEMO_NAMES, demo_chorale, ode_to_joy
from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, Lyric
from sunmask.chorale.music.voices import VOICE_RANGES, VOICES
from sunmask.chorale.notation.engraving import svg
from sunmask.chorale.notation.engraving.mei import CLOSED, VIEWS, mei_from_chorale
from sunmask.chorale.notation.engraving.svg import ATTRIBUTES, NARROWEST, SHAPES, WIDEST
from sunmask.kinds import registry

SVG = "{http://www.w3.org/2000/svg}"
MEI = "{http://www.music-encoding.org/ns/mei}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
STEPS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
ALTERATIONS = {"ff": -2, "f": -1, "n": 0, "s": 1, "x": 2}


def engraved(chorale: Chorale, width: int = 120, height: int | None = None) -> list[ElementTree.Element]:
    pages = registry.codec("chorale").engrave(chorale_to_json(chorale), width=width, height=height)
    return [ElementTree.fromstring(page) for page in pages]


def ids_of(pages: list[ElementTree.Element], kind: str) -> list[str]:
    ids = (one.get("id", "") for page in pages for one in page.iter(f"{SVG}g"))
    return [one for one in ids if one.startswith(f"{kind}-")]


def onsets(symbols_VT: np.ndarray) -> set[str]:
    return {f"n-{VOICES[v]}-{t}" for v, t in zip(*np.nonzero(symbols_VT > 0), strict=True)}


def blank(num_sixteenths: int, **meta: object) -> Chorale:
    return Chorale(np.zeros((4, num_sixteenths), dtype=np.int16), ChoraleMeta(**meta))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(DEMO_NAMES))
def test_every_note_of_a_chorale_is_engraved_once_under_its_own_id(name: str) -> None:
    chorale = demo_chorale(name)
    ids = ids_of(engraved(chorale), "n")
    assert len(ids) == len(set(ids))
    assert onsets(chorale.symbols_VT) <= set(ids)


@pytest.mark.parametrize("name", sorted(DEMO_NAMES))
def test_what_is_written_sounds_as_the_grid_does(name: str) -> None:
    chorale = demo_chorale(name)
    root = ElementTree.fromstring(mei_from_chorale(chorale))
    for head in root.iter(f"{MEI}note"):
        _, letter, at = head.get(XML_ID, "").split("-")
        alter = ALTERATIONS[head.get("accid") or head.get("accid.ges") or "n"]
        pitch = 12 * (int(head.get("oct", "")) + 1) + STEPS[head.get("pname", "")] + alter
        assert pitch == abs(chorale.symbols_VT[VOICES.index(letter), int(at)])


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_has_every_note_of_its_voices_once(view: str) -> None:
    chorale = demo_chorale("Aus meines Herzens Grunde")
    content = chorale_to_json(replace(chorale, lyrics={(0, 0): (Lyric("Aus"),)}))
    pages = [
        ElementTree.fromstring(one)
        for one in registry.codec("chorale").engrave(content, width=120, view=view)
    ]
    ids = ids_of(pages, "n")
    voices = {VOICES[voice] for staff in VIEWS[view] for voice in staff}
    assert len(ids) == len(set(ids))
    assert {one for one in onsets(chorale.symbols_VT) if one.split("-")[1] in voices} <= set(ids)
    assert {one.split("-")[1] for one in ids} == voices
    has_words = any("Aus" in (text.text or "") for page in pages for text in page.iter(f"{SVG}tspan"))
    assert has_words == (view != "reduction"), "all voices sing the soprano's words"
    num_staves = sum(one.get("class") == "staff" for page in pages for one in page.iter(f"{SVG}g"))
    assert num_staves == len(VIEWS[view]) * 22


def test_a_reduction_joins_voices_that_move_alike_and_no_others() -> None:
    chorale = blank(16)
    chorale.symbols_VT[:] = [[72], [67], [60], [60]]
    chorale.symbols_VT[:2, 8:] = [[71], [62]]
    root = ElementTree.fromstring(mei_from_chorale(chorale, CLOSED, is_reduction=True))
    chords = [[head.get(XML_ID) for head in chord] for chord in root.iter(f"{MEI}chord")]
    assert chords[0] == ["n-S-0", "n-A-0"]
    # two voices on one pitch stand side by side
    assert not any("n-T-0" in chord for chord in chords)


def test_an_unknown_view_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"a score that is open, closed, reduction, .* got 'tabs'"):
        registry.codec("chorale").engrave(chorale_to_json(blank(16)), width=120, view="tabs")


def test_an_accidental_holds_for_its_bar_and_is_taken_back_in_it() -> None:
    chorale = blank(32, fifths=1)
    chorale.symbols_VT[0, [0, 4, 8, 16]] = [65, 65, 66, 66]
    chorale.symbols_VT[1:] = [[67], [62], [55]]  # much of G major, so that F is F
    root = ElementTree.fromstring(mei_from_chorale(chorale))
    written = {head.get(XML_ID): head.get("accid") for head in root.iter(f"{MEI}note")}
    soprano = {name: accidental for name, accidental in written.items() if "-S-" in str(name)}
    assert soprano == {"n-S-0": "n", "n-S-4": None, "n-S-8": "s", "n-S-16": None}


def test_a_note_over_a_bar_line_is_tied_and_an_empty_bar_is_one_rest() -> None:
    chorale = blank(32)
    chorale.symbols_VT[1, 12], chorale.symbols_VT[1, 13:20] = 60, -60
    pages = engraved(chorale)
    assert ids_of(pages, "n") == ["n-A-12", "n-A-16"]
    assert {"r-S-0", "r-S-16", "r-A-0"} <= set(ids_of(pages, "r"))


def test_every_head_has_room_for_its_state_beneath_it() -> None:
    for page in engraved(demo_chorale("Jesu, meine Freude")):
        for head in page.iter(f"{SVG}g"):
            if head.get("id", "").startswith(("n-", "r-")):
                assert [each.get("class") for each in list(head)[:2]] == ["ring", "mark"], "drawn before it"
                assert len(head.findall(f"{SVG}rect")) == 2


def test_a_beam_is_around_its_notes_so_that_it_can_have_their_ink() -> None:
    chorale = blank(16)
    chorale.symbols_VT[0, :8] = [72, -72, 71, -71, 69, -69, 67, -67]
    beams = [one for page in engraved(chorale) for one in page.iter(f"{SVG}g") if one.get("class") == "beam"]
    assert [ids_of([beam], "n") for beam in beams] == [["n-S-0", "n-S-2"], ["n-S-4", "n-S-6"]]


def line_starts(chorale: Chorale, held: Sequence[int] = (), width: int = 120) -> list[int]:
    """The column that each line begins with."""
    pages = registry.codec("chorale").engrave(
        chorale_to_json(chorale), width=width, view="closed", line_starts=held
    )
    drawn = [name for page in pages for name in re.findall(r' id="([^"]*)"', page)]
    assert len(drawn) == len(set(drawn))
    return [min(map(int, re.findall(r'id="[nr]-[SATB]-(\d+)"', page))) for page in pages]


def noise(chorale: Chorale) -> Chorale:
    """What a run begins with: another note at every sixteenth of the lower voices."""
    symbols_VT = chorale.symbols_VT.copy()
    draws = np.random.default_rng(0)
    for voice, (lowest, highest) in enumerate(VOICE_RANGES[1:], 1):
        symbols_VT[voice] = draws.integers(lowest, highest, symbols_VT.shape[1])
    return replace(chorale, symbols_VT=symbols_VT)


def test_held_lines_stay_from_the_noise_of_a_run_to_its_music() -> None:
    chorale = demo_chorale("Jesu, meine Freude")
    before = line_starts(chorale)
    assert line_starts(noise(chorale)) != before
    assert line_starts(noise(chorale), before) == before
    assert line_starts(chorale, before) == before


def test_a_run_on_a_melody_breaks_its_lines_once_at_most() -> None:
    melody = ode_to_joy()
    symbols_VT = melody.symbols_VT.copy()
    symbols_VT[1:] = symbols_VT[0] - np.sign(symbols_VT[0]) * np.array([[5], [12], [19]])
    composed = replace(melody, symbols_VT=symbols_VT)
    for width in (60, 100, 140, 190):
        begun = line_starts(noise(melody), line_starts(melody, width=width), width)
        assert line_starts(composed, begun, width) == begun


def test_lines_are_broken_anew_where_they_are_far_too_full_or_half_empty() -> None:
    chorale = demo_chorale("Jesu, meine Freude")
    usual = line_starts(chorale)
    assert abs(len(line_starts(chorale, [0])) - len(usual)) <= 1
    each_bar = [bar.start for bar in bars(chorale.meta, chorale.num_sixteenths)]
    assert abs(len(line_starts(chorale, each_bar)) - len(usual)) <= 1
    # columns that begin no bar begin no line
    assert line_starts(chorale, [1, 7, 10_000, -4]) == usual


HOSTILE = '<script>alert(1)</script><g onload="x" style="color:red"/>&amp;]]>'


def test_text_cannot_bring_markup() -> None:
    meta = ChoraleMeta(title=HOSTILE, composer=HOSTILE)
    symbols_VT = np.zeros((4, 16), dtype=np.int16)
    symbols_VT[0, 0] = 60
    chorale = Chorale(symbols_VT, meta, frozenset(), {(0, 0): (Lyric(HOSTILE),)})
    (page,) = engraved(chorale)
    for element in page.iter():
        assert element.tag.removeprefix(SVG) in SHAPES
        assert set(element.attrib) <= ATTRIBUTES | {"class", "id", "href"}
        assert element.get("href", "#").startswith("#")
    assert HOSTILE.split("]")[0] in "".join(page.itertext())


def test_the_same_music_gives_the_same_bytes() -> None:
    content = registry.codec("chorale").demo("O Haupt voll Blut und Wunden")
    first = registry.codec("chorale").engrave(content, width=120)
    registry.codec("chorale").engrave(registry.codec("chorale").blank(), width=80)
    assert registry.codec("chorale").engrave(content, width=120) == first


def test_a_narrow_page_is_a_long_one() -> None:
    def height(width: int) -> float:
        chorale = demo_chorale("O Haupt voll Blut und Wunden")
        return sum(float(page.get("viewBox", "").split()[3]) for page in engraved(chorale, width))

    assert height(50) > 2 * height(150)


@pytest.mark.parametrize(("width", "bars"), [(100, [3, 3, 2]), (150, [4, 4]), (400, [8])])
def test_lines_are_filled_evenly(width: int, bars: list[int]) -> None:
    chorale = blank(8 * 16)
    chorale.symbols_VT[:, ::4] = [[72], [67], [64], [48]]
    pages = engraved(chorale, width)
    lines = [
        line for page in pages for line in page.iter(f"{SVG}g") if "system" in line.get("class", "").split()
    ]
    assert len(pages) == len(lines)
    begun = [{int(name.split("-")[2]) // 16 for name in ids_of([line], "n")} for line in lines]
    assert [len(each) for each in begun] == bars
    ends = [max(float(one.get("x", 0)) for one in line.iter(f"{SVG}rect")) for line in lines]
    if len(lines) > 1:
        assert max(ends) < 1.05 * min(ends)


def test_pages_of_paper_hold_whole_lines_and_all_notes_in_order() -> None:
    chorale = blank(40 * 16)
    chorale.symbols_VT[:, ::4] = [[72], [67], [64], [48]]
    lines = engraved(chorale)
    pages = engraved(chorale, height=146)
    assert len(pages) > 1
    assert ids_of(pages, "n") == ids_of(lines, "n")
    for page in pages:
        _, _, width, height = map(float, page.get("viewBox", "").split())
        assert height <= width / 120 * 146
    with pytest.raises(ValueError, match="height of 60"):
        engraved(chorale, height=20)


@pytest.mark.parametrize("width", [NARROWEST - 1, WIDEST + 1])
def test_a_width_that_no_screen_has_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match="staff spaces"):
        engraved(blank(16), width)


def test_a_text_is_not_engraved() -> None:
    text = registry.codec("text")
    assert not text.is_engraved
    with pytest.raises(ValueError, match="no score"):
        text.engrave(text.blank(), width=100)


def test_of_a_long_score_only_the_line_that_an_edit_changes_is_written_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    piece = demo_chorale("Jesu, meine Freude")
    content = chorale_to_json(piece)
    engrave = registry.codec("chorale").engrave
    before = engrave(content, width=100)
    starts = [min(map(int, re.findall(r'id="[nr]-[SATB]-(\d+)"', page))) for page in before]
    before = engrave(content, width=100, line_starts=starts)
    symbols_VT = piece.symbols_VT.copy()
    symbols_VT[0, starts[-1] : starts[-1] + 4] = [74, -74, -74, -74]
    assert (symbols_VT != piece.symbols_VT).any()
    edited = chorale_to_json(replace(piece, symbols_VT=symbols_VT))

    written: list[str] = []
    write = svg._written
    monkeypatch.setattr(svg, "_written", lambda page: written.append(page) or write(page))
    after = engrave(edited, width=100, line_starts=starts)
    assert len(written) == 1 < len(after)
    assert [one == other for one, other in zip(before, after, strict=True)].count(False) == 1
    monkeypatch.setattr(svg, "_again", type(svg._again)())
    assert engrave(edited, width=100, line_starts=starts) == after


@pytest.mark.parametrize("view", VIEWS)
def test_the_first_lines_of_a_long_score_are_drawn_as_in_the_whole(view: str) -> None:
    """With ties and a slur over the end of every line, words and fermatas."""
    chorale = demo_chorale("Jesu, meine Freude")
    symbols_VT = chorale.symbols_VT[:, : 18 * 16].copy()
    symbols_VT[:, 16::16] = -abs(symbols_VT[:, 15:-1:16])  # each bar begins with what was sung before
    begun = np.flatnonzero(symbols_VT[0] > 0).tolist()
    slurs = {(0, t): (Sign("slur", "start" if n % 2 == 0 else "stop"),) for n, t in enumerate(begun)}
    words = {(0, t): (Lyric("Je", "begin"),) for t in begun}
    fermatas = frozenset((0, t) for t in begun[::7])
    content = chorale_to_json(Chorale(symbols_VT, chorale.meta, fermatas=fermatas, lyrics=words, signs=slurs))
    engrave = registry.codec("chorale").engrave
    whole = engrave(content, width=50, view=view)
    assert len(whole) > 4
    for num_lines in (1, 2):
        first = engrave(content, width=50, view=view, first_lines=num_lines)
        assert first == [*whole[:num_lines], *[""] * (len(whole) - num_lines)]
    assert engrave(content, width=50, view=view, first_lines=len(whole) // 2 + 1) == whole


def rests_of(chorale: Chorale, view: str) -> dict[str, ElementTree.Element]:
    (page,) = registry.codec("chorale").engrave(chorale_to_json(chorale), width=200, view=view)
    heads = ElementTree.fromstring(page).iter(f"{SVG}g")
    return {name: head for head in heads if (name := head.get("id", "")).startswith("r-")}


def drawn(rests: dict[str, ElementTree.Element]) -> set[str]:
    return {name for name, rest in rests.items() if rest.find(f"{SVG}path") is not None}


def test_a_silent_voice_draws_no_rests_beside_one_that_sings() -> None:
    chorale = blank(48)
    chorale.symbols_VT[0, :16] = [72, *[-72] * 15]
    chorale.symbols_VT[2, 16:24] = [60, *[-60] * 7]
    chorale.symbols_VT[2:, :8] = [[60, *[-60] * 7], [48, *[-48] * 7]]
    closed = rests_of(chorale, "closed")
    # where both sing in the bar each has its own; where both are silent one is left
    assert drawn(closed) == {"r-T-8", "r-B-8", "r-S-16", "r-T-24", "r-S-32", "r-T-32"}
    for rest in closed.values():  # each has its place all the same, to be pressed and selected
        assert [rect.get("class") for rect in rest.findall(f"{SVG}rect")] == ["ring", "mark"]
    opened = rests_of(chorale, "open")
    assert drawn(opened) == set(opened)


def test_the_rests_of_the_only_voice_that_sings_stand_in_the_middle() -> None:
    chorale = blank(32)
    chorale.symbols_VT[2, :8] = [60, *[-60] * 7]
    alone, beside = rests_of(chorale, "tenor"), rests_of(chorale, "closed")

    def height_over_staff(rests: dict[str, ElementTree.Element], name: str) -> float:
        """Of one rest over another, so that it does not matter where the staff is."""
        ys = [float(rests[one].findall(f"{SVG}rect")[1].get("y", "")) for one in (name, "r-T-16")]
        return ys[1] - ys[0]

    assert height_over_staff(beside, "r-T-8") == height_over_staff(alone, "r-T-8")


def test_a_rest_under_a_fermata_is_drawn() -> None:
    chorale = blank(16)
    chorale.symbols_VT[0] = [72, *[-72] * 15]
    assert drawn(rests_of(replace(chorale, fermatas=frozenset({(1, 0)})), "closed")) == {"r-A-0", "r-T-0"}


def test_a_rest_is_divided_where_it_has_a_fermata() -> None:
    chorale = replace(blank(32), fermatas=frozenset({(0, 12), (0, 16)}))
    assert {"r-S-12", "r-S-16"} <= drawn(rests_of(chorale, "soprano"))
