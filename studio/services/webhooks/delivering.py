"""Events to webhooks: each at least once, in the order of the project's stream, tried again for days.

A webhook's row says up to which event all is sent. Whoever sends claims the row for a time and moves that
number after the receiver took the event: a process that dies sends one event twice and loses none.
"""

import random
import time
import uuid
from datetime import datetime, timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from studio import limits
from studio.models import Delivery, EventRow, Stream, Webhook
from studio.services.webhooks import messages, sending

CLAIM_S = 90.0
"""Longer than one message can take."""
TURN_S = 20.0
"""After this long the next webhook gets its turn."""
EVENTS_AT_ONCE = 200
FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 6 * 3600.0


def is_any_due() -> bool:
    return _due().exists()


def deliver_next() -> bool:
    """Claim one webhook for which something waits and send in its turn; False where none waits."""
    turn = _take_up()
    if turn is None:
        return False
    try:
        turn.send_again()
        if turn.is_due:
            turn.go_on()
    finally:
        turn.end()
    return True


def wait_s(num_failures: int) -> float:
    """Seconds until an event that was refused so many times is tried again: twice as long each time, and
    not all webhooks of a receiver at once."""
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(num_failures - 1, 20))
    return longest * random.uniform(0.8, 1.2)


def _due() -> QuerySet[Webhook]:
    """Webhooks that nobody sends for and for which something is to be sent."""
    seq = Subquery(Stream.objects.filter(name=OuterRef("stream")).values("seq")[:1])
    is_requested = Exists(Delivery.objects.filter(webhook=OuterRef("pk"), is_requested=True))
    rows = Webhook.objects.annotate(seq=seq, is_requested=is_requested)
    is_free = Q(claimed_until=None) | Q(claimed_until__lte=Now())
    return rows.filter(is_free, _has_news() | Q(is_requested=True))


def _has_news() -> Q:
    return Q(disabled_at=None, seq__gt=F("cursor")) & (Q(next_try_at=None) | Q(next_try_at__lte=Now()))


def _in(seconds: float) -> ExpressionWrapper:
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())


def _take_up() -> "_Turn | None":
    for webhook in _due().order_by(F("claimed_until").asc(nulls_first=True))[:5]:
        claim = uuid.uuid4().hex
        is_free = Q(claimed_until=None) | Q(claimed_until__lte=Now())
        claimed = Webhook.objects.filter(is_free, pk=webhook.pk)
        if claimed.update(claimed_by=claim, claimed_until=_in(CLAIM_S)):
            return _Turn(Webhook.objects.get(pk=webhook.pk), claim)
    return None


class _Turn:
    """What is sent for one webhook while it is claimed."""

    def __init__(self, webhook: Webhook, claim: str) -> None:
        self.webhook = webhook
        self._mine = Webhook.objects.filter(pk=webhook.pk, claimed_by=claim)
        self._until = time.monotonic() + TURN_S

    @property
    def is_due(self) -> bool:
        """Whether it is switched on, and an event that was refused has waited long enough."""
        next_try_at = self.webhook.next_try_at
        return self.webhook.disabled_at is None and (next_try_at is None or next_try_at <= timezone.now())

    def end(self) -> None:
        self._mine.update(claimed_by="", claimed_until=Now())

    def send_again(self) -> None:
        """Send once what people requested."""
        for delivery in list(self.webhook.deliveries.filter(is_requested=True).order_by("seq")):
            if not self._mine.update(claimed_until=_in(CLAIM_S)):
                return
            self._try(delivery)
            Delivery.objects.filter(pk=delivery.pk).update(is_requested=False)

    def go_on(self) -> None:
        """Send the events after the cursor, in order, until one is refused or the turn is over."""
        while time.monotonic() < self._until:
            seq = Stream.objects.filter(name=self.webhook.stream).values_list("seq", flat=True).first() or 0
            after = EventRow.objects.filter(stream=self.webhook.stream, seq__gt=self.webhook.cursor)
            rows = list(after.filter(kind__in=messages.KINDS).order_by("seq")[:EVENTS_AT_ONCE])
            for row in rows:
                content = messages.content_of(row)
                if content is None or content[0] not in self.webhook.events:
                    continue
                if time.monotonic() >= self._until or not self._deliver(row, content):
                    return
            if len(rows) < EVENTS_AT_ONCE:
                self._move(seq)
                return
            self._move(rows[-1].seq)

    def _deliver(self, row: EventRow, content: messages.Content) -> bool:
        """Whether the event was taken, and more may follow."""
        if not self._mine.filter(disabled_at=None).update(claimed_until=_in(CLAIM_S)):
            return False
        delivery, _ = Delivery.objects.get_or_create(
            webhook=self.webhook,
            message_id=messages.id_of(row),
            defaults={"seq": row.seq, "type": content[0], "body": messages.body_of(row, content)},
        )
        if delivery.delivered_at is None:
            answer = self._try(delivery)
            if not answer.is_taken:
                self._note_failure(answer)
                return False
        return self._move(row.seq)

    def _try(self, delivery: Delivery) -> sending.Answer:
        answer = sending.send(
            address=self.webhook.address,
            secret=sending.secret_of(self.webhook.pk),
            message_id=delivery.message_id,
            body=delivery.body.encode(),
        )
        now = timezone.now()
        Delivery.objects.filter(pk=delivery.pk).update(
            num_tries=F("num_tries") + 1,
            tried_at=now,
            status=answer.status,
            problem=answer.problem,
            delivered_at=now if answer.is_taken else delivery.delivered_at,
        )
        return answer

    def _move(self, seq: int) -> bool:
        """Say that everything up to a number is sent; whether the claim still held."""
        self.webhook.cursor = max(seq, self.webhook.cursor)
        self.webhook.num_failures, self.webhook.failing_since = 0, None
        moved = {"cursor": self.webhook.cursor, "num_failures": 0, "failing_since": None}
        return bool(self._mine.update(**moved, next_try_at=None))

    def _note_failure(self, answer: sending.Answer) -> None:
        now = timezone.now()
        since = self.webhook.failing_since or now
        num = self.webhook.num_failures + 1
        note = _why_off(answer, since, now)
        self._mine.update(
            num_failures=num,
            failing_since=since,
            next_try_at=_in(wait_s(num)),
            disabled_at=now if note else None,
            note=note,
        )


def _why_off(answer: sending.Answer, since: datetime, now: datetime) -> str:
    """The sentence with which a webhook is switched off; "" while it is tried again."""
    if answer.status == sending.GONE:
        return "Switched off: the receiver answered that it is gone (410)."
    if now - since >= timedelta(days=limits.WEBHOOK_DAYS):
        return (
            f"Switched off after {limits.WEBHOOK_DAYS} days of failures. {answer.problem} Mend the receiver, "
            "then switch it on: it goes on where it ended."
        )[:300]
    return ""
