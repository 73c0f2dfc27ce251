"""Names, chords, parallels and repeats of the grade, against music21 and the rules read literally."""

import math
import random
from collections import Counter

import numpy as np
import pytest
from music21 import chord, converter, corpus, harmony, interval, note, voiceLeading
from music21 import pitch as m21_pitch
from music21.musicxml.m21ToXml import GeneralObjectExporter

from sunmask.chorale.demos import BACH, demo_chorale
from sunmask.chorale.grade.chords import chord_type, slices
from sunmask.chorale.grade.distributions import Distribution, bach_distributions
from sunmask.chorale.grade.features import BY_MODE, FEATURES, count
from sunmask.chorale.grade.intervals import interval_name, midi
from sunmask.chorale.grade.lines import LineNote, Lines, lines_from_chorale
from sunmask.chorale.grade.parallels import PAIRS, parallel_places
from sunmask.chorale.grade.repeats import repeated_lengths
from sunmask.chorale.grade.voice_leading import parallel_consonance, parallels
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.spelling import LETTERS_BY_FIFTHS, SpelledPitch
from sunmask.lab.chorale.corpora.bach_lines import read_chorales


def random_pitch(rng: random.Random, lowest: int, highest: int) -> SpelledPitch:
    """A pitch from a stretch of the line of fifths."""
    fifths = rng.randint(lowest, highest)
    return SpelledPitch(LETTERS_BY_FIFTHS[(fifths + 1) % 7], (fifths + 1) // 7, rng.randint(2, 5))


def music21_type(pitches: list[str]) -> str:
    figure, kind = harmony.chordSymbolFigureFromChord(
        chord.Chord([note.Note(name) for name in pitches]), True
    )
    return "unidentifiable" if figure == "Chord Symbol Cannot Be Identified" else kind


def test_chords_have_the_names_that_music21_gives_them() -> None:
    rng = random.Random(3)
    for _ in range(400):
        tonic = rng.randint(-4, 5)
        drawn = {random_pitch(rng, tonic - 5, tonic + 9) for _ in range(rng.choice((1, 2, 3, 4, 4, 4)))}
        pitches = sorted(drawn, key=lambda pitch: (midi(pitch), pitch.name))
        named = chord_type(tuple((pitch.letter, pitch.alter) for pitch in pitches))
        assert named == music21_type([pitch.name for pitch in pitches]), [pitch.name for pitch in pitches]


@pytest.mark.parametrize(
    ("pitches", "name"),
    [
        ("C3 E3 G3 B-3 D4", "dominant-ninth"),
        ("C3 E3 B-3 D4", "dominant-ninth"),
        ("C3 D3 G3", "suspended-second"),
        ("G2 D3 C4", "suspended-fourth"),
        ("D3 G3 A3", "suspended-fourth"),
        ("C3 F3 G3", "suspended-fourth"),
        ("C3 C4", "unidentifiable"),
        ("C3 G3", "power"),
        ("A-2 C3 F#3", "unidentifiable"),
    ],
)
def test_rare_chords_are_named_as_by_music21(pitches: str, name: str) -> None:
    spelled = [m21_pitch.Pitch(text) for text in pitches.split()]
    assert chord_type(tuple((pitch.step, int(pitch.alter)) for pitch in spelled)) == name
    assert music21_type(pitches.split()) == name


@pytest.mark.thorough
def test_the_slices_of_a_chorale_are_those_that_music21_chordifies() -> None:
    for number, num_chords in ((1, 84), (2, None)):
        score = next(iter(corpus.chorales.Iterator(number, number)))
        for head in score.recurse().notes:
            head.lyrics, head.expressions = [], []
        read = converter.parseData(
            GeneralObjectExporter().parse(score).decode(), format="musicxml"
        ).stripTies()
        wanted = [found.pitches for found in read.chordify().recurse().getElementsByClass(chord.Chord)]
        (lines,) = read_chorales(range(number, number + 1))
        found = list(slices(lines))
        assert len(found) == len(wanted) == (num_chords or len(wanted))
        for here, pitches in zip(found, wanted, strict=True):
            assert {n.pitch.name for _, n in here.notes} == {pitch.nameWithOctave for pitch in pitches}
        assert read.analyze("key").name == {1: "G major", 2: "A major"}[number]
        if number == 1:
            assert sum(here.chord_type == "pedal" for here in found) == 4


def test_intervals_have_the_names_that_music21_gives_them() -> None:
    rng = random.Random(4)
    for _ in range(300):
        first, second = random_pitch(rng, -8, 14), random_pitch(rng, -8, 14)
        wanted = interval.Interval(m21_pitch.Pitch(first.name), m21_pitch.Pitch(second.name)).directedName
        assert interval_name(first, second) == wanted


def test_parallels_are_those_of_music21s_voice_leading() -> None:
    rng, found = random.Random(5), 0
    for _ in range(400):
        tops = [random_pitch(rng, -1, 6) for _ in range(2)]
        bottoms = []
        for top in tops:
            moved = m21_pitch.Pitch(top.name).transpose(
                rng.choice(("P-5", "P-8", "P1", "P-12", "P5", "d-5", "m-6"))
            )
            bottoms.append(SpelledPitch(moved.step, int(moved.alter), moved.octave))
        leading = voiceLeading.VoiceLeadingQuartet(*(note.Note(p.name) for p in (*tops, *bottoms)))
        consonance = (parallel_consonance(tops[0], bottoms[0], tops[1], bottoms[1]) or ("", False))[0]
        assert (consonance == "fifth") == leading.parallelFifth()
        assert (consonance in ("octave", "unison")) == (leading.parallelOctave() or leading.parallelUnison())
        found += bool(consonance)
    assert found > 40


def test_the_quick_rule_on_grids_finds_every_parallel_of_the_grade() -> None:
    rng = np.random.default_rng(6)
    drawn = np.repeat(rng.choice([48, 52, 55, 60, 64, 67, 72], size=(4, 400)), 2, axis=1)
    drawn[:, 1::2] *= -1
    for chorale in (*map(demo_chorale, BACH), Chorale(drawn.astype(np.int16))):
        quick = {
            (PAIRS[pair], t) for pair, t in zip(*np.nonzero(parallel_places(chorale.symbols_VT)), strict=True)
        }
        exact = {(found.voices, found.sixteenths[1]) for found in parallels(lines_from_chorale(chorale))}
        assert exact <= quick
    assert exact


def literal_repeats(lines: Lines) -> Counter[int]:
    """The published rule word for word: the correlative matrix of every voice and all its substrings."""
    merged: dict[tuple[str, ...], int] = {}
    for line in lines.voices:
        ticks: list[str] = []
        for here in line:
            ticks += [here.pitch.name if here.pitch else "rest", *["hold"] * (int(here.length) - 1)]
        runs, found = np.zeros((len(ticks), len(ticks)), dtype=int), Counter[tuple[str, ...]]()
        for i in range(len(ticks)):
            for j in range(i + 1, len(ticks)):
                before = runs[i - 1, j - 1] if i else 0
                if ticks[i] == ticks[j] and (before or ticks[i] != "hold"):
                    runs[i, j] = before + 1
                for length in range(1, runs[i, j] + 1):
                    part = tuple(ticks[i - length + 1 : i + 1])
                    if part[0] != "hold" and sum(tick != "hold" for tick in part) >= 2:
                        found[part] += 1
        kept: dict[tuple[str, ...], int] = {}
        for part in sorted(found, key=len, reverse=True):
            starts = {
                longer: range(len(longer) - len(part) + 1) for longer, n in kept.items() if n == found[part]
            }
            if not any(longer[i : i + len(part)] == part for longer, at in starts.items() for i in at):
                kept[part] = found[part]
        merged.update({part: math.floor((1 + math.sqrt(1 + 8 * n)) / 2) for part, n in kept.items()})
    histogram = Counter[int]()
    for part, times in merged.items():
        histogram[len(part)] += times
    return histogram


def test_repeated_sequences_are_those_of_the_correlative_matrix() -> None:
    rng = random.Random(8)
    for _ in range(30):
        voices = []
        for _ in range(4):
            line, start = [], 0
            while start < 30:
                length, letter = rng.choice((1, 2, 2, 4)), rng.choice(("", "C", "D", "E"))
                line.append(LineNote(start, length, SpelledPitch(letter, 0, 4) if letter else None))
                start += length
            voices.append(line)
        lines = Lines(tuple(voices), [])
        assert repeated_lengths(lines) == literal_repeats(lines)


def test_the_distance_lies_on_the_ranks_with_unknown_categories_behind() -> None:
    distribution = Distribution.of_counts({"often": 3, "seldom": 1})
    assert distribution.distance(Counter(often=6, seldom=2)) == 0
    assert distribution.distance(Counter(often=1)) == pytest.approx(0.25)
    # half of it lies two ranks from "often", and a quarter of that comes from "seldom"
    assert distribution.distance(Counter(often=1, unheard=1)) == pytest.approx(0.25 + 0.5)
    assert math.isinf(distribution.distance(Counter()))


def test_lengths_lie_where_they_are() -> None:
    distribution = Distribution.of_counts({"8": 1, "4": 1})
    assert distribution.distance_of_lengths(Counter({8: 1})) == pytest.approx(2)
    assert distribution.distance_of_lengths(Counter()) == pytest.approx(6)


def test_the_shipped_distributions_are_those_of_the_paper() -> None:
    bach = bach_distributions()
    assert bach.parallels_per_note == pytest.approx(0.0016032612, rel=1e-3)
    assert bach.of("parallel_error", "major").probabilities["Prl-5th"] == pytest.approx(0.7442, abs=1e-4)
    sizes = {
        feature: [len(bach.of(feature, mode).probabilities) for mode in ("major", "minor")]
        for feature in BY_MODE
    }
    assert (sizes["note"], sizes["harmonic_quality"]) == ([16, 16], [19, 21])
    assert (sizes["S_interval"], sizes["B_interval"]) == ([20, 26], [37, 41])
    rhythm = bach.of("rhythm", "major").probabilities
    assert list(rhythm)[:5] == ["1.0", "0.5", "2.0", "0.25", "1.5"]
    assert bach.of("repeated_sequence", "major").probabilities["8"] == pytest.approx(0.296, abs=1e-3)
    for feature in FEATURES:
        for mode in ("major", "minor"):
            assert sum(bach.of(feature, mode).probabilities.values()) == pytest.approx(1)


def test_a_chorale_is_counted_as_part_of_the_shipped_distributions() -> None:
    (lines,) = read_chorales(range(1, 2))
    counts, bach = count(lines), bach_distributions()
    for feature in FEATURES:
        known = {str(category) for category in bach.of(feature, counts.key.mode).probabilities}
        assert {str(category) for category in counts.by_feature[feature]} <= known
