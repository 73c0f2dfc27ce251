"""What people do besides writing, one request after the other, each tried until it is acknowledged.

A request that got no answer may have been done. So it is sent again as a browser would: under the same key,
or where doing it twice is doing it once.
"""

import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import httpx

from tests.faults.harness.ledger import Found, Ledger
from tests.studio_client import Person

ANSWER_S = 15.0
RETRY_S = 0.3
PAGE = 100
NOT_NOW = (429, 500, 502, 503, 504)
LONGEST_ACT_S = 240.0
TOTAL = 2
"""Candidates of a job."""


class Actor(ABC):
    """One person who does one sort of acts, in a thread of its own. pause_s: between two of them."""

    sort: str
    pause_s = 1.0

    def __init__(self, person: Person, chance: Random) -> None:
        self.person, self.chance = person, chance
        self.ledger = Ledger(self.sort)
        self.is_over = False
        self.is_paused = threading.Event()
        """The studio is being put back to an earlier state: nothing new is done until it is."""
        self._at_once = threading.Event()
        self.num_restored = 0

    def start(self) -> None:
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def act_now(self) -> None:
        """Not after a pause."""
        self._at_once.set()

    def end(self) -> None:
        """Let the act that is open be acknowledged."""
        self.is_over = True
        self._at_once.set()
        self._thread.join(LONGEST_ACT_S)
        if self._thread.is_alive():
            self.ledger.refused.append(f"still without an answer after {LONGEST_ACT_S:.0f} s")

    def begin_again(self) -> None:
        """A backup was restored: what was known of the studio may be no longer so."""
        self.num_restored += 1

    @abstractmethod
    def _act(self) -> None:
        """Do one thing until it is acknowledged, and note it."""

    @abstractmethod
    def judge(self, reader: Person) -> Found:
        """What is lost and what came twice, as `reader` sees it at the end."""

    def _go_on(self) -> None:
        while not self.is_over:
            if not self.is_paused.is_set():
                self._act()
            self._at_once.wait(self.pause_s)
            self._at_once.clear()

    def _send(
        self, method: str, path: str, body: Any = None, key: str | None = None
    ) -> tuple[Any, float] | None:
        """The answer, and when that request was sent; None where the studio says that it cannot be done."""
        while True:
            sent_at = time.monotonic()
            try:
                headers = {"Idempotency-Key": key} if key else {}
                answer = self.person.send(method, path, body, headers=headers, timeout=ANSWER_S)
                if answer.is_success:
                    return answer.json() if answer.content else None, sent_at
                self.ledger.answers[str(answer.status_code)] += 1
                if answer.status_code not in NOT_NOW:
                    self._cannot(path, answer)
                    return None
                if answer.status_code == 500:
                    self.ledger.answers[f"500 {path.split('/')[-1]}: {answer.text[:200]}"] += 1
            except httpx.HTTPError as error:
                self.ledger.answers[type(error).__name__] += 1
            time.sleep(RETRY_S)

    def _cannot(self, path: str, answer: httpx.Response) -> None:
        self.ledger.refused.append(f"{path}: {answer.status_code} {answer.text[:200]}")


class Comments(Actor):
    """Says something new each time."""

    sort = "comments"

    def __init__(self, person: Person, chance: Random, canvas: str) -> None:
        super().__init__(person, chance)
        self.canvas = canvas
        self._number = 0

    def _act(self) -> None:
        self._number += 1
        text = f"comment {self._number}"
        sent = self._send(
            "POST", f"/api/canvases/{self.canvas}/comments", {"text": text}, key=uuid.uuid4().hex
        )
        if sent:
            self.ledger.acknowledged(text, text, sent[1])

    def judge(self, reader: Person) -> Found:
        found: Counter[str] = Counter()
        while rows := reader.get(f"/api/canvases/{self.canvas}/comments?offset={found.total()}"):
            found.update(row["text"] for row in rows)
        lost = [text for text in self.ledger.expected() if not found[text]]
        return Found(lost, [text for text, count in found.items() if count > 1])


class Takes(Actor):
    """Keeps one candidate at one step after the other of a run that is done."""

    sort = "takes"
    pause_s = 2.0

    def __init__(
        self, person: Person, chance: Random, project: str, run: str, candidates: int, steps: int
    ) -> None:
        super().__init__(person, chance)
        self.project, self.run = project, run
        places = [(candidate, step) for candidate in range(candidates) for step in range(steps)]
        self._places = chance.sample(places, len(places))
        self.kept: list[str] = []

    def _act(self) -> None:
        if not self._places:
            return
        candidate, step = self._places.pop()
        sent = self._send(
            "POST", f"/api/generations/{self.run}/takes", {"candidate": candidate, "step": step}
        )
        if sent:
            self.kept.append(sent[0]["id"])
            self.ledger.acknowledged((candidate, step), sent[0]["id"], sent[1])

    def begin_again(self) -> None:
        super().begin_again()
        self.kept = list(self.ledger.expected().values())

    def judge(self, reader: Person) -> Found:
        rows = [row for row in takes_of(reader, self.project) if row["generation"] == self.run]
        found = {(row["candidate"], row["step"]): row["id"] for row in rows}
        count = Counter((row["candidate"], row["step"]) for row in rows)
        lost = [str(place) for place, id in self.ledger.expected().items() if found.get(place) != id]
        return Found(lost, [str(place) for place, times in count.items() if times > 1])


class Ratings(Actor):
    """Gives stars to what was kept, and changes its mind."""

    sort = "ratings"

    def __init__(self, person: Person, chance: Random, takes: Takes) -> None:
        super().__init__(person, chance)
        self.takes = takes

    def _act(self) -> None:
        if not self.takes.kept:
            return
        take, stars = self.chance.choice(self.takes.kept), self.chance.randint(1, 5)
        sent = self._send("PUT", f"/api/takes/{take}/rating", {"stars": stars})
        if sent:
            self.ledger.acknowledged(take, stars, sent[1])

    def _cannot(self, path: str, answer: httpx.Response) -> None:
        take = path.split("/")[3]
        if answer.status_code != 404 or take in self.takes.kept:  # else it was kept after the backup
            super()._cannot(path, answer)

    def judge(self, reader: Person) -> Found:
        """reader: is not asked; one's own stars are seen by oneself."""
        rows = {row["id"]: row for row in takes_of(self.person, self.takes.project)}
        rows |= {take: {"ratings": []} for take in self.ledger.expected().keys() - rows.keys()}
        lost, doubled = [], []
        for take, stars in self.ledger.expected().items():
            own = [one["stars"] for one in rows[take]["ratings"] if one["name"] == self.person.name]
            if stars not in own:
                lost.append(f"{take}: {stars}, found {own}")
            elif len(own) > 1:
                doubled.append(take)
        return Found(lost, doubled)


class Votes(Actor):
    """Judges one pair of a ranking after the other."""

    sort = "votes"
    pause_s = 2.0

    def __init__(self, person: Person, chance: Random, ranking: str) -> None:
        super().__init__(person, chance)
        self.ranking = ranking

    def _act(self) -> None:
        pair = self._send("POST", f"/api/rankings/{self.ranking}/duels")
        if not pair:
            return
        outcome = self.chance.choice(("left", "right", "tie"))
        duel = pair[0]["id"]
        sent = self._send("POST", f"/api/duels/{duel}/vote", {"outcome": outcome})
        if sent:
            self.ledger.acknowledged(duel, outcome, sent[1])

    def _cannot(self, path: str, answer: httpx.Response) -> None:
        if answer.status_code != 404 or not self.num_restored:  # else the pair came after the backup
            super()._cannot(path, answer)

    def judge(self, reader: Person) -> Found:
        reader.make(f"/api/rankings/{self.ranking}/open")
        record = reader.get(f"/api/rankings/{self.ranking}/record")
        lost = [
            duel for duel, outcome in self.ledger.expected().items() if record["votes"].get(duel) != outcome
        ]
        times = Counter(entry["duel"] for entry in record["entries"] if entry["what"] == "vote")
        lost += [f"{duel} in the record" for duel in self.ledger.expected() if not times[duel]]
        return Found(lost, [duel for duel, count in times.items() if count > 1])


class Jobs(Actor):
    """Has the best of two candidates looked for."""

    sort = "jobs"
    pause_s = 8.0

    def __init__(self, person: Person, chance: Random, canvas: str) -> None:
        super().__init__(person, chance)
        self.canvas = canvas
        self._all: set[str] = set()
        """Also those that a restored backup does not have."""

    def _act(self) -> None:
        key = str(uuid.uuid4())
        settings = {"settings": {"num_steps": 1}, "total": TOTAL, "batch": TOTAL, "keep": 1, "seed": 1}
        body = {"kind": "best_of", "settings": settings}
        sent = self._send("POST", f"/api/canvases/{self.canvas}/jobs", body, key)
        if sent:
            self._all.add(sent[0]["id"])
            self.ledger.acknowledged(sent[0]["id"], sent[0]["number"], sent[1])

    def judge(self, reader: Person) -> Found:
        """Each is done, and nobody finds one that was not asked for."""
        lost, doubled = [], []
        for id, number in self.ledger.expected().items():
            row = self._ended(reader, id)
            if row is None or (row["number"], row["state"], row["num_done"]) != (number, "done", TOTAL):
                said = row and {name: row[name] for name in ("number", "state", "num_done", "note")}
                lost.append(f"{number}: {said}")
            elif len(row["generations"]) != 1:
                doubled.append(f"{number} has {len(row['generations'])} generations")
        newest = reader.get(f"/api/canvases/{self.canvas}/snapshot")["jobs"]
        doubled += [f"{row['number']} was started twice" for row in newest if row["id"] not in self._all]
        return Found(lost, doubled)

    def _ended(self, reader: Person, id: str) -> Any:
        deadline = time.monotonic() + LONGEST_ACT_S
        while True:
            answer = reader.http.get(f"/api/jobs/{id}")
            row = answer.json() if answer.is_success else None
            if row is None or row["state"] not in ("running", "ending") or time.monotonic() > deadline:
                return row
            time.sleep(0.5)


class Binning(Actor):
    """Puts canvases into the bin, and takes them out again."""

    sort = "binning"

    def __init__(self, person: Person, chance: Random, project: str, canvases: dict[str, str]) -> None:
        """canvases: ids by names."""
        super().__init__(person, chance)
        self.project, self.canvases = project, canvases
        self._is_binned = dict.fromkeys(canvases.values(), False)

    def _act(self) -> None:
        canvas = self.chance.choice(list(self._is_binned))
        is_binned = not self._is_binned[canvas]
        sent = self._send("POST", f"/api/canvases/{canvas}/{'bin' if is_binned else 'restore'}")
        if sent:
            self._is_binned[canvas] = is_binned
            self.ledger.acknowledged(canvas, is_binned, sent[1])

    def begin_again(self) -> None:
        super().begin_again()
        self._is_binned = {
            canvas["id"]: canvas["is_in_bin"]
            for canvas in self.person.get(f"/api/projects/{self.project}/snapshot")["canvases"]
            if canvas["id"] in self._is_binned
        }

    def judge(self, reader: Person) -> Found:
        """By the state of each canvas, and by the audit log: what was put into the bin comes out before it is
        put there again."""
        rows = reader.get(f"/api/projects/{self.project}/snapshot")["canvases"]
        found = {row["id"]: row["is_in_bin"] for row in rows}
        lost = [f"{id}: {is_in}" for id, is_in in self.ledger.expected().items() if found.get(id) != is_in]
        doubled = []
        last: dict[str, str] = {}
        for what in reversed(list(audit_of(reader, self.project))):
            for name in self.canvases:
                if f"the canvas {name} " in what:
                    if last.get(name) == what:
                        doubled.append(what)
                    last[name] = what
        return Found(lost, doubled)


def takes_of(person: Person, project: str) -> Iterator[dict[str, Any]]:
    """All takes of a project that are not in the bin, page by page."""
    offset = 0
    while rows := person.get(f"/api/projects/{project}/takes?limit={PAGE}&offset={offset}&sort=created")[
        "takes"
    ]:
        yield from rows
        offset += len(rows)


def audit_of(person: Person, project: str) -> Iterator[str]:
    """The lines of a project's audit log, the newest first."""
    before = ""
    while True:
        page = person.get(f"/api/projects/{project}/audit{before}")
        yield from (line["what"] for line in page["lines"])
        if not page["has_more"]:
            return
        before = f"?before={page['lines'][-1]['id']}"
