"""What the studio exports, read by `datasets`, pandas and pyarrow, and trained on by TRL for ten steps."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from studio.models import Generation
from tests.studio.conftest import checkpoint, nothing_spent, workshop
from tests.studio.test_rankings import chosen, made
from tests.studio.training.test_files import rated, voted
from tests.studio.training.test_steps import steered
from tests.studio.workshop import Workshop, streamed

__all__ = ["checkpoint", "chosen", "made", "nothing_spent", "rated", "steered", "voted", "workshop"]
pytestmark = pytest.mark.trainers

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-trainers/bin/python"
NUM_STEPS = 10


@pytest.fixture
def answered(workshop: Workshop, chosen: list[str]) -> str:
    """The path of the answers of a campaign that is over."""
    asked = [
        {"type": "scale", "text": "Would you sing it?"},
        {"type": "several", "text": "What holds it back?", "options": ["cadence", "meaning"]},
    ]
    body = {"name": "Endings", "takes": chosen, "questions": asked, "judges": ["curator"], "overlap": 1}
    campaign = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/campaigns", body)
    judge, path = workshop.people["curator"], f"/campaigns/{campaign['id']}"
    for number in range(len(chosen)):
        task = judge.made("POST", f"{path}/tasks", {})
        said = [1 + number, ["cadence"][: number % 2]]
        judge.made("PUT", f"/campaign-tasks/{task['id']}", {"answers": said})
    workshop.owner.made("POST", f"{path}/close")
    return f"{path}/answers"


def one_by_one(request: pytest.FixtureRequest, *names: str) -> list[Any]:
    """Fixtures that each leave a run behind, which the next one must not claim."""
    found = []
    for name in names:
        Generation.objects.exclude(state="done").update(state="done")
        found.append(request.getfixturevalue(name))
    return found


def test_every_export_loads_and_trains_ten_steps(
    workshop: Workshop, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    voted, answered, rated, steered = one_by_one(request, "voted", "answered", "rated", "steered")
    viewer = workshop.people["viewer"]
    exports = {
        "votes": voted,
        "votes-pairs": f"{voted}?view=pairs",
        "votes-pairs-ties": f"{voted}?view=pairs&ties=keep",
        "votes-labels": f"{voted}?view=labels",
        "takes": rated,
        "takes-labels": f"{rated}?view=labels",
        "steps": f"/canvases/{steered.canvas_id}/steps/data",
    }
    num_rows = {}
    for name, path in exports.items():
        lines = streamed(viewer.get(path))
        joint = "&" if "?" in path else "?"
        (tmp_path / f"{name}.jsonl").write_bytes(lines)
        (tmp_path / f"{name}.parquet").write_bytes(streamed(viewer.get(f"{path}{joint}file=parquet")))
        num_rows[name] = len(lines.splitlines())
    lines = streamed(viewer.get(answered))
    (tmp_path / "answers.jsonl").write_bytes(lines)
    num_rows["answers"] = len(lines.splitlines())
    assert min(num_rows.values()) > 0, num_rows

    said = read_and_train(tmp_path)
    assert {Path(name).stem for name in said["rows"]} == set(num_rows)
    for name, found in said["rows"].items():
        assert set(found.values()) == {num_rows[Path(name).stem]}, (name, found)
    for trained in (said["dpo"], *said["kto"].values()):
        assert trained["num_steps"] == NUM_STEPS
        assert trained["is_finite"]
        assert trained["moved"] > 0
    print(json.dumps(said, indent=1))


def read_and_train(folder: Path) -> dict[str, Any]:
    if not PYTHON.exists():
        pytest.fail(f"expected {PYTHON}, which `make test-trainers` makes")
    command = [PYTHON, Path(__file__).with_name("reading.py"), folder]
    environment = {"HOME": str(folder), "HF_HUB_OFFLINE": "1", "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=900)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-4000:]
    return json.loads(ran.stdout.splitlines()[-1])
