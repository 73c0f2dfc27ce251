"""What a trial of faults finds in the logs of web servers."""

from pathlib import Path

from tests.faults.harness import logs

LOG = """\
2026-01-01 10:00:00,000 INFO studio: ready
127.0.0.1:50652 - - [01/Jan/2026:10:00:01] "POST /api/canvases/1/comments" 201 341
2026-01-01 10:00:02,000 ERROR studio.api: POST /api/canvases/1/comments failed
Traceback (most recent call last):
  File "studio/services/collection/comments.py", line 40, in add
    raise ValueError("two\\nlines")
ValueError: two
127.0.0.1:50652 - - [01/Jan/2026:10:00:02] "POST /api/canvases/1/comments" 500 100
2026-01-01 10:00:03,000 ERROR studio.api: storage refused PUT /api/takes/1/rating: no space
HINT:  Check free disk space.
2026-01-01 10:00:04,000 ERROR studio.events: a bell was not rung
Traceback (most recent call last):
OSError: gone
"""


def test_only_a_traceback_behind_an_answer_of_500_is_found(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "web.log").write_text(LOG)
    (tmp_path / "log" / "daphne.log").write_text(LOG)
    (tmp_path / "redis.log").write_text("# no line of the studio\n")
    [(traceback, times)] = logs.tracebacks(tmp_path).items()
    assert times == 2
    assert traceback.splitlines()[0].endswith("in add")
    assert traceback.splitlines()[-1] == "ValueError: two"
