"""The acts of people on one run: the step from which each holds, and its effect on the run's plan.

B candidates, V rows and T columns of cells, C = V T
"""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from studio.models import Generation
from studio.reads.runs import acts
from sunmask.kinds.marks import with_marks
from sunmask.kinds.settings import known
from sunmask.method.acts import Act, paint
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Denoiser
from sunmask.method.steps import Change


class Steering:
    """The stamped acts of one run that do not hold yet, and states and pins as they are in force."""

    def __init__(self, generation: Generation, denoiser: Denoiser) -> None:
        self.num_acts = generation.num_acts
        """The number of the last act that is known here."""
        self.has_news = generation.num_acts > 0
        """Whether there may be acts that wait for their step."""
        self._denoiser = denoiser
        self._kind: str = generation.frozen["content"]["kind"]
        self._shape = np.shape(generation.frozen["states"])
        one_each_B1 = np.ones((generation.num_candidates, 1), dtype=int)
        self._states_BC = one_each_B1 * np.ravel(generation.frozen["states"])
        self._pins_BC = (one_each_B1 * np.ravel(generation.frozen["pins"])).astype(bool)
        self._renoised_BC = np.zeros_like(self._pins_BC)
        self._contents = [generation.frozen["content"]] * generation.num_candidates
        self._acts_of: dict[int, list[Act]] = {}
        self.add(act for act in acts.of(generation) if act.from_step is not None)

    def add(self, stamped: Iterable[Act]) -> None:
        """Add acts with their steps, in the order in which they hold."""
        for act in stamped:
            assert act.from_step is not None
            self._acts_of.setdefault(act.from_step, []).append(act)

    def note_num_acts(self, num_acts: int) -> None:
        """Note the number of the run's last act; a greater one than before means that new acts wait."""
        self.has_news |= num_acts > self.num_acts
        self.num_acts = max(self.num_acts, num_acts)

    def all(self) -> dict[int, Callable[[], None]]:
        """For each step from which acts hold, the call that applies them."""
        return {step: partial(self.put_in_force, step) for step in self._acts_of}

    def put_in_force(self, step: int) -> None:
        """Apply the acts that hold from a step, before it is begun. Raises ValueError where the sampler
        cannot."""
        self._renoised_BC[:] = False
        for act in self._acts_of.pop(step, ()):
            if act.settings is not None:
                self._denoiser.apply_settings(**known(self._kind, act.settings))
                for candidate in range(len(self._contents)):
                    self._denoiser.condition(self._contents[candidate], candidate)
                continue
            chosen = range(len(self._states_BC)) if act.candidate is None else [act.candidate]
            for candidate in chosen:
                if act.marks is None:
                    self._change_cells(candidate, act)
                else:
                    self._hang(candidate, act)
        # at last, so that who renoises cells and then holds them holds what has been in view
        for candidate in np.flatnonzero(self._renoised_BC.any(axis=1)).tolist():
            cells_VT = self._renoised_BC[candidate].reshape(self._shape)
            self._denoiser.apply_change(Change(cells_VT, renoise=True), candidate)

    def _hang(self, candidate: int, act: Act) -> None:
        marks = {(row, column): mark for row, column, mark in act.marks or ()}
        self._contents[candidate] = with_marks(self._contents[candidate], marks)
        self._denoiser.condition(self._contents[candidate], candidate)

    def _change_cells(self, candidate: int, act: Act) -> None:
        states_C, pins_C = self._states_BC[candidate], self._pins_BC[candidate]
        paint(states_C, pins_C, act)
        cells_K = np.array(act.cells)
        plan_K = plan_from_states(states_C[cells_K], pins_C[cells_K])
        keeps = None if act.state is None else False
        symbols = None
        if act.symbols is not None:
            symbols = self._denoiser.symbols[candidate]
            for cell, symbol in zip(act.cells, act.symbols, strict=True):
                symbols[cell] = symbol
        if act.state is not None:
            self._renoised_BC[candidate, cells_K] = act.state == CellState.RENOISABLE
        for trust, hold in sorted(set(zip(plan_K.trust.tolist(), plan_K.hold.tolist(), strict=True))):
            is_such_K = (plan_K.trust == trust) & (plan_K.hold == hold)
            is_such_C = np.zeros(len(states_C), dtype=bool)
            is_such_C[cells_K[is_such_K]] = True
            change = Change(
                is_such_C.reshape(self._shape), trust=trust, hold=hold, renoise=keeps, symbols=symbols
            )
            self._denoiser.apply_change(change, candidate)
