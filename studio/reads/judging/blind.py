"""What judges may not see of the takes of a sealed ranking or an open campaign, wherever they stand: names
and grades."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from studio.models import CampaignTask, Ranking, Take, User
from studio.reads.judging import campaign_times as campaigns

NAME = "A take that you judge"
HIDDEN: dict[str, Any] = {
    "name": NAME,
    "note": "",
    "grade": None,
    "features": {},
    "faults": [],
    "figures": {},
}
"""What stands in place of these fields of a take."""
_HIDDEN_IN_JSON = {**HIDDEN, "label": NAME}
"""The same where a take is a node of the lineage, too."""


@dataclass(frozen=True)
class Blind:
    """The takes that somebody judges blind, by id, and where they were kept: generation, candidate, step."""

    takes: frozenset[str] = frozenset()
    places: frozenset[tuple[str, int, int]] = frozenset()

    def without(self, value: Any) -> Any:
        """JSON without the names and grades of these takes."""
        if not self.takes:
            return value
        if isinstance(value, list):
            return [self.without(each) for each in value if not self._is_grade(each)]
        if not isinstance(value, dict):
            return value
        found = {name: self.without(each) for name, each in value.items()}
        if (found.get("id") in self.takes or found.get("take") in self.takes) and "strength" not in found:
            found |= {name: empty for name, empty in _HIDDEN_IN_JSON.items() if name in found}
        if "grade" in found and any(found.get("generation") == place[0] for place in self.places):
            found["grade"] = None  # the best of a generation is the grade of one of its takes
        return found

    def text_without(self, text: str) -> str:
        """The same for JSON as text, which is parsed only where it may tell something."""
        tells = any(take in text for take in self.takes) or any(place[0] in text for place in self.places)
        return json.dumps(self.without(json.loads(text)), separators=(",", ":")) if tells else text

    def _is_grade(self, value: Any) -> bool:
        """Whether it is the grade of one of these: of a candidate at a step."""
        if not isinstance(value, dict) or "overall" not in value:
            return False
        place = (str(value.get("generation")), value.get("candidate"), value.get("step"))
        return place in self.places or value.get("take") in self.takes


def of_request(request: Any) -> Blind:
    """The same for who sent a request, read once for all that is answered to it."""
    if not hasattr(request, "blind"):
        request.blind = of(request.user)
    return request.blind


def of(user: User, project_id: UUID | str | None = None) -> Blind:
    """The takes of sealed rankings in which this person was shown a pair, and those in the person's queues of
    campaigns that are not over; of one project or of all."""
    if not user.is_authenticated:
        return Blind()
    rankings = Ranking.objects.filter(duels__judge_id=user.pk, opened_at=None).exclude(seed="")
    tasks = campaigns.going_on(CampaignTask.objects.filter(judge__user_id=user.pk), "judge__campaign__")
    if project_id is not None:
        rankings = rankings.filter(project_id=project_id)
        tasks = tasks.filter(judge__campaign__project_id=project_id)
    takes = Take.objects.order_by().values_list("pk", "generation_id", "candidate", "step")
    of_rankings = takes.filter(
        pk__in=Ranking.takes.through.objects.filter(ranking__in=rankings).values("take")
    )
    known = list(of_rankings.union(takes.filter(pk__in=tasks.values("item__take"))))
    return Blind(
        frozenset(str(pk) for pk, *_ in known),
        frozenset((str(generation), candidate, step) for _, generation, candidate, step in known),
    )
