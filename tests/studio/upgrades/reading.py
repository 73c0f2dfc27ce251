"""What is in a studio, as its web server tells it: each thing's hash by noun and name.

Asks only for what every release since the first fixture answers, field by field, so that a field more, or
one that is empty, changes no hash. What a release tells otherwise than the one before is brought to one
form here.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from tests.studio_client import Person

Contents = dict[str, dict[str, str]]
CANVAS = "kind name position is_in_bin notices created_by"
STATE = "content columns states pins authors"
GENERATION = (
    "number state wanted settings pace seed num_candidates num_steps first_step last_step parent "
    "parent_candidate checkpoint error result_hash purpose job sources reproduces verdict is_graded "
    "created_by created_at started_at finished_at"
)
ACT = "number kind candidate cells state pinned symbols settings from_step author created_at"
TAKE = (
    "canvas generation candidate step name note is_starred position is_in_bin symbols figures remarks tags "
    "grade features faults created_by created_at"
)
COMMENT = (
    "text column last_column row place quote thread mentions resolved_at resolved_by created_by created_at"
)
JOB = "number kind state settings generations num_done num_total best note created_by created_at"
VERSION = "name seq moment_at created_by"
LINK = "role created_by created_at expires_at num_members"
SIDE = "content seed checkpoint candidate step"


def hash_of(value: Any) -> str:
    """64 bits are enough to tell things apart that nobody chose."""
    return hashlib.sha256(json.dumps(_plain(value), sort_keys=True).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Without what is empty: a field that a later release adds is."""
    if isinstance(value, dict):
        kept = {name: _plain(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, "", [], {})}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _only(row: dict[str, Any], fields: str) -> dict[str, Any]:
    return {name: row.get(name) for name in fields.split()}


def read(person: Person) -> Contents:
    """All projects of somebody who owns them."""
    contents: Contents = {}
    for noun, name, value in _everything(person):
        known = contents.setdefault(noun, {})
        assert name not in known, f"two {noun} are called {name}"
        known[name] = hash_of(value)
    return contents


def _everything(person: Person) -> Iterator[tuple[str, str, Any]]:
    for project in person.get("/api/projects"):
        of_project = f"/api/projects/{project['id']}"
        snapshot = person.get(f"{of_project}/snapshot")
        yield "projects", project["id"], _only(project, "name role is_in_bin num_canvases")
        yield "members", project["id"], snapshot["members"]
        links = person.get(f"{of_project}/invitation-links")
        yield "invitations", project["id"], [_only(link, LINK) for link in links]
        for canvas in snapshot["canvases"]:
            yield from _of_canvas(person, canvas)
        for binned in ("false", "true"):
            page = person.get(f"{of_project}/takes?sort=created&limit=100&binned={binned}")
            assert page["total"] == len(page["takes"])
            for take in page["takes"]:
                yield "takes", take["id"], _only(take, TAKE)
                yield "ratings", take["id"], sorted(take["ratings"], key=lambda each: each["name"])
        for ranking in person.get(f"{of_project}/rankings"):
            yield from _of_ranking(person, ranking)


def _of_canvas(person: Person, canvas: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    address = f"/api/canvases/{canvas['id']}"
    yield "canvases", canvas["id"], _only(canvas, CANVAS)
    yield "contents", canvas["id"], _only(person.get(f"{address}/state"), STATE)
    snapshot = person.get(f"{address}/snapshot")
    for comment in snapshot["comments"]:
        yield "comments", comment["id"], _only(comment, COMMENT)
    for job in snapshot["jobs"]:
        yield "jobs", job["id"], _only(job, JOB)
    for version in snapshot.get("versions", []):
        content = person.get(f"/api/versions/{version['id']}")
        yield "versions", version["id"], _only(version, VERSION) | content
    for generation in snapshot["generations"]:
        name, address = generation["id"], f"/api/generations/{generation['id']}"
        if "requested" in generation:
            generation["wanted"] = generation["requested"]  # its name until 0014
        yield "generations", name, _only(generation, GENERATION)
        yield "frozen", name, _only(person.get(f"{address}/frozen"), STATE)
        yield "steps", name, steps(person, f"{address}/frames")
        yield "acts", name, [_only(act, ACT) for act in person.get(f"{address}/acts")]
        yield "grades", name, person.get(f"{address}/grades")
        links = person.get(f"{address}/replay-links")
        yield "replays", name, [_only(link, "id created_by created_at expires_at") for link in links]


def steps(person: Person, address: str) -> list[dict[str, Any]]:
    """All steps of a generation, of however many frames they come in."""
    found: list[dict[str, Any]] = []
    while True:
        after = f"?after_step={found[-1]['step']}" if found else ""
        frames = person.get(f"{address}{after}")
        if not frames:
            return found
        found += [step for frame in frames for step in frame["steps"]]


def _of_ranking(person: Person, ranking: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """A ranking that is sealed says how many votes it has, and no more. Nor was the order of others kept:
    it follows from votes, since 0016 otherwise."""
    name = ranking["id"]
    standings = sorted(
        (_only(each, "take num_votes num_wins") for each in ranking["standings"]),
        key=lambda each: each["take"],
    )
    yield (
        "rankings",
        name,
        _only(ranking, "name num_votes num_judges is_in_bin created_by") | {"standings": standings},
    )
    if ranking.get("is_open", True):
        answer = person.http.get(f"/api/rankings/{name}/preferences")
        assert answer.is_success, answer.text
        yield "votes", name, _votes([json.loads(line) for line in answer.text.splitlines()])


def _votes(pairs: list[dict[str, Any]]) -> list[Any]:
    """Votes in their order: who voted (by number), what was better than what."""
    judges = list(dict.fromkeys(pair["judge"] for pair in pairs))
    found = []
    for pair in pairs:
        if "winner" in pair:  # until 0004
            outcome = "both_bad" if pair["is_bad"] else "tie" if pair["is_tie"] else "chosen"
            better, worse = pair["winner"], pair["loser"]
        else:
            outcome, better, worse = pair["outcome"], pair["chosen"], pair["rejected"]
        for side in (better, worse):
            if isinstance(side["content"], str):  # since 0017
                side["content"] = json.loads(side["content"])
        found.append([judges.index(pair["judge"]), outcome, _only(better, SIDE), _only(worse, SIDE)])
    return found
