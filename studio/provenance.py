"""What made a take, for people who want to read it without touching their own settings."""

from studio import authorship, bodies, lineage, selectors
from studio.models import ActKind, Take
from studio.services import acts


def of_take(take: Take) -> bodies.TakeSettings:
    """Generation, settings and acts in force when the take's step was made, authors and lineage."""
    generation = take.generation
    made_with = [
        act
        for act in selectors.acts(generation.pk)
        if act.kind in (ActKind.CELLS, ActKind.SETTINGS)
        and act.candidate in (None, take.candidate)
        and act.from_step is not None
        and act.from_step <= take.step
    ]
    return bodies.TakeSettings(
        take=take.pk,
        generation=selectors.generation(generation.pk),
        candidate=take.candidate,
        step=take.step,
        settings=acts.settings_at(generation, take.step),
        seed=generation.seed,
        checkpoint=generation.checkpoint,
        checkpoint_sha256=generation.checkpoint_sha256,
        ran_on=generation.ran_on,
        acts=made_with,
        authorship=authorship.shares(authorship.authors_of(generation, take.candidate, take.step)),
        lineage=lineage.of_take(take),
    )
