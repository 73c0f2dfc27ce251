"""What is asked of a model is counted as it was meant, and shown with intervals."""

from typing import Any

import numpy as np

from sunmask.lab.chorale.evaluation.requested.requests import FAULTS, judged_labels, labels, phrase_row
from sunmask.lab.chorale.evaluation.requested.tables import request_tables
from tests.sunmask.lab.chorale.evaluation.judges.made import DOMINANT, SUBDOMINANT, SUPERTONIC, TONIC, chorale

C_MAJOR = (TONIC, SUBDOMINANT, DOMINANT, TONIC)


def test_both_rules_hear_plain_chords_alike() -> None:
    piece = chorale(*C_MAJOR)
    assert labels(piece) == judged_labels(piece) == {0: (0, 0), 4: (5, 0), 8: (7, 0), 12: (0, 0)}


def test_phrases_close_by_the_chords_at_their_ends() -> None:
    submediant = (72, 69, 64, 45)
    piece = chorale(*C_MAJOR, SUPERTONIC, DOMINANT, submediant, SUBDOMINANT, TONIC, SUPERTONIC)
    row = phrase_row(piece, [12, 20, 24, 32, 36])
    assert row["closes"] == ["authentic", "half", "deceptive", "none", "none"]
    assert row["tonic"] == [0, 1]


def test_a_close_may_arrive_while_the_last_note_sounds() -> None:
    piece = chorale(*C_MAJOR, SUPERTONIC, (72, 67, 65, 43), TONIC)
    assert phrase_row(piece, [20])["closes"] == ["none"]
    piece.symbols_VT[0, 20:28] = [72, *[-72] * 7]
    assert phrase_row(piece, [20])["closes"] == ["authentic"]


def test_leading_notes_of_a_melody_count_apart_from_those_below_it() -> None:
    row = phrase_row(chorale(*C_MAJOR, (71, 67, 62, 43), (67, 64, 60, 48)), [20])  # the soprano falls a third
    below = phrase_row(chorale(*C_MAJOR), [12])["faults"]["leading_note_below"]
    assert row["faults"]["leading_note_below"] == below
    whole = phrase_row(chorale(*C_MAJOR), [12])["faults"]["leading_note_unresolved"]
    assert row["faults"]["leading_note_unresolved"] == [whole[0] + 1, whole[1] + 1]


def test_the_tables_give_shares_with_intervals_and_bach_beside() -> None:
    faults = {name: [1.0, 100.0] for name in FAULTS}
    row: dict[str, Any] = {"closes": ["half", "none"], "tonic": [1, 1], "faults": faults}
    asked = {
        "chords": [{"asked": 40, "root": 40, "both": 38, "judged": 36, "bach": 37, "faults": faults}],
        "phrases": [
            row | {"mode": "minor", "is_minor": True},
            row | {"mode": "minor", "is_minor": False},
            row | {"mode": "major", "is_minor": False},
        ],
        "texture": [
            {"texture": name, "notes": notes, "beats": 32}
            for notes, name in enumerate(("plain", "simple", "even", "lively", "ornamented"), start=100)
        ],
        "melodies": [row | {"group": "6/8", "title": "One", "is_kept": True}],
    }
    text = "\n".join(request_tables([row | {"closes": ["authentic"]}], {"mine": asked}))
    assert "95 % (83 to 99) of 40" in text
    assert "rises every time: yes" in text
    assert "50 % (9 to 91) of 2" in text
    assert "| major | 100 % (21 to 100) of 1 | | minor | 50 % (9 to 91) of 2 |" in " ".join(text.split())
    assert "1 of 1 untouched" in text
    assert "held-out Bach, at fermatas" in text
    asked["texture"][1]["notes"] = 50
    assert "rises every time: no" in "\n".join(request_tables([row], {"mine": asked}))


def test_intervals_of_nothing_are_not_written() -> None:
    faults = {name: [0, 0] for name in FAULTS}
    empty = {"closes": [], "tonic": [0, 0], "faults": faults, "mode": "major", "is_minor": False}
    assert np.all(["nan" not in text for text in request_tables([empty], {"mine": {"phrases": [empty]}})])
