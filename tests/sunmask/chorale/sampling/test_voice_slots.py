"""Voices that are not the network's own four, laid into its slots and back."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.music.symbols import NUM_SYMBOLS, Chorale, ChoraleMeta, encode
from sunmask.chorale.music.voices import STANDARD, Voice, parts_by_range
from sunmask.chorale.rules.leaps import leap_places
from sunmask.chorale.sampling.sampler import SAMPLER, denoiser_of, layout_of
from sunmask.chorale.sampling.voice_slots import SlotDenoiser, SlotMap, is_native
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Denoiser
from sunmask.method.steps import Change

HYMN = demo_chorale("Aus meines Herzens Grunde")
SAB = (
    Voice("Soprano", "treble", 60, 79, "S"),
    Voice("Alto", "treble", 55, 74, "A"),
    Voice("Baritone", "bass", 43, 64, "B"),
)
MEN = tuple(
    Voice(name, "bass", low, high, part)
    for name, low, high, part in (
        ("Tenor 1", 48, 67, "S"),
        ("Tenor 2", 48, 64, "A"),
        ("Baritone", 43, 60, "T"),
        ("Bass", 38, 55, "B"),
    )
)
SIX = tuple(
    Voice(f"Voice {number}", "treble", 48, 79, part)
    for number, part in enumerate(("S", "", "A", "T", "", "B"), start=1)
)
SETTINGS = ChoraleSettings(num_steps=6)


def of_voices(voices: tuple[Voice, ...], rows: list[int], by: int = 0) -> Chorale:
    symbols_VT = HYMN.symbols_VT[rows, :48]
    moved_VT = symbols_VT + np.sign(symbols_VT) * by
    return Chorale(moved_VT.astype(np.int16), replace(HYMN.meta, voices=voices))


def network(tokens: torch.Tensor, trust: torch.Tensor, *conditions: torch.Tensor) -> torch.Tensor:
    """Logits that depend on all that it is shown."""
    seen = (tokens * 31 + trust * 7).sum(dim=1, keepdim=True) + tokens
    return torch.sin(seen[..., None] * torch.arange(1, NUM_SYMBOLS + 1) * 0.37)


def run(denoiser: Denoiser, steps: int) -> list[list[list[int | str]]]:
    grids = [denoiser.symbols]
    for _ in range(steps):
        grids.append(denoiser.advance(network(*denoiser.inputs().arguments)).symbols)
    return grids


def open_below(piece: Chorale) -> np.ndarray:
    states_VT = np.full(piece.symbols_VT.shape, CellState.RENOISABLE)
    states_VT[0] = CellState.UNMASKED
    return states_VT


def denoiser(piece: Chorale, states_VT: np.ndarray, candidates: range = range(2)) -> Denoiser:
    plan = plan_from_states(states_VT, states_VT == CellState.UNMASKED)
    return denoiser_of(piece, plan, SETTINGS, seed=3, candidates=candidates)


def test_four_usual_voices_are_sampled_bit_by_bit_as_without_a_slot_map() -> None:
    piece = of_voices(STANDARD, [0, 1, 2, 3])
    states_VT = open_below(piece)
    plan = plan_from_states(states_VT, states_VT == CellState.UNMASKED)
    layouts = [layout_of(piece, plan, SETTINGS, 3, candidate) for candidate in range(2)]
    plainly = Denoiser(layouts, SETTINGS, seed=3)
    chosen = denoiser(piece, states_VT)
    assert not isinstance(chosen, SlotDenoiser)
    assert run(chosen, 6) == run(plainly, 6)


def test_other_names_and_clefs_are_no_reason_for_a_slot_map() -> None:
    named = tuple(replace(voice, name=f"My {voice.name}", clef="bass") for voice in STANDARD)
    assert is_native(of_voices(named, [0, 1, 2, 3]))
    assert not is_native(of_voices(SAB, [0, 1, 3]))


def test_the_slots_of_voices_follow_their_parts_and_men_are_seen_an_octave_higher() -> None:
    assert SlotMap.of(SAB).rows == (0, 1, None, 2)
    assert SlotMap.of(SAB).empty == (2,)
    assert SlotMap.of(SIX).rows == (0, 2, 3, 5)
    assert SlotMap.of(MEN).shift == 12
    assert SlotMap.of(MEN).ranges[0] == (60, 79)


@pytest.mark.parametrize(
    ("voices", "rows", "by"),
    [
        (SAB, [0, 1, 3], 0),
        (MEN, [0, 1, 2, 3], -12),
        ((*STANDARD, Voice("Second bass", "bass", 38, 55, "")), [0, 1, 2, 3, 3], 0),
        (SIX, [0, 0, 1, 2, 3, 3], 0),
    ],
    ids=["three", "men", "a fifth without a part", "six"],
)
def test_what_is_held_stays_and_what_is_composed_is_within_the_ranges(
    voices: tuple[Voice, ...], rows: list[int], by: int
) -> None:
    piece = of_voices(voices, rows, by)
    sampled = denoiser(piece, open_below(piece))
    last_BVT = np.array(run(sampled, 6)[-1]).reshape(2, *piece.symbols_VT.shape)
    for last_VT in last_BVT:
        for row, voice in enumerate(voices):
            if row == 0 or not voice.part:
                assert (last_VT[row] == piece.symbols_VT[row]).all()
                continue
            pitches = np.abs(last_VT[row])[last_VT[row] != 0]
            assert ((pitches >= voice.low) & (pitches <= voice.high)).all()
            assert (last_VT[row] != piece.symbols_VT[row]).any()


def test_voices_keep_to_narrow_ranges_and_small_leaps() -> None:
    limits = ((60, 81, None), (58, 69, 5), (50, 62, 4), (43, 57, 7))
    voices = tuple(
        replace(voice, low=low, high=high, leap=leap)
        for voice, (low, high, leap) in zip(STANDARD, limits, strict=True)
    )
    piece = of_voices(voices, [0, 1, 2, 3])
    last_BVT = np.array(run(denoiser(piece, open_below(piece)), 6)[-1]).reshape(2, *piece.symbols_VT.shape)
    for last_VT in last_BVT:
        assert (last_VT[0] == piece.symbols_VT[0]).all()
        assert not leap_places(last_VT, [voice.leap for voice in voices]).any()
        for row, (low, high, _) in enumerate(limits):
            pitches = np.abs(last_VT[row])[last_VT[row] != 0]
            assert ((pitches >= low) & (pitches <= high)).all()


def test_a_largest_leap_is_kept_in_content_and_alone_a_reason_for_a_slot_map() -> None:
    piece = of_voices((*STANDARD[:3], replace(STANDARD[3], leap=7)), [0, 1, 2, 3])
    assert not is_native(piece)
    content = chorale_to_json(piece)
    assert [voice.get("leap") for voice in content["meta"]["voices"]] == [None, None, None, 7]
    assert chorale_from_json(content).voices == piece.voices
    content["meta"]["voices"][3]["leap"] = 1
    with pytest.raises(ValueError, match=r"expected a largest leap of 2 to 24 semitones .* got 1 for Bass"):
        chorale_from_json(content)


def test_a_note_beyond_the_network_is_kept_where_it_is_held() -> None:
    piece = of_voices(STANDARD, [0, 1, 2, 3])
    symbols_VT = piece.symbols_VT.copy()
    symbols_VT[0, :4] = [88, -88, -88, -88]
    piece = piece.with_symbols(symbols_VT)
    assert not is_native(piece)
    sampled = denoiser(piece, open_below(piece))
    assert isinstance(sampled, SlotDenoiser)
    assert encode(sampled.cells_BVT[0])[0, 0] == 76 - 36  # an octave nearer
    for grids in run(sampled, 6):
        assert all(grid[:4] == [88, -88, -88, -88] for grid in grids)


def test_a_restored_run_goes_on_as_an_unbroken_one() -> None:
    piece = of_voices(SAB, [0, 1, 3])
    states_VT = open_below(piece)
    whole = run(denoiser(piece, states_VT), 6)
    again = denoiser(piece, states_VT)
    again.restore(whole[:4])
    assert run(again, 3)[1:] == whole[4:]


def test_people_change_voices_with_and_without_a_part_while_it_runs() -> None:
    piece = of_voices(SIX, [0, 0, 1, 2, 3, 3])
    sampled = denoiser(piece, open_below(piece))
    run(sampled, 2)
    cells_VT = np.zeros(piece.symbols_VT.shape, dtype=bool)
    cells_VT[[1, 2], 0] = True
    wanted_VT = sampled.symbols_BVT[0].copy()
    wanted_VT[1, 0], wanted_VT[2, 0] = 95, 60
    sampled.apply_change(Change(cells_VT, trust=True, hold=True, symbols=wanted_VT.ravel().tolist()), 0)
    grids = run(sampled, 4)
    shape = piece.symbols_VT.shape
    for grid in (np.reshape(grids[-1][0], shape), np.reshape(grids[0][0], shape)):
        assert (grid[1, 0], grid[2, 0]) == (95, 60)
    assert np.reshape(grids[-1][1], shape)[1, 0] == piece.symbols_VT[1, 0]


def test_looks_answer_for_the_canvas_and_not_for_slots() -> None:
    piece = of_voices(MEN, [0, 1, 2, 3], -12)
    content = chorale_to_json(piece)
    doubt = SAMPLER.look("doubt", content, []).ask(network)["doubt"]
    assert len(doubt) == piece.symbols_VT.size
    first = int(np.flatnonzero(piece.symbols_VT[1])[0]) + piece.symbols_VT.shape[1]
    answer = SAMPLER.look("alternatives", content, [first]).ask(network)
    assert first in answer["cells"]
    pitches = [abs(each["symbols"][0]) for each in answer["alternatives"] if each["symbols"][0]]
    assert pitches
    assert max(pitches) <= 81 - 12
    six = chorale_to_json(of_voices(SIX, [0, 0, 1, 2, 3, 3]))
    with pytest.raises(ValueError, match="has no part"):
        SAMPLER.look("alternatives", six, [piece.symbols_VT.shape[1]])


def test_a_plan_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a plan of shape"):
        denoiser(of_voices(SAB, [0, 1, 3]), np.zeros((4, 48), dtype=int))


def test_the_usual_metadata_names_the_usual_voices() -> None:
    assert ChoraleMeta().voices == STANDARD
    assert parts_by_range([(voice.low, voice.high) for voice in STANDARD]) == ("S", "A", "T", "B")
