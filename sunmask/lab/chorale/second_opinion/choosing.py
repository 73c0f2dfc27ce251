"""A second opinion that chooses: of each stretch of a voice the denoiser draws several versions in one pass,
and one of these or what is there is taken.

The versions come from the denoiser's own distribution p of the stretch given the rest. With r, how likely the
piece is by the second opinion, each is taken with a chance in proportion to r ** weight / p ** against, and a
chain of such choices stays in p ** (1 - against) r ** weight, normalised (iterated sampling importance
resampling: Andrieu, Lee and Vihola 2018). With against = weight that is between the two opinions; with 0 it
is sharper than either. Stretches that are hidden in the same pass do not see each other, so here this holds
as nearly as those are independent.

V voices, T columns, K cells of a stretch
"""

from itertools import pairwise

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from sunmask.chorale.music.symbols import NUM_PITCHES
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.sampling import melody, rhythm
from sunmask.chorale.sampling.remasking import line_blocks
from sunmask.chorale.sampling.sampler import ChoraleLayout, draw_cells
from sunmask.chorale.settings import ChoraleSettings
from sunmask.lab.chorale.second_opinion.residual import Opinion, Reading
from sunmask.method.draws import draw
from sunmask.method.windows import SeenLogits
from sunmask.models.inference import InferenceModel

SETTINGS = ChoraleSettings(temperature=1.0, typical_mass=1.0)
"""How versions are drawn."""


def chances(nats: np.ndarray) -> np.ndarray:
    """In proportion to what has so many nats."""
    share = np.exp(nats.min() - nats)
    return share / share.sum()


def denoiser_nats(seen: SeenLogits, ids_VT: np.ndarray, voice: int, columns: slice) -> float:
    """Of a stretch of a voice as `draw_jointly` draws it at temperature 1: its moves, and the pitches of the
    notes that begin in it and do not go on behind it."""
    cells_VT = np.zeros(ids_VT.shape, dtype=bool)
    cells_VT[voice, columns] = True
    symbols_KP = seen.of(cells_VT)
    rhythm_KX, leaps_KX = seen.more_of(cells_VT).split(
        (rhythm.NUM_STATES * rhythm.NUM_MOVES, melody.NUM_APPROACHES * melody.NUM_LEAPS), dim=-1
    )
    row_T = torch.from_numpy(ids_VT[voice])
    move_T, ids_K = rhythm.moves_of(row_T), row_T[columns]
    move_K, state_K = move_T[columns], rhythm.states_of(row_T)[columns]
    rhythm_KSM = rhythm_KX.reshape(-1, rhythm.NUM_STATES, rhythm.NUM_MOVES)
    moves_KM = rhythm.move_logits(symbols_KP) + rhythm_KSM[torch.arange(len(ids_K)), state_K]
    nats = float(cross_entropy(moves_KM, move_K, reduction="sum"))
    before_K, earlier_K = (each[columns] for each in melody.notes_before(row_T))
    leaps_KAL = leaps_KX.reshape(-1, melody.NUM_APPROACHES, melody.NUM_LEAPS)
    pitches_KH = symbols_KP[:, :NUM_PITCHES] + melody.leap_logits(leaps_KAL, before_K, earlier_K)
    pitch_nats_K = cross_entropy(pitches_KH, ids_K % NUM_PITCHES, reduction="none")
    is_drawn_K = move_K == rhythm.ONSET
    goes_on_behind = columns.stop < len(row_T) and move_T[columns.stop] == rhythm.CONTINUATION
    if goes_on_behind and is_drawn_K.any():
        last = int(is_drawn_K.nonzero()[-1])
        if (move_K[last + 1 :] == rhythm.CONTINUATION).all():
            is_drawn_K[last] = False  # it takes the pitch that goes on
    return nats + float(pitch_nats_K[is_drawn_K].sum())


def choose_stretches(
    model: InferenceModel,
    layout: ChoraleLayout,
    ids_VT: np.ndarray,
    opinion: Opinion,
    refused: Refused,
    rng: np.random.Generator,
    *,
    sweeps: int,
    versions: int = 4,
    cover: float = 0.6,
    against: float = 0.0,
    keeps_rhythm: bool = False,
) -> np.ndarray:
    """The ids (V, T) after some sweeps over a finished piece. cover: share of the columns in which a sweep
    hides some voice. keeps_rhythm: only pitches are drawn anew. No version is taken that has more refused
    faults than what is there."""
    free_VT = ~layout.plan.hold
    reading = Reading(opinion.network, layout.conditions_TF, ids_VT)
    for _ in range(sweeps):
        hidden_VT = free_VT & line_blocks(rng, layout.beat_T, free_VT, np.zeros_like(free_VT), cover)
        if not hidden_VT.any():
            continue
        fed_VT = np.where(hidden_VT, layout.noise(rng), ids_VT)
        logits_KVWP = model(*layout.windows(fed_VT, ~hidden_VT).arguments)
        seen = SeenLogits(logits_KVWP, np.arange(len(layout.starts)), layout)
        drawn = [
            _with_other_pitches(seen, rng.random(hidden_VT.sum()), hidden_VT, ids_VT, layout.widest_V)
            if keeps_rhythm
            else draw_cells(
                seen, rng.random(ids_VT.shape), hidden_VT, ids_VT, SETTINGS, None, layout.widest_V
            )
            for _ in range(versions)
        ]
        for voice, columns in stretches(hidden_VT):
            there = refused.count(ids_VT)
            tried = [ids_VT]
            for version_VT in drawn:
                other_VT = ids_VT.copy()
                other_VT[voice, columns] = version_VT[voice, columns]
                if refused.count(other_VT) <= there:
                    tried.append(other_VT)
            if len(tried) == 1:
                continue
            readings = reading.of_each(tried)
            nats = opinion.weight * np.array([each.nats for each in readings])
            if against:
                nats -= against * np.array([denoiser_nats(seen, each, voice, columns) for each in tried])
            taken = int(rng.choice(len(tried), p=chances(nats)))
            ids_VT, reading = tried[taken], readings[taken]
    return ids_VT


def _with_other_pitches(
    seen: SeenLogits,
    uniform_K: np.ndarray,
    open_VT: np.ndarray,
    ids_VT: np.ndarray,
    widest_V: np.ndarray | None,
) -> np.ndarray:
    """The ids (V, T) with other pitches of the open notes, which begin and end where they did."""
    symbols_KP, leaps_KX = seen.of(open_VT), seen.more_of(open_VT)[:, rhythm.NUM_STATES * rhythm.NUM_MOVES :]
    move_VT = rhythm.moves_of(torch.from_numpy(ids_VT)).numpy()
    is_held_K1 = torch.from_numpy(move_VT[open_VT] == rhythm.CONTINUATION)[:, None]
    onset_KH, continuation_KH, _ = symbols_KP.split((NUM_PITCHES, NUM_PITCHES, 1), dim=-1)
    return melody.sung(
        move_VT,
        torch.where(is_held_K1, continuation_KH, onset_KH),
        leaps_KX.reshape(-1, melody.NUM_APPROACHES, melody.NUM_LEAPS),
        uniform_K,
        open_VT,
        ids_VT,
        lambda logits_MH, uniform_M: draw(logits_MH, uniform_M, SETTINGS),
        widest_V,
    )


def stretches(cells_VT: np.ndarray) -> list[tuple[int, slice]]:
    """The voice and columns of each run of these cells, the earliest first."""
    found = []
    for voice, row_T in enumerate(cells_VT):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], row_T, [False])).astype(int)))
        found += [(voice, slice(int(a), int(b))) for a, b in list(pairwise(edges))[::2]]
    return sorted(found, key=lambda each: each[1].start)
