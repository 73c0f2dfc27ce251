"""Acts and the sampler: what is held stays, whatever people do, and a restored run goes on equally."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from studio.models import Act, ActKind, Generation
from studio.reads.runs import acts
from sunmask.chorale.conditioning.features import INDEX
from sunmask.chorale.music.symbols import HIGHEST_PITCH, LOWEST_PITCH
from sunmask.chorale.settings import ChoraleSettings
from sunmask.kinds import kind, registry
from sunmask.method.acts import paint
from sunmask.method.cells import DEFAULT_PIN, CellState, plan_from_states
from sunmask.method.sampling import Denoiser
from sunmask.text.settings import TextSettings
from tests.worker.networks import Guess
from worker.steering import Steering

NUM_STEPS, NUM_CANDIDATES = 10, 2
SHAPE = (4, 32)
NUM_CELLS = 4 * 32
NUM_WORDS = 12
SOME_WORDS = ["the", "sea", "was", "calm", "unfathomably", "Zbigniew", "x-ray", ",", "and", "qqq"]


def random_act(rng: np.random.Generator) -> Act:
    """An act as its row stores it, from a random step on."""
    act = Act(from_step=int(rng.integers(1, NUM_STEPS + 1)), kind=ActKind.CELLS)
    if rng.random() < 0.15:
        act.kind = ActKind.SETTINGS
        changes: list[dict[str, Any]] = [
            {"temperature": 1.7},
            {"rework": False},
            {"rework_steps": 2},
            {"eta": 0.3},
            {"renoise_share": 0.5},
        ]
        act.payload = {"settings": changes[rng.integers(len(changes))]}
        return act
    act.candidate = [None, 0, 1][rng.integers(3)]
    cells = rng.choice(NUM_CELLS, size=rng.integers(1, 40), replace=False).tolist()
    state = [None, 0, 0, 1, 2][rng.integers(5)]
    pinned = [None, True, False][rng.integers(3)] if state != CellState.RENOISABLE else None
    symbols = None
    if state != CellState.RENOISABLE and (rng.random() < 0.3 or (state is None and pinned is None)):
        symbols = rng.integers(LOWEST_PITCH, HIGHEST_PITCH + 1, size=len(cells)).tolist()
    if state is not None and pinned is None:
        pinned = DEFAULT_PIN[CellState(state)]
    act.payload = {"cells": cells, "state": state, "pinned": pinned, "symbols": symbols}
    return act


class Trial:
    """A run of random cells, plan, settings and acts."""

    kind = "chorale"

    def __init__(self, number: int) -> None:
        rng = np.random.default_rng(number)
        content = registry.codec("chorale").blank(num_bars=2)
        content["symbols"] = rng.integers(LOWEST_PITCH, HIGHEST_PITCH + 1, size=SHAPE).tolist()
        states, pins = rng.integers(3, size=SHAPE), rng.random(SHAPE) < 0.4
        self.generation = Generation(
            frozen={"content": content, "states": states.tolist(), "pins": pins.tolist()},
            num_candidates=NUM_CANDIDATES,
            num_acts=1,
        )
        self.settings = ChoraleSettings(num_steps=NUM_STEPS, active_balance=number % 2 == 0)
        self.acts = sorted((random_act(rng) for _ in range(rng.integers(1, 6))), key=lambda a: a.from_step)
        self.seed = number

    def begin(self) -> tuple[Denoiser, Steering]:
        frozen = self.generation.frozen
        denoiser = kind(self.kind).sampler.denoiser(
            frozen["content"],
            plan_from_states(np.array(frozen["states"]), np.array(frozen["pins"])),
            self.settings,
            seed=self.seed,
            candidates=range(NUM_CANDIDATES),
        )
        steering = Steering(self.generation, denoiser)
        steering.add(acts.steering(self.acts))
        return denoiser, steering

    def go_on(self, denoiser: Denoiser, steering: Steering) -> list[list[list[Any]]]:
        """The grids of the steps that are left."""
        network, grids = Guess(), []
        while not denoiser.is_done:
            steering.put_in_force(denoiser.step + 1)
            step = denoiser.advance(network(*denoiser.inputs().arguments))
            grids.append(step.symbols)
        return grids

    def holds(self, candidate: int, step: int) -> np.ndarray:
        """Which cells are held when `step` is made, counted from the record alone."""
        frozen = self.generation.frozen
        states, pins = np.ravel(frozen["states"]), np.ravel(frozen["pins"])
        for act in self.acts:
            if act.kind == ActKind.CELLS and act.from_step <= step and act.candidate in (None, candidate):
                paint(states, pins, *acts.steering([act]))
        return pins & (states != CellState.RENOISABLE)

    def given(self, candidate: int, step: int) -> dict[int, Any]:
        """Symbols that acts put in before `step` is made."""
        return {
            cell: symbol
            for act in self.acts
            if act.kind == ActKind.CELLS and act.from_step == step and act.candidate in (None, candidate)
            for cell, symbol in zip(act.payload["cells"], act.payload["symbols"] or (), strict=False)
        }


class TextTrial(Trial):
    """The same for words; acts bring words of one piece and of many."""

    kind = "text"

    def __init__(self, number: int) -> None:
        rng = np.random.default_rng(number)
        words = rng.choice(SOME_WORDS, size=(1, NUM_WORDS))
        spaces = ["", *[" "] * (NUM_WORDS - 1), ""]
        meta = {"title": "A text", "language": "en"}
        content = {"kind": "text", "meta": meta, "words": words[0].tolist(), "spaces": spaces}
        states, pins = rng.integers(3, size=words.shape), rng.random(words.shape) < 0.4
        self.generation = Generation(
            frozen={"content": content, "states": states.tolist(), "pins": pins.tolist()},
            num_candidates=NUM_CANDIDATES,
            num_acts=1,
        )
        self.settings = TextSettings(num_steps=NUM_STEPS)
        self.acts = sorted((self.act(rng) for _ in range(rng.integers(1, 6))), key=lambda a: a.from_step)
        self.seed = number

    @staticmethod
    def act(rng: np.random.Generator) -> Act:
        act = random_act(rng)
        if act.kind == ActKind.SETTINGS:
            act.payload = {"settings": {"temperature": 1.7}}
        else:
            cells = rng.choice(NUM_WORDS, size=rng.integers(1, 6), replace=False).tolist()
            symbols = act.payload["symbols"] and rng.choice(SOME_WORDS, size=len(cells)).tolist()
            act.payload |= {"cells": cells, "symbols": symbols}
        return act


TRIALS = [
    (Trial, 16),
    (TextTrial, 4),
    pytest.param(Trial, 200, marks=pytest.mark.thorough),
    pytest.param(TextTrial, 40, marks=pytest.mark.thorough),
]
"""How many are tried, of either kind."""


def told_roots(denoiser: Denoiser, candidate: int) -> list[int]:
    """Of each column, the root that the network is told in the next step; 0 where none is asked for."""
    (told_KWF,) = denoiser.layouts[candidate].windows(*[np.zeros(SHAPE, dtype=np.int64)] * 2).columns
    return told_KWF[0, : SHAPE[1], INDEX["root"]].tolist()


@pytest.mark.usefixtures("no_stored_acts")
def test_chords_that_are_asked_for_in_mid_run_are_told_from_their_step_on() -> None:
    trial = Trial(5)
    seventh = {"chord": {"root": 7, "quality": "dom7", "bass": None}}
    nothing = {"cells": [], "state": None, "pinned": None, "symbols": None}
    trial.acts = [
        Act(
            kind=ActKind.CELLS,
            candidate=candidate,
            from_step=step,
            payload=nothing | {"marks": [[4, 8, mark]]},
        )
        for candidate, step, mark in ((1, 3, seventh), (None, 6, None))
    ]
    denoiser, steering = trial.begin()
    steering.put_in_force(2)
    assert not any(told_roots(denoiser, 1))
    steering.put_in_force(3)
    assert told_roots(denoiser, 1) == [0] * 8 + [8] * 4 + [0] * 20
    assert not any(told_roots(denoiser, 0))
    steering.put_in_force(6)
    assert not any(told_roots(denoiser, 1))


@pytest.mark.usefixtures("no_stored_acts")
def test_a_texture_that_is_chosen_in_mid_run_is_told_too() -> None:
    trial = Trial(5)
    trial.acts = [Act(kind=ActKind.SETTINGS, from_step=3, payload={"settings": {"texture": "plain"}})]
    denoiser, steering = trial.begin()
    steering.put_in_force(3)
    assert {int(layout.conditions_TF[0, INDEX["texture"]]) for layout in denoiser.layouts} == {1}  # type: ignore[attr-defined]


@pytest.fixture
def no_stored_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.setattr(acts, "of", lambda _: [])


@pytest.mark.usefixtures("no_stored_acts")
@pytest.mark.parametrize(("make", "num_trials"), TRIALS)
def test_held_cells_never_change_in_runs_with_random_acts(make: type[Trial], num_trials: int) -> None:
    num_held = 0
    for number in range(num_trials):
        trial = make(number)
        denoiser, steering = trial.begin()
        grids = [denoiser.symbols, *trial.go_on(denoiser, steering)]
        for step in range(1, NUM_STEPS + 1):
            for candidate in range(NUM_CANDIDATES):
                held = np.flatnonzero(trial.holds(candidate, step))
                expected = dict(enumerate(grids[step - 1][candidate])) | trial.given(candidate, step)
                now = grids[step][candidate]
                assert [now[cell] for cell in held] == [expected[cell] for cell in held]
                num_held += len(held)
    assert num_held > num_trials * NUM_STEPS


@pytest.mark.usefixtures("no_stored_acts")
@pytest.mark.parametrize(("make", "num_trials"), TRIALS)
def test_a_run_restored_at_any_step_goes_on_equally(make: type[Trial], num_trials: int) -> None:
    for number in range(num_trials):
        trial = make(number)
        denoiser, steering = trial.begin()
        start = denoiser.symbols
        whole = trial.go_on(denoiser, steering)
        for killed_at in {number % NUM_STEPS, NUM_STEPS - 1}:
            again, steering = trial.begin()
            again.restore([start, *whole[:killed_at]], steering.all())
            assert again.step == killed_at
            assert trial.go_on(again, steering) == whole[killed_at:]


@pytest.mark.usefixtures("no_stored_acts")
def test_cells_that_are_freed_change_again_and_renoised_ones_are_noise_at_once() -> None:
    trial = Trial(3)
    trial.settings = replace(trial.settings, eta=0.9)  # rework may leave some out in so few steps
    trial.generation.frozen["states"] = np.zeros(SHAPE, dtype=int).tolist()
    trial.generation.frozen["pins"] = np.ones(SHAPE, dtype=bool).tolist()
    freed, noised = list(range(20)), list(range(40, 60))
    trial.acts = [
        Act(
            kind=ActKind.CELLS,
            candidate=1,
            from_step=4,
            payload={"cells": cells, "state": state, "pinned": False, "symbols": None},
        )
        for cells, state in ((freed, 1), (noised, 2))
    ]
    denoiser, steering = trial.begin()
    start = denoiser.symbols
    grids = [start, *trial.go_on(denoiser, steering)]
    assert grids[3] == start
    assert all(grid[0] == start[0] for grid in grids)
    changed = {cell for cell in range(NUM_CELLS) if grids[-1][1][cell] != start[1][cell]}
    assert changed <= {*freed, *noised}
    assert changed & set(freed)
    assert sum(grids[4][1][cell] != start[1][cell] for cell in noised) > len(noised) / 2


@pytest.mark.usefixtures("no_stored_acts")
def test_a_pin_alone_leaves_the_state_as_it_was() -> None:
    trial = Trial(5)
    trial.generation.frozen["states"] = (np.arange(NUM_CELLS) % 3).reshape(SHAPE).tolist()
    trial.generation.frozen["pins"] = np.zeros(SHAPE, dtype=bool).tolist()
    payload = {"cells": list(range(NUM_CELLS)), "state": None, "pinned": True, "symbols": None}
    trial.acts = [Act(kind=ActKind.CELLS, candidate=0, from_step=1, payload=payload)]
    denoiser, steering = trial.begin()
    trust, renoise = denoiser.trust_BVT.copy(), denoiser.renoise_BVT.copy()
    steering.put_in_force(1)
    assert (denoiser.trust_BVT == trust).all()
    assert (denoiser.renoise_BVT == renoise).all()
    assert denoiser.hold_BVT[0].ravel().tolist() == [cell % 3 != 2 for cell in range(NUM_CELLS)]
    assert not denoiser.hold_BVT[1].any()
