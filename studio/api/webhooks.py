"""Webhooks of a project, and what was sent to them."""

from uuid import UUID

from ninja import Router, Status

from studio import access, bodies
from studio.api.requests import Number, SignedInRequest
from studio.models import Delivery, Webhook
from studio.reads.rows import person, said_of
from studio.services.webhooks import sending, webhooks

router = Router()

DELIVERIES_AT_ONCE = 25


def _webhook(row: Webhook, secret: str = "") -> bodies.Webhook:
    return said_of(
        row,
        bodies.Webhook,
        secret=secret,
        created_by=person(row.created_by),
        is_enabled=row.disabled_at is None,
    )


def _delivery(row: Delivery) -> bodies.Delivery:
    is_waiting = row.is_requested or (row.delivered_at is None and row.webhook.disabled_at is None)
    return said_of(row, bodies.Delivery, is_waiting=is_waiting)


@router.get("/projects/{project_id}/webhooks", response=list[bodies.Webhook])
def of_project(request: SignedInRequest, project_id: UUID):
    """The addresses to which events of the project are sent. Secrets are shown only when they are made."""
    project = access.project_for(request.user, project_id, may="own")
    rows = project.webhooks.select_related("created_by").order_by("created_at")
    return [_webhook(row) for row in rows]


@router.post("/projects/{project_id}/webhooks", response={201: bodies.Webhook})
def make(request: SignedInRequest, project_id: UUID, body: bodies.NewWebhook):
    """Send events of chosen types to an address from now on, signed by the Standard Webhooks scheme."""
    project = access.project_for(request.user, project_id, may="own")
    row = webhooks.make(
        project=project, user=request.user, address=body.address, event_types=list(body.events)
    )
    return Status(201, _webhook(row, sending.said_secret(sending.secret_of(row.pk))))


@router.patch("/webhooks/{webhook_id}", response=bodies.Webhook)
def change(request: SignedInRequest, webhook_id: UUID, body: bodies.WebhookChange):
    """Switch it off or on. Switched on, it goes on with the events since."""
    row = access.webhook_for(request.user, webhook_id)
    return _webhook(webhooks.enable(row, is_enabled=body.is_enabled))


@router.delete("/webhooks/{webhook_id}", response={204: None})
def delete(request: SignedInRequest, webhook_id: UUID):
    webhooks.delete(access.webhook_for(request.user, webhook_id))
    return Status(204, None)


@router.get("/webhooks/{webhook_id}/deliveries", response=bodies.DeliveryPage)
def deliveries(request: SignedInRequest, webhook_id: UUID, offset: Number = 0):
    """What was sent or waits, the newest first, a page of 25."""
    rows = access.webhook_for(request.user, webhook_id).deliveries.select_related("webhook").order_by("-seq")
    found = [_delivery(row) for row in rows[offset : offset + DELIVERIES_AT_ONCE]]
    return bodies.DeliveryPage(deliveries=found, total=rows.count())


@router.post("/deliveries/{delivery_id}/again", response=bodies.Delivery)
def send_again(request: SignedInRequest, delivery_id: UUID):
    """Send an event once more, under the same id."""
    return _delivery(webhooks.send_again(access.delivery_for(request.user, delivery_id)))
