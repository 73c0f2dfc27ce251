"""The Celery worker process: one engine in a thread of its own, called by tasks that carry nothing.

The thread also polls by itself each IDLE_INTERVAL_S, so that a dead broker stops no generation; the pool
stays free, so that tasks and a stop arrive while the engine steps.
"""

import logging
import os
import socket
import threading
import time
from contextlib import suppress

import redis
import torch
from celery import shared_task
from celery.signals import worker_ready, worker_shutdown, worker_shutting_down
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections

from studio.backups import daily
from studio.environment import environment
from studio.ops import heartbeats
from studio.services.collection import campaigns
from studio.services.runs import claims, jobs
from studio.services.upkeep import pruning
from studio.services.webhooks import delivering
from sunmask.kinds import kinds
from sunmask.models import cards
from worker import devices
from worker.engine import Engine

logger = logging.getLogger(__name__)

IDLE_INTERVAL_S = 1.0
SIGN_OF_LIFE_INTERVAL_S = 1.0
STOP_TIMEOUT_S = 6.0
DELIVERING = "webhooks"
MOST_DELIVERING = 4
"""Threads of this process that send to webhooks, each to one at a time."""

engine = Engine(f"{socket.gethostname()}:{os.getpid()}", checkpoints=environment().worker_checkpoints)
_thread: threading.Thread | None = None


@shared_task
def work() -> None:
    """Wake the engine of this process: there is something new."""
    engine.called.set()


@shared_task
def reap() -> None:
    """Revoke expired leases, see `services.runs.claims.reap`, and let jobs continue."""
    claims.reap()
    jobs.advance_all()


@shared_task
def prune() -> None:
    """Delete rows that are kept for a time only; see `services.upkeep.pruning`."""
    pruning.prune()


@shared_task
def deliver() -> None:
    """Send events to webhooks; see `services.webhooks.delivering`. Deadlines that have passed are events."""
    campaigns.announce_deadlines()
    threads = [thread for thread in threading.enumerate() if thread.name == DELIVERING]
    if len(threads) < MOST_DELIVERING and delivering.is_any_due():
        threading.Thread(target=_deliver, name=DELIVERING, daemon=True).start()  # receivers may be slow


def _deliver() -> None:
    try:
        while delivering.deliver_next():
            pass
    except DatabaseError as error:  # what was not noted as sent is sent again
        logger.warning("webhooks wait: %s", error)
    finally:
        connections.close_all()


@shared_task
def back_up() -> None:
    """Make the backup of the day on this machine; see `studio.backups.daily`."""
    threading.Thread(target=_back_up, name="backup", daemon=True).start()  # other tasks do not wait for it


def _back_up() -> None:
    try:
        daily.back_up(environment().num_backups)
    except (DatabaseError, OSError) as error:
        logger.error("there is no backup of today: %s", error)
    finally:
        connections.close_all()


@worker_ready.connect
def start_unless_it_runs(**_: object) -> None:
    """Start the engine when Celery is ready; one that stood by has started it before."""
    if _thread is None:
        start()


def start() -> None:
    """Start the engine, and a sign of life that healthz reads."""
    global _thread
    _thread = threading.Thread(target=_run, name="engine", daemon=True)
    _thread.start()
    threading.Thread(target=_show_life, args=(_thread,), name="sign of life", daemon=True).start()
    threading.Thread(target=_keep_leases, args=(_thread,), name="leases", daemon=True).start()


@worker_shutting_down.connect
def ask_to_stop(**_: object) -> None:
    """On SIGTERM: stop after the present pass of the network."""
    engine.is_stopping = True
    engine.called.set()


@worker_shutdown.connect
def wait_for_the_end(**_: object) -> None:
    """Let the engine give back what it holds before the process ends."""
    ask_to_stop()
    if _thread is not None:
        _thread.join(STOP_TIMEOUT_S)
    if settings.REDIS_URL:
        with suppress(redis.RedisError):
            heartbeats.take_leave(engine.name)


def get_ready() -> None:
    """Warm up before this worker's turn, unless that needs the GPU, which another worker may still hold."""
    if devices.is_on_cpu(environment().device):
        _warm_up()


def _warm_up() -> None:
    torch.set_num_threads(environment().num_threads)
    for kind in kinds():
        try:
            card = cards.default_card(kind)
            if not engine.checkpoints or card.name in engine.checkpoints:
                engine.warm_up(card)
        except Exception:
            logger.exception("no checkpoint for canvases of kind %s is ready", kind)


def _run() -> None:
    try:
        for name in engine.checkpoints:
            cards.card_named(name)
        engine.device = devices.take(environment().device)
    except ValueError as error:
        logger.critical("this worker computes nothing: %s", error)
        return
    _warm_up()
    engine.is_ready = True
    while not engine.is_stopping:
        try:
            engine.work()
            close_old_connections()
        except Exception:
            logger.exception("the engine failed and begins anew")
            close_old_connections()
            time.sleep(IDLE_INTERVAL_S)
        if not engine.is_stopping:
            engine.called.wait(IDLE_INTERVAL_S)
    connections.close_all()


def _keep_leases(thread: threading.Thread) -> None:
    while thread.is_alive():
        try:
            engine.keep_leases()
        except DatabaseError as error:
            logger.warning("leases were not prolonged: %s", error)
        finally:
            close_old_connections()
        time.sleep(SIGN_OF_LIFE_INTERVAL_S)
    connections.close_all()


def neighbours() -> frozenset[str]:
    """The workers that are ready for work of the same checkpoints, by name. Raises redis.RedisError."""
    return frozenset(
        name
        for name, worker in heartbeats.workers().items()
        if worker.is_ready and worker.checkpoints == engine.checkpoints
    )


def _show_life(thread: threading.Thread) -> None:
    while settings.REDIS_URL and thread.is_alive():
        with suppress(redis.RedisError):  # healthz says itself that the broker is down
            heartbeats.say(
                engine.name,
                engine.seconds_per_step,
                is_ready=engine.is_ready and not engine.is_held,
                device=engine.device,
                num_slots=engine.num_slots,
                checkpoints=engine.checkpoints,
            )
            engine.sharing.neighbours = neighbours()
        time.sleep(SIGN_OF_LIFE_INTERVAL_S)
