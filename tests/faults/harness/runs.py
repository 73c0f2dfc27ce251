"""One run after the other, all from one seed: each must end as the first one did, every step stored once."""

import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.studio_client import Person

NUM_STEPS = 60
PACE = {"mode": "limited", "steps_per_second": 5}
OVER = ("done", "stopped", "failed")
LONGEST_RUN_S = 180.0


@dataclass
class Runs:
    """Runs of one canvas, kept going by a thread of its own."""

    person: Person
    canvas: str
    num_done: int = 0
    problems: list[str] = field(default_factory=list)
    """A sentence for each run that did not end as it should."""
    num_steps_lost: int = 0
    num_steps_doubled: int = 0
    is_over: bool = False
    reference: str | None = None
    current: str | None = None
    num_abandoned: int = 0
    """Runs that were open when a backup was restored."""
    _abandoned: str | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Let the run that is open end, and judge it."""
        self.is_over = True
        self._thread.join(LONGEST_RUN_S)

    def last_step(self) -> tuple[str | None, int]:
        """The run that is open, and its last step that is stored."""
        run = self.current
        row = self._ask(f"/api/generations/{run}", tries=1) if run else None
        return run, -1 if row is None or row["last_step"] is None else row["last_step"]

    def begin_again(self) -> None:
        """A backup was restored, from which the run that is open may be missing."""
        self._abandoned = self.current

    def _go_on(self) -> None:
        while not self.is_over:
            self.current = self._begin()
            self._judge(self.current)

    def _begin(self) -> str:
        body = {"settings": {"num_steps": NUM_STEPS}, "pace": PACE, "num_candidates": 1, "seed": 3}
        key = str(uuid.uuid4())  # the same for each try: the studio makes one run of them
        while True:
            try:
                path = f"/api/canvases/{self.canvas}/generations"
                answer = self.person.post(path, body, headers={"Idempotency-Key": key})
                if answer.is_success:
                    return str(answer.json()["id"])
                if answer.status_code not in (429, 503):
                    self.problems.append(f"a run was refused: {answer.status_code} {answer.text[:200]}")
            except httpx.HTTPError:
                pass
            time.sleep(0.3)

    def _judge(self, run: str) -> None:
        deadline = time.monotonic() + LONGEST_RUN_S
        row: Any = None
        while row is None or row["state"] not in OVER:
            if self._abandoned == run:
                self.num_abandoned += 1
                return
            if time.monotonic() > deadline:
                self.problems.append(f"run {run} has not ended after {LONGEST_RUN_S:.0f} s: {row}")
                return
            time.sleep(0.3)
            row = self._ask(f"/api/generations/{run}", tries=1) or row
        if row["state"] != "done":
            self.problems.append(f"run {run} is {row['state']}: {row['error']}")
            return
        steps = self._steps(run)
        if self._abandoned == run:
            self.num_abandoned += 1
            return
        self.num_steps_lost += len(set(range(NUM_STEPS + 1)) - set(steps))
        self.num_steps_doubled += len(steps) - len(set(steps))
        self.reference = self.reference or row["result_hash"]
        if row["result_hash"] != self.reference:
            self.problems.append(f"run {run} ended otherwise than the first one")
        self.num_done += 1

    def _steps(self, run: str) -> list[int]:
        steps: list[int] = []
        while frames := self._ask(f"/api/generations/{run}/frames?after_step={steps[-1] if steps else -1}"):
            steps += [step["step"] for frame in frames for step in frame["steps"]]
        return steps

    def _ask(self, path: str, tries: int = 200) -> Any:
        for number in range(tries):
            try:
                answer = self.person.http.get(path, timeout=5)
                if answer.is_success:
                    return answer.json()
            except httpx.HTTPError:
                pass
            if number + 1 < tries:
                time.sleep(0.2)
        return None
