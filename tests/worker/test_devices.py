"""One worker a GPU: with devices that are made up, and locks that are real."""

import subprocess
import sys
from pathlib import Path

import pytest

from worker import devices


@pytest.fixture(autouse=True)
def let_go() -> None:
    yield
    while devices._held:
        devices._held.pop().close()


def take(folder: Path, requested: str | None = None, count: int = 2) -> str:
    return devices.take(requested, num_gpus=lambda: count, folder=folder)


def test_workers_take_one_gpu_each_and_a_third_is_told_why_it_gets_none(tmp_path: Path) -> None:
    assert [take(tmp_path), take(tmp_path)] == ["cuda:0", "cuda:1"]
    with pytest.raises(ValueError, match="cuda:0 and cuda:1 already has one"):
        take(tmp_path)
    with pytest.raises(ValueError, match="SUNMASK_DEVICE=cpu"):
        take(tmp_path, "cuda:1")
    assert take(tmp_path, "cpu") == "cpu"


def test_without_a_gpu_any_number_of_workers_compute_on_the_cpu(tmp_path: Path) -> None:
    assert [take(tmp_path, count=0) for _ in range(3)] == ["cpu"] * 3


@pytest.mark.parametrize("requested", ["cuda:2", "tpu", "cuda:x"])
def test_a_device_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path, requested: str) -> None:
    with pytest.raises(ValueError, match=f"got {requested}"):
        take(tmp_path, requested)


def test_a_worker_that_is_killed_lets_go_of_its_gpu(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from worker import devices; "
        f"print(devices.take(None, num_gpus=lambda: 1, folder=Path({str(tmp_path)!r})), flush=True); "
        "time.sleep(60)"
    )
    root = Path(__file__).parents[2]
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=root)
    try:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "cuda:0"
        with pytest.raises(ValueError, match="already has one"):
            take(tmp_path, count=1)
    finally:
        other.kill()
        other.wait()
    assert take(tmp_path, count=1) == "cuda:0"
