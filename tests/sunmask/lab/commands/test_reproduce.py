"""The paper's tables and figures, made again beside what it reports."""

import json
from pathlib import Path

import pytest

from sunmask.__main__ import main
from sunmask.lab.chorale.evaluation.published import GRADES, TABLE_2
from sunmask.lab.commands import reproduce
from sunmask.lab.paper import EXHIBITS, FEATURES_OF_METHODS

DOCS = Path(__file__).parents[4] / "docs"


def row(name: str, median: float | None, values: list[float | None]) -> dict:
    return {"name": name, "overall": {"median": median, "std": 1.0}, "values": values}


def evaluated() -> tuple[dict, dict[str, str]]:
    """Figures as `evaluate` writes them, one median for each set, and the checkpoints."""
    where = {system: f"made/{recipe}" for system, recipe in reproduce.SYSTEMS.items()}
    made = [
        row(f"{checkpoint}, paper{letters}", number + len(letters), [30.0, 20.0, None, 10.0])
        for number, checkpoint in enumerate([reproduce.SHIPPED, *where.values()])
        for letters in ("", "-A", "-T", "-AT", "-ATN")
    ]
    published = [
        {
            "name": each.name,
            "source": each.source,
            "overall": {"median": each.overall[0], "std": each.overall[1]},
        }
        for each in GRADES
    ]
    return {"grades": [row("Bach, chunks", 5.5, [5.5]), *made], "published": published}, where


def test_every_exhibit_stands_on_the_page_with_its_command() -> None:
    page = (DOCS / "reproduce.md").read_text()
    assert [name for name in EXHIBITS if name not in page] == []


def test_the_recipes_have_the_switches_of_table_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", "table1"]) == 0
    lines = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in capsys.readouterr().out.splitlines()
    ]
    found = {cells[0]: cells[1:] for cells in lines if len(cells) == 7}
    for feature in list(FEATURES_OF_METHODS)[:4]:
        assert found[feature][:3] == found[feature][3:], feature


def test_each_row_of_table_2_has_what_stands_for_it_here() -> None:
    lines = reproduce.grades(*evaluated()).splitlines()[2:]
    found = {
        cells[0].strip(): [each.strip() for each in cells[1:]]
        for cells in (line.split("|")[1:-1] for line in lines)
    }
    assert len(found) == sum(each.source == TABLE_2 for each in GRADES)
    assert found["SUNMASK conv AT"] == ["16.50 ± 17.96", "4.00 ± 1.00", "3.00 ± 1.00"]
    assert found["SUNMASK transformer"][:2] == ["42.87", "4.00 ± 1.00"]
    assert found["AugGen"][1:] == ["not run", ""]
    assert found["Bach, whole chorales"] == ["4.91 ± 1.63", "", "5.50 ± 1.00"]


def test_the_best_tenth_is_of_the_lowest_grades_and_never_infinite() -> None:
    assert reproduce.best([None, 3.0, *(float(each) for each in range(5, 23))]) == "4.00 ± 1.00"
    assert reproduce.best([None, None]) == "infinite"


def test_figure_2_says_which_data_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", "figure2", "--small"]) == 2
    assert "valid.txt and test.txt" in capsys.readouterr().err


def test_what_is_not_the_same_is_said_of_every_exhibit() -> None:
    assert all(each.differs for each in EXHIBITS.values())


@pytest.mark.thorough
def test_table_2_is_made_by_the_commands_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reproduce, "SYSTEMS", {"SUNMASK conv": "chorale-debug"})
    tiny = reproduce.Size(minutes=None, samples=1, steps=2, sentences=2, pairs=2, candidates=1)
    monkeypatch.setattr(reproduce, "SMALL", tiny)
    assert main(["reproduce", "table2", "--small", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "python -m sunmask train chorale-debug" in said
    assert json.loads((tmp_path / "evaluation" / "evaluation.json").read_text())["grades"]
    assert main(["reproduce", "table2", "--small", "--out", str(tmp_path)]) == 0
    assert "train" not in capsys.readouterr().out.split("## The paper, and ours")[0]
