"""The hosted check runs what `make check` runs, on every Python that the wheel names."""

import re
import tomllib

import yaml

from tests.live_studio import ROOT


def test_the_hosted_check_runs_make_check_on_every_python_that_is_named_by_standard_actions_alone() -> None:
    check = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text())["jobs"]["check"]
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    named = re.findall(r"Python :: (3\.\d+)", " ".join(classifiers))
    assert check["strategy"]["matrix"]["python"] == named
    assert {"run": "make check"} in check["steps"]
    assert all(step["uses"].startswith("actions/") for step in check["steps"] if "uses" in step)
