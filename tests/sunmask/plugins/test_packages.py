"""Plug-ins of each sort from packages: they keep what the studio relies on, work, and are left out with a
sentence where their version does not fit."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sunmask
from sunmask.__main__ import main
from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.kinds import exporters, graders, kind, kinds, samplers
from sunmask.kinds.graders import AddedGrader
from sunmask.kinds.settings import settings_of, stored_settings
from sunmask.plugins import interface, template
from tests.plugin_packages import NAMES, installed, other_version

DEMO = kind("chorale").codec.demo(kind("chorale").codec.demo_names[0])


@pytest.mark.parametrize("sort", interface.GROUPS)
def test_a_package_as_it_is_begun_passes_the_conformance_suite(
    sort: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with installed(tmp_path, monkeypatch):
        assert main(["conformance", NAMES[sort], "--sort", sort]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("ok ") for line in lines)


def test_a_grader_adds_its_part_to_the_grade_and_to_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    leaping = chorale_from_json(DEMO)
    symbols = leaping.symbols_VT.copy()
    symbols[3, :8] = [40, -40, -40, -40, 60, -60, -60, -60]
    content = chorale_to_json(leaping.with_symbols(symbols))
    file = tmp_path / "leap.musicxml"
    file.write_bytes(exporters.write("chorale", content, "musicxml"))
    before = graders.grade(None, content)
    with installed(tmp_path, monkeypatch):
        after, piece = graders.grade(None, content), sunmask.grade(content)
        assert main(["grade", str(file), "--json"]) == 0
    cost = after.features["wide-leaps"]
    assert cost > 0
    assert after.overall == pytest.approx(before.overall + cost)
    assert {fault.code for fault in after.faults} - {fault.code for fault in before.faults} == {"wide_leap"}
    assert piece.features["wide-leaps"] == cost
    (said,) = json.loads(capsys.readouterr().out)
    assert said["features"]["wide-leaps"] == cost
    assert "This leap is wider than a tenth." in [fault["message"] for fault in said["faults"]]
    assert "wide-leaps" not in graders.grade(None, content).features


@pytest.mark.parametrize("said", [(float("nan"), []), (-1.0, []), None])
def test_a_grader_that_fails_costs_nobody_the_grade(said: object, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = AddedGrader("chorale", "bad", lambda content: said)  # type: ignore[arg-type, return-value]
    before = graders.grade(None, DEMO)
    monkeypatch.setattr(graders, "added", lambda name: [bad])
    assert graders.grade(None, DEMO) == before


def test_a_sampler_is_a_setting_that_changes_what_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def made(**chosen: str) -> np.ndarray:
        settings = settings_of("chorale", {"num_steps": 4, **chosen})
        (piece,) = sunmask.sample(count=1, length=32, seed=1, settings=settings)
        return np.asarray(piece.symbols_VT)

    before = made()
    with installed(tmp_path, monkeypatch):
        assert np.array_equal(made(), before)
        assert not np.array_equal(made(sampler="calmer"), before)
        with pytest.raises(ValueError, match="sampler to be one of own, calmer"):
            made(sampler="louder")
        stored = settings_of("chorale", {"sampler": "calmer"}).to_json()
        assert stored_settings("chorale", {}).to_json()["sampler"] == "own"
        assert main(["sample", "--set", "sampler=louder", "--out", str(tmp_path / "out")]) == 2
        assert "one of own, calmer" in capsys.readouterr().err
    with pytest.raises(ValueError, match="'calmer' of the kind chorale to be installed"):
        samplers.chosen(kind("chorale"), stored)


def test_plug_ins_of_another_version_are_left_out_with_a_sentence_and_break_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with installed(tmp_path, monkeypatch, other_version):
        assert list(kinds()) == ["chorale", "text"]
        assert "note-table" not in exporters.formats("chorale")
        assert "wide-leaps" not in graders.grade(None, DEMO).features
        assert "sampler" not in settings_of("chorale").to_json()
        for sort, name in NAMES.items():
            assert main(["conformance", name, "--sort", sort]) == 2
            said = capsys.readouterr().err
            assert f"{name.replace('-', '_')}:PLUGIN is written for version {interface.VERSION + 1}" in said
            assert "install a newer version of SUNMASK studio" in said


def test_a_package_is_begun_with_a_name_that_it_can_have(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin = ["new-plugin", "wide-leaps", "--sort", "grader", "--in", str(tmp_path)]
    assert main(begin) == 0
    assert "python -m sunmask conformance wide-leaps --sort grader" in capsys.readouterr().out
    assert main(begin) == 2
    assert main(["new-plugin", "Wide leaps", "--sort", "grader", "--in", str(tmp_path)]) == 2
    assert "small letters, digits and hyphens" in capsys.readouterr().err


@pytest.mark.thorough
def test_pip_installs_the_packages_and_a_new_process_finds_them(tmp_path: Path) -> None:
    for sort, name in NAMES.items():
        template.write(name, sort, tmp_path)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    site = tmp_path / "site"
    packages = [str(tmp_path / name) for name in NAMES.values()]
    subprocess.run([*pip, "--target", str(site), *packages], check=True, timeout=300)
    code = (
        "from sunmask.plugins import interface\n"
        "print([getattr(each, 'name', '') or each.id for sort in interface.GROUPS"
        " for _, each in interface.installed(sort)])"
    )
    environment = {"PYTHONPATH": f"{site}:{Path(sunmask.__file__).parents[1]}"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == str(list(NAMES.values()))
