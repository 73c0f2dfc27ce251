"""Beat starts whatever a kill has left of its file."""

from datetime import timedelta
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


def test_what_recurs_goes_on_where_the_clock_was_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = opened(tmp_path)
    sent: list[str] = []
    monkeypatch.setattr(schedule, "apply_async", lambda entry, **_: sent.append(entry.name))
    for entry in schedule.schedule.values():
        entry.last_run_at = entry.default_now() + timedelta(hours=1)
    schedule.tick()
    for entry in schedule.schedule.values():
        entry.last_run_at -= timedelta(seconds=2.5)
    schedule._heap = None  # as after these seconds
    for _ in range(4):
        schedule.tick()
    assert sorted(sent) == ["deliver", "reap"]
    schedule.close()


def test_what_was_done_is_known_at_the_next_start(tmp_path: Path) -> None:
    schedule = opened(tmp_path)
    schedule.reserve(schedule.schedule["prune"])
    done = schedule.schedule["prune"].total_run_count
    schedule.close()
    again = opened(tmp_path)
    assert again.schedule["prune"].total_run_count == done == 1
    again.close()
