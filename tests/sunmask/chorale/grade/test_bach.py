"""The Bach-or-Mock grade of whole pieces."""

import math
import subprocess
import sys
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from sunmask.chorale.demos import BACH, demo_chorale
from sunmask.chorale.grade.bach import grade_chorale, grade_file, grade_lines, grade_many, grade_score
from sunmask.chorale.grade.distributions import bach_distributions
from sunmask.chorale.grade.features import FEATURES
from sunmask.chorale.grade.lines import Lines
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.notation.scores import score_from_chorale, write_midi, write_musicxml
from sunmask.lab.chorale.corpora.bach_lines import lines_from_json, lines_to_json, read_chorales
from tests.sunmask.chorale.pieces import made_up_piece


@pytest.fixture(scope="module")
def chorales() -> list[Lines]:
    """The first twelve of Riemenschneider's numbers."""
    return read_chorales(range(1, 13))


def transposed(chorale: Chorale, semitones: int) -> Chorale:
    symbols_VT = chorale.symbols_VT
    return chorale.with_symbols(np.where(symbols_VT == 0, 0, symbols_VT + np.sign(symbols_VT) * semitones))


def made_up_chorale(seed: int = 1) -> Chorale:
    piece = made_up_piece(seed)
    return Chorale(piece.symbols_VT, ChoraleMeta(pickup=piece.pickup))


def from_text(*voices: str) -> Chorale:
    """A grid of quarters, one MIDI pitch (or 0) each."""
    rows = []
    for voice in voices:
        pitches = np.array([int(pitch) for pitch in voice.split()])
        row = -np.repeat(pitches, 4)
        row[::4] *= -1
        rows.append(row)
    return Chorale(np.array(rows, dtype=np.int16), ChoraleMeta())


@pytest.mark.thorough
def test_bach_grades_as_the_published_function_grades_him(chorales: list[Lines]) -> None:
    grades = [grade_lines(lines) for lines in chorales]
    assert grades[0].features["harmonic_quality"] == pytest.approx(0.376, abs=0.003)
    assert [grade.key for grade in grades[:3]] == ["G major", "A major", "A minor"]
    assert 4 <= median(grade.overall for grade in grades) <= 6
    for feature in (
        "note",
        "rhythm",
        "harmonic_quality",
        "S_interval",
        "A_interval",
        "T_interval",
        "B_interval",
    ):
        usual = bach_distributions().medians[feature]
        assert median(grade.features[feature] for grade in grades) == pytest.approx(usual, rel=0.4)


def test_the_grade_is_the_sum_of_nine_features(chorales: list[Lines]) -> None:
    grade = grade_lines(chorales[0])
    assert tuple(grade.features) == FEATURES
    assert grade.overall == pytest.approx(sum(grade.features.values()))
    assert all(value >= 0 for value in grade.features.values())


def test_lines_survive_being_kept_in_the_cache(chorales: list[Lines]) -> None:
    assert all(lines_from_json(lines_to_json(lines)) == lines for lines in chorales)


@pytest.mark.parametrize("name", BACH)
def test_a_chorale_grades_alike_as_grid_as_score_and_as_file(name: str, tmp_path: Path) -> None:
    chorale = demo_chorale(name)
    grade = grade_chorale(chorale)
    (tmp_path / "piece.musicxml").write_bytes(write_musicxml(chorale))
    (tmp_path / "piece.mid").write_bytes(write_midi(chorale))
    assert grade_score(score_from_chorale(chorale)) == grade
    assert grade_file(tmp_path / "piece.musicxml") == grade
    assert grade_file(tmp_path / "piece.mid").features == grade.features


def test_rests_are_counted_as_they_are_written(tmp_path: Path) -> None:
    chorale = made_up_chorale()
    symbols_VT = chorale.symbols_VT.copy()
    symbols_VT[1, 20:65] = 0
    symbols_VT[2, 4:17] = 0
    chorale = chorale.with_symbols(symbols_VT)
    (tmp_path / "piece.musicxml").write_bytes(write_musicxml(chorale))
    assert grade_file(tmp_path / "piece.musicxml").features == grade_chorale(chorale).features


def test_a_chorale_grades_alike_in_every_key() -> None:
    chorale = demo_chorale("Aus meines Herzens Grunde")
    overall = grade_chorale(chorale).overall
    for semitones in range(-3, 4):
        assert grade_chorale(transposed(chorale, semitones)).overall == pytest.approx(overall)


def test_noise_grades_worse_than_bach_and_breaks_nothing() -> None:
    rng = np.random.default_rng(7)
    for length in (1, 3, 16, 128):
        drawn = rng.integers(-46, 47, size=(4, length))
        symbols_VT = np.where(drawn == 0, 0, drawn + np.sign(drawn) * 35)
        grade = grade_chorale(Chorale(symbols_VT.astype(np.int16)))
        assert grade.overall > 20
        assert all(fault.message.endswith(".") for fault in grade.faults)


def test_parallel_fifths_are_found_with_voices_and_sixteenths() -> None:
    chorale = from_text("67 69 71 72", "64 64 64 64", "60 60 55 55", "48 50 43 48")
    fault = grade_chorale(chorale).faults[0]
    assert (fault.kind, fault.voices, fault.sixteenths) == ("parallel_fifths", (0, 3), (0, 4))
    assert (
        fault.message
        == "Parallel fifths between soprano and bass into bar 1, beat 2: G4 over C3, then A4 over D3."
    )
    clean = from_text("67 69 71 72", "64 64 64 64", "60 60 55 55", "48 53 43 48")
    assert not [f for f in grade_chorale(clean).faults if f.kind.startswith("parallel")]


def test_octaves_by_contrary_motion_are_found_too() -> None:
    chorale = from_text("72 67 67 67", "64 64 62 64", "60 60 59 60", "48 55 55 48")
    fault = grade_chorale(chorale).faults[0]
    assert (fault.kind, fault.voices) == ("parallel_octaves", (0, 3))
    assert fault.message.startswith("Contrary octaves between soprano and bass")


def test_faults_tell_leaps_foreign_notes_and_ranges() -> None:
    chorale = from_text(
        "72 71 72 72 72 71 72 72",
        "67 67 67 58 67 67 67 67",
        "64 62 64 64 61 62 64 64",
        "36 43 36 48 48 43 36 36",
    )
    kinds = {(fault.kind, fault.voices, fault.sixteenths) for fault in grade_chorale(chorale).faults}
    assert ("interval", (1,), (8, 12)) in kinds
    low = from_text("50 71 72 72", "67 67 67 67", "64 62 64 64", "36 43 36 48")
    assert ("range", (0,), (0,)) in {(f.kind, f.voices, f.sixteenths) for f in grade_chorale(low).faults}
    foreign = from_text("72 71 72 72", "67 67 67 67", "64 62 63 64", "48 43 48 48")
    message = next(f.message for f in grade_chorale(foreign).faults if f.kind == "note")
    assert message == "The tenor's E♭4 at bar 1, beat 3 is rare in Bach in C major."


def test_a_borrowed_chord_makes_no_fault_of_spelling() -> None:
    """The Neapolitan sixth in D: E flat, not D sharp, so no second is augmented."""
    chorale = from_text(
        "74 79 76 74 74 75 73 74",
        "66 71 67 66 66 70 69 66",
        "57 62 59 57 57 67 64 57",
        "50 50 57 50 50 55 57 50",
    )
    messages = [fault.message for fault in grade_chorale(chorale).faults]
    assert not any("augmented second" in message for message in messages)
    assert any("E♭" in message for message in messages)


def test_a_silent_voice_makes_the_grade_infinite_and_says_so() -> None:
    grade = grade_chorale(from_text("72 71 72 72", "0 0 0 0", "64 62 64 64", "48 43 48 48"))
    assert math.isinf(grade.overall)
    assert math.isinf(grade.features["A_interval"])
    assert math.isfinite(grade.features["S_interval"])
    assert grade.faults[0].kind == "silence"
    assert grade.to_json()["overall"] is None


def test_many_grades_come_in_order_from_any_number_of_processes() -> None:
    pieces = [made_up_chorale(seed) for seed in range(3)]
    grades = [grade_chorale(piece) for piece in pieces]
    assert grade_many(pieces) == grades
    assert grade_many(pieces, processes=2) == grades
    with pytest.raises(ValueError, match="1 or more processes"):
        grade_many(pieces, processes=0)


def test_what_has_not_four_single_voices_is_refused_with_a_sentence(tmp_path: Path) -> None:
    from music21 import chord

    score = score_from_chorale(made_up_chorale())
    score.parts[1].measure(1).insert(0, chord.Chord("C4 E4"))
    with pytest.raises(ValueError, match="in the alto at bar 1"):
        grade_score(score)
    score.remove(score.parts[3])
    with pytest.raises(ValueError, match="four parts"):
        grade_score(score)
    (tmp_path / "noise.mid").write_bytes(b"MThd\x00\x00\x00\x06garbage")
    with pytest.raises(ValueError, match="MIDI"):
        grade_file(tmp_path / "noise.mid")


def test_grading_a_grid_loads_neither_torch_nor_music21() -> None:
    code = (
        "import sys; from sunmask.chorale.demos import demo_chorale, blank\n"
        "from sunmask.chorale.grade.bach import grade_chorale\n"
        "grade_chorale(blank(4)); sys.exit('torch' in sys.modules or 'music21' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
