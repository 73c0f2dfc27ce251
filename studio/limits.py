"""The limits that an operator can set, by name, and the buckets that count how often something happens.

Each number but the windows of rates can be set by the environment as SUNMASK_LIMIT_<NAME>. A person who
exceeds one reads so in a sentence, with how long to wait where waiting helps.
"""

import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from studio.environment import limit as _limit
from studio.errors import StudioError
from studio.models import RateBucket

CANDIDATES = _limit("CANDIDATES", 200)
STEPS = _limit("STEPS", 2000)
GENERATIONS_RUNNING = _limit("GENERATIONS_RUNNING", 2)
"""Per person; more of them wait in the queue."""
GENERATIONS_QUEUED = _limit("GENERATIONS_QUEUED", 200)
"""Per person, queued or running."""
ACTS = _limit("ACTS", 5000)
"""Acts on one generation."""
LOOKS_WAITING = _limit("LOOKS_WAITING", 20)
"""Per person."""
LOOK_WAIT_S = _limit("LOOK_WAIT_S", 60)
LOOK_KEPT_S = _limit("LOOK_KEPT_S", 3600)
ATTEMPTS = _limit("ATTEMPTS", 5)
"""Claims of a generation without a new step before it fails. Workers that are killed often can meet one three
times that did them no harm."""
LEASE_S = _limit("LEASE_S", 4)
"""A worker that does not renew the lease of a run for this long counts as dead. Longer than any pass of the
network in a worker that lives."""
SOCKETS_PER_PERSON_AND_PROJECT = _limit("SOCKETS_PER_PERSON_AND_PROJECT", 30)
DOCUMENT_UPDATE_BYTES = _limit("DOCUMENT_UPDATE_BYTES", 256 << 10)
DOCUMENT_BYTES = _limit("DOCUMENT_BYTES", 5 << 20)
DOCUMENT_UPDATES_PER_S = _limit("DOCUMENT_UPDATES_PER_S", 60)
DOCUMENT_UPDATES_AT_ONCE = _limit("DOCUMENT_UPDATES_AT_ONCE", 200)
COLUMNS = _limit("COLUMNS", 4096)
ENGRAVED_UNITS = _limit("ENGRAVED_UNITS", 2000)
"""Notes and rests of one score: while it is engraved (0.3 to 0.8 ms each) other scores wait."""
RENDERINGS_AT_ONCE = _limit("RENDERINGS_AT_ONCE", 2)
"""Sound files, printed scores and pictures that one web process has made at a time."""
RENDERING_WAIT_S = _limit("RENDERING_WAIT_S", 20)
TEXT_WORDS = _limit("TEXT_WORDS", 20_000)
TEXT_CELLS = _limit("TEXT_CELLS", 40_000)
"""Words of a text, and words and marks together."""
TEXT_CHARACTERS = _limit("TEXT_CHARACTERS", 200_000)
PRESENCE_BYTES = _limit("PRESENCE_BYTES", 4 << 10)
PRESENCE_PER_S = _limit("PRESENCE_PER_S", 20)
SEARCH_CHARACTERS = _limit("SEARCH_CHARACTERS", 200)
REQUEST_BYTES = _limit("REQUEST_BYTES", 8 << 20)
UPLOAD_BYTES = _limit("UPLOAD_BYTES", 6 << 20)
BODIES_AT_ONCE = _limit("BODIES_AT_ONCE", 3)
"""Large bodies of requests of one person, or of strangers at one address, that one web process takes in at a
time."""
JOB_CANDIDATES = _limit("JOB_CANDIDATES", 500)
"""Candidates of which a job keeps the best."""
GRID = _limit("GRID", 200)
"""Combinations of a parameter grid."""
JOBS_RUNNING = _limit("JOBS_RUNNING", 4)
"""Per person."""
VARIANTS = _limit("VARIANTS", 12)
"""Variants of one repair or splice."""
SEAM = _limit("SEAM", 64)
"""Columns that are composed anew on each side of a splice."""
UNKEPT_DAYS = _limit("UNKEPT_DAYS", 30)
"""Days for which the steps of a generation stay if nobody has kept anything of it."""
BIN_DAYS = _limit("BIN_DAYS", 30)
"""Days for which what lies in the bin can be restored."""
EVENT_DAYS = _limit("EVENT_DAYS", 30)
"""Days for which a project's events are kept: longer than a session lasts, so that no browser misses one."""
PROJECT_MIB = _limit("PROJECT_MIB", 2048)
"""MiB of the documents, steps, takes and comments of one project, including the bin."""
PERSON_MIB = _limit("PERSON_MIB", 8192)
"""MiB of all projects that one person began."""
ARCHIVE_BYTES = _limit("ARCHIVE_BYTES", 128 << 20)
BODY_BYTES_AT_ONCE = _limit("BODY_BYTES_AT_ONCE", ARCHIVE_BYTES + 4 * REQUEST_BYTES)
"""Bytes of all these bodies together: an archive, and some files beside it."""
BODY_SILENCE_S = _limit("BODY_SILENCE_S", 30)
"""Seconds between two checks of whether a body is still arriving."""
BODY_BYTES_PER_S = _limit("BODY_BYTES_PER_S", 8 << 10)
"""The least rate between two of these checks; a slower body is cut off."""
BODY_S = _limit("BODY_S", 3600)
"""Seconds that a body may take in all."""
ARCHIVE_UNPACKED_BYTES = _limit("ARCHIVE_UNPACKED_BYTES", 1 << 30)
ARCHIVE_LINE_BYTES = _limit("ARCHIVE_LINE_BYTES", 16 << 20)
ARCHIVE_FILES = _limit("ARCHIVE_FILES", 60_000)
ARCHIVE_LINES = _limit("ARCHIVE_LINES", 1_000_000)
ARCHIVE_TRIAL_S = _limit("ARCHIVE_TRIAL_S", 120)
"""Seconds for reading an archive once before its rows are written."""
ARCHIVE_SCORES = _limit("ARCHIVE_SCORES", 500)
"""Takes of an archive that are also written in formats that take long, such as MusicXML."""
COMMENTS = _limit("COMMENTS", 5000)
"""Comments on one canvas."""
VERSIONS = _limit("VERSIONS", 100)
"""Named moments of one canvas."""
HISTORY_BYTES = _limit("HISTORY_BYTES", 4 << 20)
"""Bytes of the edits of one canvas from which its earlier moments follow; the oldest go where there are
more."""
COMMENT_CHARACTERS = _limit("COMMENT_CHARACTERS", 2000)
REMARKS_CHARACTERS = _limit("REMARKS_CHARACTERS", 5000)
TAGS_PER_TAKE = _limit("TAGS_PER_TAKE", 20)
TAKES_PER_RANKING = _limit("TAKES_PER_RANKING", 200)
RANKINGS_PER_PROJECT = _limit("RANKINGS_PER_PROJECT", 500)
REPLAY_LINKS = _limit("REPLAY_LINKS", 20)
"""Replay links of one generation, at a time."""
PRACTICE_LINKS = _limit("PRACTICE_LINKS", 20)
"""Practice links of one canvas, at a time."""
LISTENING_TESTS_PER_PROJECT = _limit("LISTENING_TESTS_PER_PROJECT", 100)
LISTENING_LINKS = _limit("LISTENING_LINKS", 20)
"""Links of one listening test, at a time."""
CAMPAIGNS_PER_PROJECT = _limit("CAMPAIGNS_PER_PROJECT", 100)
ITEMS_PER_CAMPAIGN = _limit("ITEMS_PER_CAMPAIGN", 1000)
TOKENS_PER_PERSON = _limit("TOKENS_PER_PERSON", 20)
WEBHOOKS_PER_PROJECT = _limit("WEBHOOKS_PER_PROJECT", 10)
WEBHOOK_DAYS = _limit("WEBHOOK_DAYS", 5)
"""A webhook that has been refused for so long is switched off."""
WEBHOOK_S = _limit("WEBHOOK_S", 15)
"""Seconds in which its receiver must have answered."""
PROJECTS_PER_PERSON = _limit("PROJECTS_PER_PERSON", 500)
CANVASES_PER_PROJECT = _limit("CANVASES_PER_PROJECT", 500)
INVITATION_LINKS = _limit("INVITATION_LINKS", 20)
"""Invitation links of one project, at a time."""
MEMBERS_PER_PROJECT = _limit("MEMBERS_PER_PROJECT", 200)


@dataclass(frozen=True)
class Rate:
    """At most `count` times in `window_s` seconds. what: completes "Too many ...". advice: completes "Try
    again in 28 minutes", where something else helps at once."""

    name: str
    count: int
    window_s: int
    what: str
    advice: str = ""


SIGN_IN_BY_NAME = Rate(
    "sign-in-name", _limit("SIGN_IN_BY_NAME", 10), 900, "wrong tries to sign in with this name"
)
"""From one address; from a browser in which that person has signed in before, apart from all others."""
SIGN_IN_BY_BROWSER = Rate(
    "sign-in-browser", _limit("SIGN_IN_BY_BROWSER", 20), 900, "wrong tries to sign in from this browser"
)
"""With any names."""
SIGN_IN_BY_ADDRESS = Rate(
    "sign-in-address",
    _limit("SIGN_IN_BY_ADDRESS", 200),
    900,
    "wrong tries to sign in from this network",
    ", or use a browser in which you have signed in before",
)
"""By browsers in which nobody has signed in before. A class shares one address: about three tries for each
pupil."""
SIGN_UP = Rate("sign-up", _limit("SIGN_UP", 120), 3600, "new accounts from this address")
SIGN_UP_BY_LINK = Rate(
    "sign-up-link", _limit("SIGN_UP_BY_LINK", 200), 3600, "new accounts by this invitation link"
)
SIGN_UP_INVITED = Rate(
    "sign-up-invited", _limit("SIGN_UP_INVITED", 400), 3600, "new accounts from this address"
)
"""By invitation links."""
SIGN_IN_LINK = Rate(
    "sign-in-link", _limit("SIGN_IN_LINK", 30), 60, "sign-in links from this address that lead nowhere"
)
SECOND_STEP = Rate("second-step", _limit("SECOND_STEP", 10), 900, "wrong codes for this account")
MAILS = Rate("mail", _limit("MAILS", 30), 3600, "mails")
"""Of one person: invitations, and links that confirm an address."""
RESETS = Rate("reset", _limit("RESETS", 5), 3600, "links to this address")
RESETS_FROM_NETWORK = Rate(
    "reset-network", _limit("RESETS_FROM_NETWORK", 200), 3600, "links from this network"
)
WAYS_IN = Rate("ways-in", _limit("WAYS_IN", 600), 60, "sign-ins begun from this network")
"""At a provider or by a passkey."""
UPLOADS = Rate("upload", _limit("UPLOADS", 60), 3600, "imports")
ARCHIVES = Rate("archive", _limit("ARCHIVES", 60), 3600, "exports of archives")
ENGRAVINGS = Rate("engraving", _limit("ENGRAVINGS", 600), 60, "scores to engrave")
RENDERINGS = Rate("rendering", _limit("RENDERINGS", 240), 3600, "files to make")
WRITES = Rate("write", _limit("WRITES", 600), 60, "changes")
"""By a person in browsers, and once more by all tokens of a person."""
WRONG_TOKENS = Rate("wrong-token", _limit("WRONG_TOKENS", 60), 60, "wrong tokens from this address")
REPLAYS = Rate("replay", _limit("REPLAYS", 600), 60, "visits to replay links from this address")
PRACTICE = Rate("practice", _limit("PRACTICE", 600), 60, "visits to practice links from this address")
LISTENING = Rate("listening", _limit("LISTENING", 600), 60, "visits to listening tests from this address")
LISTENERS = Rate("listener", _limit("LISTENERS", 120), 3600, "new listeners from this address")
"""Each browser is one: a class may begin at once."""
INVITATIONS = Rate("invitation", _limit("INVITATIONS", 600), 60, "visits to invitation links")
HANDSHAKES = Rate("handshake", _limit("HANDSHAKES", 300), 60, "connections from this address")


class Window:
    """A rate that is counted in the memory of this process: for what happens often and does little harm."""

    MOST_KEYS = 10_000

    def __init__(self) -> None:
        self._began: dict[tuple[str, str], tuple[float, int]] = {}
        self._lock = threading.Lock()

    def spend(self, rate: Rate, key: str) -> None:
        """Count one use of `rate` by `key`. Raises StudioError 429 once the window's count is used up."""
        now = time.monotonic()
        with self._lock:
            began_at, count = self._began.get((rate.name, key), (now, 0))
            if now - began_at >= rate.window_s:
                began_at, count = now, 0
            is_full = count >= rate.count
            if not is_full:
                if len(self._began) >= self.MOST_KEYS:
                    self._began.clear()  # rather a window too long for somebody than memory without end
                self._began[rate.name, key] = (began_at, count + 1)
        if is_full:
            raise _too_many(rate, now - began_at)


in_memory = Window()


def spend(rate: Rate, key: str) -> None:
    """Count one use of `rate` by `key` (a person's id or an address).

    Raises StudioError 429 with the seconds to wait once the window's count is used up; 403 where it is 0.
    """
    spend_all([(rate, key)])


@transaction.atomic
def spend_all(counted: Sequence[tuple[Rate, str]]) -> None:
    """The same for several, each with its key; where one is used up, none is counted."""
    for rate, key in counted:
        require_open(rate)
        name = _bucket(rate, key)
        bucket, _ = RateBucket.objects.select_for_update(no_key=True).get_or_create(
            key=name, defaults={"window_start": Now()}
        )
        bucket.refresh_from_db()
        now = RateBucket.objects.filter(key=name).values_list(Now(), flat=True).get()
        # a window that begins in the future was opened by a clock that has been set back since
        if abs(now - bucket.window_start) >= timedelta(seconds=rate.window_s):
            bucket.window_start, bucket.count = now, 0
        if bucket.count >= rate.count:
            raise _too_many(rate, (now - bucket.window_start).total_seconds())
        bucket.count += 1
        bucket.save(update_fields=["window_start", "count"])


def take_back(counted: Sequence[tuple[Rate, str]]) -> None:
    """Undo `spend_all`, for a try that has succeeded."""
    names = [_bucket(*each) for each in counted]
    RateBucket.objects.filter(key__in=names, count__gt=0).update(count=F("count") - 1)


def require_open(rate: Rate) -> None:
    """Raises StudioError 403 where an operator has set the count to 0."""
    if rate.count == 0:
        message = f"This studio does not allow {rate.what}. Ask the person who runs it."
        raise StudioError("closed", 403, message)


def _bucket(rate: Rate, key: str) -> str:
    return f"{rate.name}:{key}"[:160]


def _too_many(rate: Rate, passed_s: float) -> StudioError:
    wait_s = max(1, rate.window_s - int(passed_s))
    message = f"Too many {rate.what}. Try again in {duration(wait_s)}{rate.advice}."
    return StudioError("too_many", 429, message, retry_after_s=wait_s)


def duration(seconds: int) -> str:
    """As people say it, rounded up: "40 seconds", "28 minutes", "2 hours"."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds > size:
            return f"{math.ceil(seconds / size)} {name}s"
        if seconds == size:
            return f"{'an' if name == 'hour' else 'a'} {name}"
    return f"{seconds} seconds" if seconds > 1 else "a second"
