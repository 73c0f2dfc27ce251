"""What owners do with the webhooks of their project: make, switch off and on, delete, send again."""

from django.utils import timezone

from studio import events, limits
from studio.models import Delivery, Project, User, Webhook
from studio.reads.streams import stream_seq
from studio.services import audit, projects
from studio.services.upkeep.checks import require_room_for_another
from studio.services.webhooks.addresses import target_of


def make(*, project: Project, user: User, address: str, event_types: list[str]) -> Webhook:
    """A webhook for what happens from now on. Raises StudioError 422 for an address to which nothing may be
    sent, 409 when there are too many."""
    target_of(address)  # before the transaction: a host may take long to be found
    return _make(project, user, address, event_types)


@events.atomic()
def _make(project: Project, user: User, address: str, event_types: list[str]) -> Webhook:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    projects.require_live(project)
    sentence = "A project can have at most {most} webhooks. Delete one that you no longer need."
    num = Webhook.objects.filter(project=project).count()
    require_room_for_another(num, limits.WEBHOOKS_PER_PROJECT, "too_many_webhooks", sentence)
    stream = events.project_stream(project.pk)
    audit.record("webhook.made", project=project, subject=address)
    return Webhook.objects.create(
        project=project,
        address=address,
        events=sorted(set(event_types)),
        created_by=user,
        stream=stream,
        cursor=stream_seq(stream),
    )


@events.atomic()
def enable(webhook: Webhook, *, is_enabled: bool) -> Webhook:
    """Switch it on, to go on where it ended, or off."""
    Webhook.objects.filter(pk=webhook.pk).update(
        disabled_at=None if is_enabled else timezone.now(),
        note="",
        num_failures=0,
        failing_since=None,
        next_try_at=None,
    )
    webhook.refresh_from_db()
    value = "on" if is_enabled else "off"
    audit.record("webhook.switched", project=webhook.project, subject=webhook.address, value=value)
    return webhook


@events.atomic()
def delete(webhook: Webhook) -> None:
    audit.record("webhook.deleted", project=webhook.project, subject=webhook.address)
    webhook.delete()


def send_again(delivery: Delivery) -> Delivery:
    """Have an event sent once more, whether it was delivered or not, out of its turn."""
    delivery.is_requested = True
    delivery.save(update_fields=["is_requested"])
    return delivery
