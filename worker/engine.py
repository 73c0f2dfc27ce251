"""The stepping loop of one device: its share of the generations, in batches that take turns.

The network sees a few windows at a time, one of each run in turn, so that a small run is not held up by a
large one, and in between the database is polled for requests of people. The logits of a window do not
depend on the rest of its batch (`sunmask.models.inference`), so neither does a candidate.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Protocol, TypeVar
from uuid import UUID

import torch
from django.db import DatabaseError, close_old_connections
from torch import Tensor

from studio.errors import StudioError
from studio.models import Generation, Requested
from studio.ops import log_context, tracing
from studio.reads.runs.acts import steering
from studio.services.runs import acts, chores, claims, generations, holds, reproductions
from studio.services.upkeep import storage_used
from sunmask.kinds import kind, samplers
from sunmask.models import checkpoints
from sunmask.models.cards import Card
from sunmask.models.devices import sort_of
from sunmask.models.inference import fastest_precision
from worker import devices
from worker.grading import Gradings
from worker.looks import LooksInHand
from worker.recorder import flush_interval_s, store
from worker.runs import Run
from worker.sharing import Sharing, sooner_elsewhere
from worker.slots import NUM_SLOTS, Slots
from worker.speed import seconds_per_step

logger = logging.getLogger(__name__)

T = TypeVar("T")

POLL_INTERVAL_S = 0.1
RENEW_INTERVAL_S = 1.0
LONGEST_PASS_S = 60.0
"""An engine that has not polled for this long counts as hung: its leases are no longer renewed."""
LONGEST_NAP_S = 0.05
LIMIT_CELLS = {"cpu": 1 << 18, "cuda": 1 << 20}
"""A process claims another run only while its runs have fewer cells than this, by device. So the last one may
exceed it."""
PASSES_AT_ONCE = {"cpu": 1, "cuda": 4}
"""Passes of the network between two polls, by device."""
OUT_OF_MEMORY = "This generation does not fit the worker's memory. Start it with fewer candidates."

FAILED = "The worker could not continue this generation. Its log has the reason. Start it again."


class Network(Protocol):
    """The part of `InferenceModel` that the engine needs: windows in, logits out. lanes: how many windows
    one pass takes."""

    card: dict[str, Any]
    device: str
    lanes: int
    precision: str

    def __call__(self, *inputs: Tensor) -> Tensor: ...


def load_network(name: str, sha256: str, device: str | None = None, precision: str | None = None) -> Network:
    """A checkpoint, ready to run. Raises ValueError if its weights have changed."""
    checkpoint = checkpoints.load(name)
    if checkpoint.card["sha256"] != sha256:
        raise ValueError(
            f"The checkpoint {name} has changed since this generation began. Start a new generation."
        )
    return checkpoint.for_inference(device, precision)


class Engine:
    """The loop that claims, steps and stores until it is told to stop. One per process and device."""

    def __init__(
        self,
        name: str,
        *,
        load: Callable[[str, str, str], Network] | None = None,
        limit_cells: int | None = None,
        checkpoints: frozenset[str] = chores.ANY_CHECKPOINT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """checkpoints: the names of the only checkpoints it works for."""
        self.name, self.checkpoints = name, checkpoints
        self.is_ready = self.is_stopping = self.is_held = False
        self.called = threading.Event()
        """Set when there may be something new, so that the engine polls at once."""
        self.runs: list[Run] = []
        self.slots = Slots(checkpoints=checkpoints, clock=clock)
        self.sharing = Sharing(name, checkpoints=checkpoints, clock=clock)
        self.gradings = Gradings(self._network, name, checkpoints=checkpoints)
        self.looks = LooksInHand(self._network, name, checkpoints=checkpoints)
        self.seconds_per_step: dict[str, float] = {}
        """Seconds that one step of one candidate takes, by the checkpoint's SHA-256."""
        self._networks: dict[tuple[str, str, str], Network] = {}
        """By checkpoint, SHA-256 and precision."""
        self._load, self._clock = load or self._load_here, clock
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        """Where its networks compute; chosen before the first of them is loaded."""
        self._requested_cells = limit_cells
        self._begun: Generation | None = None
        """The generation that is claimed but not yet among the runs."""
        self._polled_at = self._renewed_at = float("-inf")

    def work(self) -> None:
        """Step until nothing is left to run, or `is_stopping`; then give back its runs."""
        try:
            while not self.is_stopping:
                self._poll()
                is_alone = not any(run.is_due for run in self.runs)
                has_graded = self.gradings.advance(is_alone=is_alone)
                has_looked = self.looks.advance(is_alone=is_alone)
                if self.runs:
                    self.tick()
                elif not has_graded and not has_looked:
                    return
        finally:
            self._give_back(list(self.runs))

    def warm_up(self, card: Card) -> None:
        """Load a checkpoint and run it once, so that no generation has to wait for loading. For kinds with
        qualities, also measure the seconds per step, which the panel shows. Later calls do nothing. Raises
        ValueError if weights are missing or have changed."""
        if card.sha256 in (sha256 for _, sha256, _ in self._networks):
            return
        network = self._network(card.name, card.sha256)
        kind(card.kind).sampler.make_ready()
        network(*kind(card.kind).sampler.any_windows(network.lanes))
        if kind(card.kind).qualities:
            self.seconds_per_step[card.sha256] = seconds_per_step(network, card.kind)

    @property
    def _limit_cells(self) -> int:
        return self._requested_cells or LIMIT_CELLS[sort_of(self.device).name]

    def _load_here(self, name: str, sha256: str, precision: str) -> Network:
        return load_network(name, sha256, self.device, precision)

    def _network(self, name: str, sha256: str, precision: str | None = None) -> Network:
        key = name, sha256, precision or fastest_precision(self.device)
        if key not in self._networks:
            self._networks[key] = self._load(*key)
        return self._networks[key]

    def tick(self) -> None:
        """Take up acts, compute the next windows, and store what is due; wait briefly if no run may step."""
        self._take_up_acts()
        due = self.slots.in_turn(run for run in self.runs if run.is_due)
        if due:
            self._compute(due)
        self._store(list(self.runs))
        if not due and not self.looks:
            waits = [wait for run in self.runs if (wait := run.wait_s()) is not None]
            self.called.wait(min([LONGEST_NAP_S, *waits]))

    # ---- requests of people ---------------------------------------------------------------------

    def _poll(self) -> None:
        """Query the database for new controls, acts, grades, looks and runs, if that is due."""
        now = self._clock()
        if self.runs and not self.called.is_set() and now - self._polled_at < POLL_INTERVAL_S:
            return
        self.called.clear()
        self._polled_at = now
        self.gradings.wake()
        self.looks.wake()
        try:
            self._poll_controls()
            self._claim_or_give_back()
        except DatabaseError:
            if not self.runs:
                raise
            # the runs continue; the leases limit for how long
            logger.warning("could not read requests from the database", exc_info=True)
            close_old_connections()

    def _poll_controls(self) -> None:
        now = self._clock()
        controls = claims.controls(run.generation_id for run in self.runs)
        for run in list(self.runs):
            control = controls.get(run.generation_id)
            if control is None or control.fence != run.fence:
                self._drop([run])  # paused, stopped, failed or claimed by another
            else:
                run.pace, run.steps_granted = control.pace, control.steps_granted
                run.is_ending = control.requested == Requested.STOP
                run.steering.note_num_acts(control.num_acts)
        if now - self._renewed_at > RENEW_INTERVAL_S:
            self._renewed_at = now
            held = claims.renew({run.generation_id: run.fence for run in self.runs})
            self._drop(run for run in list(self.runs) if run.generation_id not in held)
            self.slots.charge()

    def _claim_or_give_back(self) -> None:
        """Claim this worker's share. Give a run back if another worker has at least two fewer and nothing
        waits, or if a waiting person has received less work. A worker that an operator holds claims
        nothing, and gives back its runs if the operator asked for that."""
        hold = holds.of(self.name)
        self.is_held = hold is not None
        if hold is not None:
            if hold.gives_back:
                self._give_back(list(self.runs), state="queued")
            return
        if self._has_room:
            self._claim(self.sharing.most_to_claim(len(self.runs)))
        elif (last := self.slots.to_give(self.runs)) is not None and self._claim_one():
            with log_context.within(**last.about):
                logger.info("generation %s waits: it is another person's turn", last.generation_id)
            self._give_back([last], state="queued")
        if self.sharing.should_give_back(len(self.runs)):
            run = sooner_elsewhere(self.runs)
            if run is not None:
                with log_context.within(**run.about):
                    logger.info("generation %s goes to a worker with fewer runs", run.generation_id)
                self._give_back([run])

    @property
    def num_slots(self) -> int:
        """How many runs it steps in turn, each as fast as it can."""
        return NUM_SLOTS[sort_of(self.device).name]

    @property
    def _has_room(self) -> bool:
        return self._free_cells > 0 and sum(run.has_slot for run in self.runs) < self.num_slots

    @property
    def _free_cells(self) -> int:
        return self._limit_cells - sum(run.num_cells for run in self.runs)

    def _claim(self, most: int | None) -> None:
        """Claim and begin runs while there is room, at most `most` of them, if given."""
        while self._has_room and most != 0 and self._claim_one():
            most = None if most is None else most - 1

    def _claim_one(self) -> bool:
        claimed = claims.claim(worker=self.name, most=1, checkpoints=self.checkpoints)
        for generation in claimed:
            self._take_up(generation)  # before another is claimed, so that its lease does not run out
        return bool(claimed)

    def _take_up_acts(self) -> None:
        """Stamp the new acts of every run that is between two steps."""
        for run in self.runs:
            if run.steering.has_news and run.is_between_steps:
                try:
                    stamped = acts.take_up(
                        generation_id=run.generation_id, fence=run.fence, step=run.denoiser.step + 1
                    )
                except DatabaseError:
                    with log_context.within(**run.about):
                        logger.warning(
                            "could not take up the acts on generation %s yet; trying again",
                            run.generation_id,
                            exc_info=True,
                        )
                    close_old_connections()
                else:
                    run.steering.add(steering(stamped))
                    run.steering.has_news = False

    def keep_leases(self) -> None:
        """Renew leases if the engine itself is late. A separate thread calls this every second.

        A pass of the network, a claim or a start can take longer than a lease on a busy machine; an
        engine that hangs loses its leases. Raises DatabaseError.
        """
        now = self._clock()
        if now - self._renewed_at > 2 * RENEW_INTERVAL_S and now - self._polled_at < LONGEST_PASS_S:
            fences = {run.generation_id: run.fence for run in list(self.runs)}
            if (begun := self._begun) is not None:
                fences[begun.pk] = begun.fence
            claims.renew(fences)

    def _take_up(self, generation: Generation) -> None:
        self._begun = generation
        try:
            with log_context.within(**claims.about(generation)):
                self._begin(generation)
        finally:
            self._begun = None

    def _begin(self, generation: Generation) -> None:
        # this engine may have lost the lease and still hold the old run
        self._drop([run for run in self.runs if run.generation_id == generation.pk])
        try:
            seconds_of_step = self.seconds_per_step.get(generation.checkpoint_sha256, 0.0)
            precision = devices.precision_of(generation, self.device)
            network = self._network(generation.checkpoint, generation.checkpoint_sha256, precision)
            run = Run(
                generation,
                network=network,
                precision=precision,
                seconds_per_step=seconds_of_step,
                clock=self._clock,
            )
            if not generation.ran_on:
                claims.record_environment(
                    generation_id=run.generation_id,
                    fence=run.fence,
                    ran_on=devices.describe(network.device, network.precision)
                    | samplers.chosen(kind(generation.canvas.kind), generation.settings).depends_on(),
                )
        except Exception as error:
            logger.exception("generation %s could not be started", generation.pk)
            self._fail(generation.pk, generation.fence, error)
            return
        self.runs.append(run)
        self.slots.take_in(run)
        self._store([run])

    # ---- stepping -------------------------------------------------------------------------------

    def _compute(self, due: list[Run]) -> None:
        """Continue with the first run's decisions, or run one forward pass (a few on a fast device) over
        windows of all due runs of its network."""
        if due[0].is_deciding:
            self._attempt(due[0], due[0].decide)
            return
        due = [run for run in due if not run.is_deciding]
        key = due[0].network_key
        network = self._network(*key)
        most = network.lanes * PASSES_AT_ONCE[sort_of(network.device).name]
        shares = self._windows_per_run([run for run in due if run.network_key == key], most)
        if not shares:
            return
        try:
            arguments = zip(*(run.windows(count) for run, count in shares), strict=True)
            began = self._clock()
            logits = network(*(torch.cat(rows) for rows in arguments))
            seconds = (self._clock() - began) / len(logits)
        except Exception as error:
            if devices.is_out_of_memory(error) and network.lanes > 1:
                network.lanes //= 2
                torch.cuda.empty_cache()
                logger.warning("out of memory: continuing with %d windows at once", network.lanes)
            elif len(shares) > 1:
                for run, _ in shares:  # whose fault is it?
                    self._compute([run])
            else:
                self._end_with(due[0], error)
            return
        first = 0
        for run, count in shares:
            self._attempt(run, partial(run.take, logits[first : first + count], count * seconds))
            first += count

    def _windows_per_run(self, runs: list[Run], most: int) -> list[tuple[Run, int]]:
        """How many windows of each run are computed next: dealt out one at a time, at most `most` in all, all
        of one shape."""
        left: dict[Run, int] = {}
        for run in runs[:most]:
            if (num_windows := self._attempt(run, run.num_windows_left)) is not None:
                left[run] = num_windows
        shape = next((run.window_shape for run in left), None)
        left = {run: count for run, count in left.items() if run.window_shape == shape}
        counts = dict.fromkeys(left, 0)
        while most > 0 and any(counts[run] < left[run] for run in left):
            for run in left:
                if most > 0 and counts[run] < left[run]:
                    counts[run] += 1
                    most -= 1
        return [(run, count) for run, count in counts.items() if count]

    def _attempt(self, run: Run, act: Callable[[], T]) -> T | None:
        """Do something with one run; an error ends only this run."""
        try:
            return act()
        except Exception as error:
            self._end_with(run, error)
            return None

    def _end_with(self, run: Run, error: Exception) -> None:
        with log_context.within(**run.about):
            logger.exception("generation %s failed", run.generation_id)
        self._drop([run])
        self._fail(run.generation_id, run.fence, error)

    # ---- storing --------------------------------------------------------------------------------

    def _store(self, runs: list[Run]) -> None:
        """Store the steps that are due in one commit; drop runs that are done or no longer ours."""
        interval_s = flush_interval_s(len(self.runs))
        if not any(run.is_due_to_store(interval_s) for run in runs):
            return
        # those that are nearly due come along: from then on they are due together
        runs = [run for run in runs if run.is_due_to_store(interval_s / 2)]
        try:
            are_ours = store([run.recorder for run in runs])
            for run, is_ours in zip(runs, are_ours, strict=True):
                if is_ours and run.is_done:
                    claims.release(
                        generation_id=run.generation_id,
                        fence=run.fence,
                        state="done",
                        result_hash=run.result_hash(),
                        best_first=run.best_first,
                        verdict=reproductions.verdict(run.generation_id) if run.is_reproduction else None,
                    )
                elif is_ours and run.ends_here:
                    generations.stop_as_requested(generation_id=run.generation_id, fence=run.fence)
                elif is_ours:
                    self._pause_if_full(run)
        except DatabaseError:
            # the steps are kept and offered again; the lease limits for how long
            logger.warning("steps of %d generations were not stored yet", len(runs), exc_info=True)
            close_old_connections()
            self.called.wait(LONGEST_NAP_S)
            return
        self._drop(
            run
            for run, is_ours in zip(runs, are_ours, strict=True)
            if not is_ours or run.is_done or run.ends_here
        )

    def _pause_if_full(self, run: Run) -> None:
        """Pause a run whose project is full, with an error that tells people why; they can resume it once
        there is room."""
        try:
            storage_used.require_room(run.recorder.project)
        except StudioError as full:
            claims.release(
                generation_id=run.generation_id, fence=run.fence, state="paused", error=full.message
            )
            self._drop([run])

    def _drop(self, runs: Iterable[Run]) -> None:
        for run in runs:
            if run in self.runs:
                self.runs.remove(run)
            self.slots.let_go(run)
            tracing.end(run.span, last_step=run.denoiser.step)

    @staticmethod
    def _fail(generation_id: UUID, fence: int, error: Exception) -> None:
        sentence = OUT_OF_MEMORY if devices.is_out_of_memory(error) else FAILED
        if isinstance(error, ValueError):
            sentence = str(error)
        claims.release(generation_id=generation_id, fence=fence, state="failed", error=sentence[:500])

    def _give_back(self, runs: Iterable[Run], state: str = "running") -> None:
        """Store the steps that wait, and end the leases. With state "queued" the runs wait for the person's
        next turn; otherwise another worker continues them at once."""
        for run in runs:
            self._drop([run])
            try:
                if store([run.recorder])[0]:
                    claims.release(generation_id=run.generation_id, fence=run.fence, state=state)
            except DatabaseError:
                with log_context.within(**run.about):
                    logger.warning("generation %s keeps its lease until it ends", run.generation_id)
