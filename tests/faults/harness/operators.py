"""What operators do while people work, or have to stop them for: it must lose nothing either."""

import asyncio
import time
from contextlib import suppress
from typing import Any

import httpx

from tests.faults.harness.kinds import Kind, World
from tests.live_studio import csrf_token
from tests.studio.upgrades.databases import KILLED

UNTIL_KILLED = ("0026", "0027")
"""Migrations at whose record the upgrade is killed, one or the other."""
BEFORE_THEM = "0025"
PRUNE = """
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from studio.models import Canvas, Generation
ago = timezone.now() - timedelta(days=400)
print(Canvas.objects.filter(name__startswith="Old ").exclude(binned_at=None).update(binned_at=ago))
done = Generation.objects.filter(canvas={canvas!r}, state="done").order_by("-number")
old = list(done.values_list("pk", flat=True)[5:])
Generation.objects.filter(pk__in=old).update(finished_at=ago)
call_command("prune")
"""
"""Canvases and runs that nobody needs become old at once."""
COMPACT = """
from studio.documents import store
from studio.models import Canvas
for canvas in Canvas.objects.filter(project={project!r}):
    print(canvas.name, store.compact(canvas))
"""
NUM_OLD = 4
BACKED_UP_S = (0.5, 3.0)
EXPORT_S = 180.0


async def _stopped(world: World, meanwhile: Any) -> None:
    """Stop the studio, do that, and start it again."""
    for actor in world.actors:
        actor.is_paused.set()
    try:
        await asyncio.to_thread(world.installation.stop)
        await asyncio.to_thread(meanwhile)
    finally:
        await asyncio.to_thread(world.installation.start)
        for actor in world.actors:
            actor.is_paused.clear()


async def _kill_migration(world: World) -> None:
    """The studio is stopped and taken back to an earlier state of its tables; `migrate` is killed halfway,
    and the next start finishes it."""
    killed_at = world.chance.choice(UNTIL_KILLED)

    def migrate() -> None:
        world.installation.manage("migrate", "studio", BEFORE_THEM, "--verbosity", "0")
        world.installation.python("-c", KILLED, killed_at, check=False)

    await _stopped(world, migrate)


async def _restore_backup(world: World) -> None:
    """A backup is made while people work, and restored a little later: what was written in open documents
    since is put on top again, and other acts since are gone."""
    path = world.installation.home / "backup.zip"
    begun_at = time.monotonic()
    await asyncio.to_thread(world.installation.manage, "backup", str(path))
    await asyncio.sleep(world.chance.uniform(*BACKED_UP_S))

    def restore() -> None:
        world.installation.manage("check_backup", str(path))
        world.installation.manage("restore", "--replace", str(path))
        path.unlink()
        for actor in world.actors:
            actor.ledger.forget_since(begun_at)
        world.runs.begin_again()

    await _stopped(world, restore)
    for actor in world.actors:
        await asyncio.to_thread(actor.begin_again)


async def _prune(world: World) -> None:
    """Canvases in the bin and steps of earlier runs go, while people work."""

    def prune() -> None:
        for number in range(NUM_OLD):
            with suppress(httpx.HTTPError, AssertionError):
                body = {"kind": "text", "name": f"Old {number}", "options": {"text": "To be let go of."}}
                made = world.reader.make(f"/api/projects/{world.project}/canvases", body)
                world.reader.make(f"/api/canvases/{made['id']}/comments", {"text": "gone soon"})
                world.reader.make(f"/api/canvases/{made['id']}/bin")
        said = world.installation.manage("shell", "-c", PRUNE.format(canvas=world.runs.canvas))
        if "canvases in the bin" not in said:
            world.complaints.append(f"prune said: {said[-300:]}")

    await asyncio.to_thread(prune)


async def _compact(world: World) -> None:
    """The log of each document is merged by a process that is not its web server, while people write."""
    command = COMPACT.format(project=world.project)
    said = await asyncio.to_thread(world.installation.manage, "shell", "-c", command)
    if "Text" not in said:
        world.complaints.append(f"compaction said: {said[-300:]}")


async def _archive(world: World) -> None:
    """The project is exported while people work, and imported as another one; it has all that was
    acknowledged before."""
    before = [word for writer in world.writers if writer.sort == "words" for word in writer.ledger.expected()]

    def out_and_in() -> None:
        reader = world.reader
        archive = reader.http.get(
            f"/api/projects/{world.project}/archive", timeout=EXPORT_S
        ).raise_for_status()
        sent = reader.http.post(
            "/api/archives",
            files={"file": ("archive.zip", archive.content, "application/zip")},
            headers={"X-CSRFToken": csrf_token(reader.http), "Referer": f"{reader.url}/"},
            timeout=EXPORT_S,
        )
        assert sent.is_success, f"{sent.status_code} {sent.text[:300]}"
        copy = sent.json()["id"]
        canvases = reader.get(f"/api/projects/{copy}/snapshot")["canvases"]
        text = next(canvas["id"] for canvas in canvases if canvas["name"] == "Text")
        found = set(
            reader.http.get(f"/api/canvases/{text}/export?format=text").raise_for_status().text.split()
        )
        reader.make(f"/api/projects/{copy}/bin")
        if lacking := [word for word in before if word not in found]:
            world.complaints.append(f"an archive lacks {len(lacking)} words: {lacking[:5]}")

    try:
        await asyncio.to_thread(out_and_in)
    except (httpx.HTTPError, AssertionError) as error:
        world.complaints.append(f"an archive did not go out and in: {error!r:.300}")


KINDS = (
    Kind("migration killed", "both", "all", _kill_migration, is_rare=True),
    Kind("backup restored", "both", "all", _restore_backup, is_rare=True),
    Kind("pruned under load", "both", "all", _prune, is_rare=True),
    Kind("documents merged under load", "both", "all", _compact, is_rare=True),
    Kind("archive out and in", "both", "all", _archive, is_rare=True),
)
