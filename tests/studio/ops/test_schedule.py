"""Beat starts whatever a kill has left of its file."""

from pathlib import Path

import pytest

from studio.celery import app
from studio.ops.schedule import Schedule


def opened(folder: Path) -> Schedule:
    return Schedule(app=app, schedule_filename=str(folder / "beat-schedule"))


@pytest.mark.parametrize("left", [0, 1, 20])
def test_beat_starts_where_a_file_was_cut_short(tmp_path: Path, left: int) -> None:
    opened(tmp_path).close()
    kept = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for path in kept:
        for each, content in kept.items():
            each.write_bytes(content[:left] if each == path else content)
        schedule = opened(tmp_path)
        assert {"reap", "prune"} <= set(schedule.schedule)
        schedule.close()


def test_what_was_done_is_known_at_the_next_start(tmp_path: Path) -> None:
    schedule = opened(tmp_path)
    schedule.reserve(schedule.schedule["prune"])
    done = schedule.schedule["prune"].total_run_count
    schedule.close()
    again = opened(tmp_path)
    assert again.schedule["prune"].total_run_count == done == 1
    again.close()
