"""The provenance of a take, for people who want to read it without touching their own settings."""

from studio import bodies
from studio.models import Take
from studio.reads import selectors
from studio.reads.runs import acts, authorship, lineage
from sunmask.kinds.settings import without_others
from sunmask.method.acts import in_force


def of_take(take: Take) -> bodies.TakeSettings:
    """Generation, settings and acts in force when the take's step was made, authors and lineage."""
    generation = take.generation
    numbers = {act.number for act in in_force(acts.of(generation), take.step, take.candidate)}
    made_with = [act for act in selectors.acts(generation.pk) if act.number in numbers]
    return bodies.TakeSettings(
        take=take.pk,
        generation=selectors.generation(generation.pk),
        candidate=take.candidate,
        step=take.step,
        settings=without_others(take.canvas.kind, acts.settings_at(generation, take.step)),
        seed=generation.seed,
        checkpoint=generation.checkpoint,
        checkpoint_sha256=generation.checkpoint_sha256,
        ran_on=generation.ran_on,
        acts=made_with,
        authorship=authorship.shares(authorship.authors_of(generation, take.candidate, take.step)),
        lineage=lineage.of_take(take),
    )
