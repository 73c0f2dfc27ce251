"""How well a model infills held-out chorales: one forward pass from noise, scored on the hidden cells.

Besides the negative log-likelihood of the exact symbol, `pitch` figures add the probabilities of a
pitch's onset and continuation, so that models of grids without re-attacks compare.

V voices, T sixteenths, P symbols, K hidden cells
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.conditioning.conditions import unsaid
from sunmask.chorale.conditioning.features import CHORD, INDEX
from sunmask.chorale.music.symbols import NUM_PITCHES, NUM_SYMBOLS, REST_ID, encode
from sunmask.chorale.sampling.windows import WINDOW
from sunmask.lab.chorale.corpora.bach import Piece
from sunmask.lab.chorale.corpora.conditions import piece_conditions
from sunmask.lab.chorale.corpora.windows import Batch, Window, collate, padded
from sunmask.lab.chorale.noise import noise
from sunmask.models.devices import autocast

TASKS = ("25 %", "50 %", "75 %", "voice", "bar", "onsets")
"""Cells hidden one by one at a rate; a whole voice; a whole bar; half of the onsets."""
BAR_WITH_CHORDS = "bar, told its chords"
"""The same bars, and the network is told the chords of the whole piece, as the labelling rule reads them."""
LARGE_TASKS = ("two bars", "second half", "everything")
"""Tasks that only distant context helps with."""


def hidden_cells(
    rng: np.random.Generator, task: str, ids_VL: np.ndarray, positions_L: np.ndarray
) -> np.ndarray:
    """Which cells a task hides, booleans (V, L). Raises ValueError for an unknown task."""
    shape = ids_VL.shape
    hidden = np.zeros(shape, dtype=bool)
    if task.endswith(" %"):
        return rng.random(shape) < int(task[:-2]) / 100
    if task == "voice":
        hidden[rng.integers(shape[0])] = True
    elif task == "bar":
        bar_L = np.cumsum(positions_L == 0)
        hidden[:, bar_L == rng.integers(1, max(2, bar_L.max()))] = True
    elif task == "onsets":
        hidden = (ids_VL < NUM_PITCHES) & (rng.random(shape) < 0.5)
    elif task == "two bars":
        bar_L = np.cumsum(positions_L == 0)
        first = rng.integers(1, max(2, bar_L.max() - 1))
        hidden[:, (bar_L == first) | (bar_L == first + 1)] = True
    elif task == "second half":
        hidden[:, shape[1] // 2 :] = True
    elif task == "everything":
        hidden[:] = True
    else:
        raise ValueError(f"expected a task of {', '.join(TASKS + LARGE_TASKS)}, got {task!r}")
    return hidden


def infill_windows(pieces: list[Piece], task: str, seed: int) -> Batch:
    """Every whole window of the pieces (half overlapping), noised for a task; the same for a seed."""
    is_told, task = task == BAR_WITH_CHORDS, "bar" if task == BAR_WITH_CHORDS else task
    rng = np.random.default_rng([seed, (TASKS + LARGE_TASKS).index(task)])
    examples = []
    for piece in pieces:
        ids_VT = encode(piece.symbols_VT)
        total = ids_VT.shape[1]
        for start in range(0, max(1, total - WINDOW // 2), WINDOW // 2):
            window = window_at(piece, ids_VT, max(0, min(start, total - WINDOW)))
            hidden = hidden_cells(rng, task, window.ids_VL, window.position_L)
            said_LF = chords_alone(window.conditions_LF) if is_told else None
            examples.append(noised(rng, window, hidden, said_LF))
    return collate(examples)


def window_at(piece: Piece, ids_VT: np.ndarray, start: int) -> Window:
    """A window's worth of a piece's ids (V, T) from a column on, or what is left of it."""
    part = slice(start, start + WINDOW)
    return Window(ids_VT[:, part], piece_conditions(piece)[part])


def chords_alone(conditions_LF: np.ndarray) -> np.ndarray:
    """The table (L, F) of columns, with metre, place and chords and nothing else."""
    said_LF = unsaid(conditions_LF)
    of_chords = [INDEX[name] for name in CHORD]
    said_LF[:, of_chords] = conditions_LF[:, of_chords]
    return said_LF


def noised(
    rng: np.random.Generator, window: Window, hidden: np.ndarray, said_LF: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """One padded example with noise in the hidden cells (V, L), which are scored and not trusted.

    said_LF: what is told of the columns, metre and place alone where it is None."""
    noisy = np.where(hidden, noise(rng, window.ids_VL, False), window.ids_VL)
    said_LF = unsaid(window.conditions_LF) if said_LF is None else said_LF
    return padded(window, said_LF, noisy, ~hidden, hidden)


def pitch_ids(ids: Tensor) -> Tensor:
    """Ids of symbols as ids of pitches, onset or continuation alike, the rest last."""
    return torch.where(ids == REST_ID, NUM_PITCHES, ids % NUM_PITCHES)


def pitch_log_likelihood(log_probabilities_KP: Tensor) -> Tensor:
    """(K, 93) -> (K, 47): onset and continuation of each pitch together, the rest last."""
    onset, goes_on, rest = log_probabilities_KP.split((NUM_PITCHES, NUM_PITCHES, 1), dim=-1)
    return torch.cat((torch.logaddexp(onset, goes_on), rest), dim=-1)


@torch.inference_mode()
def infill_figures(
    model: Callable[..., Tensor],
    pieces: list[Piece],
    *,
    seed: int = 0,
    tasks: tuple[str, ...] = TASKS,
    limit: int | None = None,
) -> dict[str, dict[str, float]]:
    """Per task: nll and accuracy of symbols, pitch_nll and pitch_accuracy, per hidden cell.

    limit: at most this many windows, taken evenly.
    """
    figures = {}
    for task in tasks:
        batch = infill_windows(pieces, task, seed)
        total = len(batch.clean_BVT)
        chosen = range(total) if limit is None else np.unique(np.linspace(0, total - 1, limit).astype(int))
        sums = np.zeros(5)
        for index in np.array_split(np.asarray(chosen), -(-len(chosen) // 8)):
            part = Batch(**{name: value[torch.as_tensor(index)] for name, value in vars(batch).items()})
            sums += _window_sums(model, part)
        count = max(1.0, sums[4])
        names = ("nll", "accuracy", "pitch_nll", "pitch_accuracy")
        figures[task] = {
            name: round(float(value / count), 4) for name, value in zip(names, sums[:4], strict=True)
        }
    return figures


def _window_sums(model: Callable[..., Tensor], part: Batch) -> np.ndarray:
    with autocast(part.clean_BVT.device.type):
        logits = model(part.noisy_BVT, part.trust_BVT, *part.columns)[..., :NUM_SYMBOLS]
    log_KP = logits[part.scored_BVT].float().log_softmax(-1)
    target_K = part.clean_BVT[part.scored_BVT]
    pitch_KP = pitch_log_likelihood(log_KP)
    pitch_K = pitch_ids(target_K)
    return np.array(
        [
            -float(log_KP.gather(1, target_K[:, None]).sum()),
            float((log_KP.argmax(-1) == target_K).sum()),
            -float(pitch_KP.gather(1, pitch_K[:, None]).sum()),
            float((pitch_KP.argmax(-1) == pitch_K).sum()),
            float(len(target_K)),
        ]
    )
