"""The documentation tells the truth about settings, and its Python runs."""

import re
from pathlib import Path

import pytest

from sunmask.chorale.settings import ChoraleSettings
from sunmask.models import checkpoints
from sunmask.models.families import build

DOCS = Path(__file__).parents[2] / "docs"


def test_every_setting_stands_in_the_table_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \|", (DOCS / "steering.md").read_text(), re.MULTILINE)
    assert dict(rows) == {spec.name: str(spec.default) for spec in ChoraleSettings.specs()}


@pytest.mark.parametrize("name", ["library.md", "researchers.md", "steering.md"])
def test_the_python_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "checkpoints" / "debug"
    checkpoints.save(build("unet", "debug"), folder, family="unet", kind="chorale", title="Small")
    monkeypatch.setattr(checkpoints, "default", lambda kind: str(folder))
    examples = re.findall(r"```python\n(.*?)```", (DOCS / name).read_text(), re.DOTALL)
    assert examples
    for example in examples:
        names: dict = {}
        exec(example, names)
        assert names["made"]
