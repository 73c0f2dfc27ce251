"""Visits: when somebody was last at a canvas, so that the next time tells what happened since."""

from django.utils import timezone

from studio import bodies, events
from studio.models import Canvas, User, Visit
from studio.reads import history
from studio.reads.streams import stream_seq


@events.atomic()
def note(*, canvas: Canvas, user: User) -> bodies.Since | None:
    """Say that somebody is here now; what others did since the last time, None for nothing."""
    last = Visit.objects.filter(canvas=canvas, user=user).first()
    since = None if last is None else history.since(last)
    now = {"seq": stream_seq(events.canvas_stream(canvas.pk)), "at": timezone.now()}
    Visit.objects.update_or_create(canvas=canvas, user=user, defaults=now)
    return since
