"""Reproduction: a run repeated from what it began with and its acts, and the verdict on the repetition."""

import hashlib
import json
from functools import partial
from itertools import zip_longest
from typing import Any
from uuid import UUID

from studio import protocol
from studio.bodies import NewGeneration
from studio.errors import StudioError
from studio.models import Generation, GenerationState, Purpose, User
from studio.reads.runs.steps import replay, steps_of
from studio.services.runs import acts, claims, generations
from studio.services.upkeep.checks import OVER, checked_card
from studio.services.upkeep.idempotency import once, sent_before

_WHERE = {
    "version": "version of the sampler",
    "device": "device",
    "dtype": "precision",
    "torch": "torch",
    "language_model": "language model",
}


def start(*, generation: Generation, user: User, idempotency_key: str | None = None) -> Generation:
    """Queue a generation that repeats one that is over: the same start, settings, seed and acts.

    It runs on the checkpoint of that name as it is now; the verdict tells where that is another one. Raises
    StudioError 409 while the generation is not over or where nothing of it is stored.
    """
    before = partial(sent_before, Generation, user, idempotency_key, generation.canvas)
    if (first := before()) is not None:
        return first
    if generation.state not in OVER:
        raise StudioError(
            "not_over",
            409,
            f"Generation {generation.number} is {generation.state}. It can be reproduced once it is over.",
        )
    beginning = next(steps_of(generation), None)
    if beginning is None:
        raise StudioError(
            "nothing_stored", 409, f"Generation {generation.number} has no steps to compare with."
        )
    is_branch = generation.first_step > 0 or generation.parent_candidate is not None

    def make() -> Generation:
        row = generations.create(
            canvas=generation.canvas,
            user=user,
            request=NewGeneration(
                settings=generation.settings,
                num_candidates=generation.num_candidates,
                seed=generation.seed,
            ),
            idempotency_key=idempotency_key,
            frozen=protocol.Frozen(**generation.frozen),
            checkpoint=checked_card(generation.canvas.kind, generation.checkpoint),
            first_step=generation.first_step,
            last_step=generation.first_step if is_branch else None,
            parent=generation.parent,
            parent_candidate=generation.parent_candidate,
            purpose=Purpose.REPRODUCE,
            reproduces=generation,
            sources=generation.sources,
        )
        if is_branch:  # its first step is the parent's, not its own
            assert beginning.symbols is not None
            generations.store_beginning(row, beginning.symbols)
        claims.publish_generation(row.pk)
        acts.copy(of=generation, to=row)
        claims.call_workers_on_commit()
        return row

    row = once(make, before)
    row.refresh_from_db()
    return row


def verdict(generation_id: UUID) -> protocol.Verdict:
    """The verdict on a reproduction whose steps are all stored."""
    generation = Generation.objects.select_related("reproduces").get(pk=generation_id)
    original = generation.reproduces
    digest = hashlib.sha256()
    for _, grids in replay(generation):
        digest.update(json.dumps(grids, separators=(",", ":")).encode())
    if original is None:
        found: dict[str, Any] = {"reason": "The original no longer exists."}
    else:
        found = _first_difference(original, generation)
    return protocol.Verdict(is_identical=not found, hash=digest.hexdigest(), **found)


def _first_difference(original: Generation, again: Generation) -> dict[str, Any]:
    """Where two runs first differ and why, by the names of `protocol.Verdict`; empty where they do not.

    Of an original that was stopped, the steps up to there count.
    """
    for was, now in zip_longest(replay(original), replay(again)):
        if was is None and original.state != GenerationState.DONE:
            return {}
        if was is None or now is None or was[0] != now[0]:
            step = (was or now)[0]
            return {"step": step, "reason": f"Step {step} is stored for one of the two only."}
        for candidate, (before, after) in enumerate(zip(was[1], now[1], strict=True)):
            if before != after:
                cell = next(n for n, pair in enumerate(zip_longest(before, after)) if pair[0] != pair[1])
                reason = _reason(original, again)
                return {"step": was[0], "candidate": candidate, "cell": cell, "reason": reason}
    return {}


def _reason(original: Generation, again: Generation) -> str:
    reasons = []
    if original.checkpoint_sha256 != again.checkpoint_sha256:
        reasons.append(f"the checkpoint {original.checkpoint} now has other weights")
    for name, words in _WHERE.items():
        was, now = original.ran_on.get(name), again.ran_on.get(name)
        if was is None and now is not None:
            reasons.append(f"the {words} of the original is not known (now {now})")
        elif was != now:
            reasons.append(f"the {words} was {was} and is {now}")
    if not reasons:
        return "Weights, version, device and precision are the same, so the reason is unknown."
    sentence = "; ".join(reasons)
    return f"{sentence[0].upper()}{sentence[1:]}."
