"""A small network that hears a chorale from left to right, and says how surprising each sixteenth is.

It knows nothing of masks, and it has learned from the training pieces alone. Its weights ship beside this
file, so that its figures are the same everywhere; this module, run as a program, learns them again in about
ten minutes of a core. Bach that it has not learned costs it 1.9 nats a sixteenth.

In each sixteenth it is asked voice by voice, soprano, bass, alto, tenor: does the voice go on, or with which
pitch does it begin? So surprise has three parts: rhythm (begins or goes on), melody (the soprano's new
pitches) and chords (those of the other voices).

B pieces, V voices, T sixteenths, A = 48 answers, H hidden
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from sunmask.chorale.music.bars import metric_positions
from sunmask.chorale.music.symbols import HIGHEST_PITCH, LOWEST_PITCH, NUM_PITCHES, Chorale, normalise
from sunmask.chorale.music.voices import VOICES

WEIGHTS = Path(__file__).with_name("listener.safetensors")
ORDER = (0, 3, 1, 2)
"""In which voices are asked: soprano, bass, alto, tenor."""
GOES_ON, FALLS_SILENT = 0, NUM_PITCHES + 1
NUM_ANSWERS = NUM_PITCHES + 2
"""Goes on; begins with the lowest pitch, and so on; falls silent."""
HIDDEN, HEARD, ASKED, DROPPED = 224, 24, 128, 0.25
HEARD_METRES = {"4/4": 16, "3/4": 12}
"""Metres that it knows, with their sixteenths: those of the pieces that it learns from."""
NUM_STEPS, BATCH, CROP, LEARNING_RATE, SEED = 900, 24, 128, 4e-3, 1


@dataclass(frozen=True)
class Surprise:
    """Nats a sixteenth of all four voices; `frame` is the sum of the others."""

    frame: float
    rhythm: float
    melody: float
    chords: float


class Listener(nn.Module):
    """(B, V, T) answers and (B, T) places in the bar -> log-probabilities (B, V, T, A) of all answers."""

    def __init__(self) -> None:
        super().__init__()
        num_voices = len(VOICES)
        self.place = nn.Embedding(sum(HEARD_METRES.values()), HEARD)
        self.pitch = nn.ModuleList(nn.Embedding(NUM_PITCHES + 1, HEARD) for _ in VOICES)
        self.answer = nn.ModuleList(nn.Embedding(NUM_ANSWERS, HEARD) for _ in VOICES)
        self.memory = nn.GRU((2 * num_voices + 1) * HEARD, HIDDEN, batch_first=True)
        self.drop = nn.Dropout(DROPPED)
        self.ask = nn.ModuleList(
            nn.Sequential(
                nn.Linear(HIDDEN + (told + num_voices) * HEARD, ASKED),
                nn.ReLU(),
                nn.Dropout(DROPPED),
                nn.Linear(ASKED, NUM_ANSWERS),
            )
            for told in range(num_voices)
        )

    def forward(self, answer_BVT: Tensor, pitch_BVT: Tensor, place_BT: Tensor) -> Tensor:
        """pitch_BVT: what sounds, 0 = rest, else a place from 1. What is asked at t hears nothing from t on
        but the voices told before."""
        voices = range(len(VOICES))
        before = [nn.functional.pad(self.pitch[v](pitch_BVT[:, v]), (0, 0, 1, 0))[:, :-1] for v in voices]
        told = [self.answer[v](answer_BVT[:, v]) for v in voices]
        struck = [nn.functional.pad(each, (0, 0, 1, 0))[:, :-1] for each in told]
        heard = torch.cat((*before, *struck, self.place(place_BT)), dim=-1)
        memory_BTH, _ = self.memory(self.drop(heard))
        memory_BTH = self.drop(memory_BTH)
        logits: list[Tensor] = [memory_BTH] * len(VOICES)
        for turn, voice in enumerate(ORDER):
            known = [told[earlier] for earlier in ORDER[:turn]]
            logits[voice] = self.ask[turn](torch.cat((memory_BTH, *before, *known), dim=-1))
        return torch.stack(logits, dim=1).log_softmax(-1)


def answers(symbols_VT: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Symbols as answers and as sounding pitches from 1, (V, T) each."""
    symbols_VT = normalise(symbols_VT).astype(np.int64)
    pitch_VT = np.where(symbols_VT == 0, 0, np.abs(symbols_VT) - LOWEST_PITCH + 1)
    was_silent_VT = np.zeros(symbols_VT.shape, dtype=bool)
    was_silent_VT[:, 1:] = symbols_VT[:, :-1] == 0
    rests_VT = np.where(was_silent_VT, GOES_ON, FALLS_SILENT)
    return np.where(symbols_VT > 0, pitch_VT, np.where(symbols_VT < 0, GOES_ON, rests_VT)), pitch_VT


def places(chorale: Chorale) -> np.ndarray:
    """The place of each column in the bar, (T,), other ones for each metre."""
    metres = list(HEARD_METRES)
    before = sum(HEARD_METRES[name] for name in metres[: metres.index(chorale.meta.metre)])
    return metric_positions(chorale.meta, chorale.num_sixteenths) + before


@torch.inference_mode()
def surprise(chorales: Sequence[Chorale], listener: Listener | None = None) -> list[Surprise]:
    """How surprising pieces are, heard from their first sixteenth on."""
    listener = (listener or shipped()).eval()
    found = []
    for chorale in chorales:
        answer_VT, pitch_VT = (torch.from_numpy(each)[None] for each in answers(chorale.symbols_VT))
        log_VTA = listener(answer_VT, pitch_VT, torch.from_numpy(places(chorale))[None])[0]
        nats_VT = -log_VTA.gather(-1, answer_VT[0, ..., None])[..., 0]
        begins_VT = answer_VT[0] != GOES_ON
        goes_on_VT = log_VTA[..., GOES_ON]
        starts_VT = torch.log1p(-goes_on_VT.exp().clamp(max=1 - 1e-6))
        rhythm_VT = -torch.where(begins_VT, starts_VT, goes_on_VT)
        new_VT = nats_VT - rhythm_VT
        frame, rhythm = (float(each.sum(0).mean()) for each in (nats_VT, rhythm_VT))
        melody = float(new_VT[0].mean())
        found.append(Surprise(frame, rhythm, melody, frame - rhythm - melody))
    return found


@cache
def shipped() -> Listener:
    """The one whose weights ship."""
    listener = Listener()
    listener.load_state_dict({name: value.float() for name, value in load_file(WEIGHTS).items()})
    return listener.eval()


def learn(pieces: Sequence[Chorale], num_steps: int = NUM_STEPS, seed: int = SEED) -> Listener:
    """A listener of these pieces, in every key that the grid has room for; the same for a seed on one
    machine."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    listener = Listener().train()
    optimiser = torch.optim.AdamW(listener.parameters(), LEARNING_RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, num_steps, pct_start=0.1)
    lengths = np.array([piece.num_sixteenths for piece in pieces], dtype=float)
    began = time.monotonic()
    for step in range(num_steps):
        chosen = rng.choice(len(pieces), size=BATCH, p=lengths / lengths.sum())
        crops = [_crop(rng, pieces[number]) for number in chosen]
        answer_BVT, pitch_BVT, place_BT = (
            torch.from_numpy(np.stack(each)) for each in zip(*crops, strict=True)
        )
        log_BVTA = listener(answer_BVT, pitch_BVT, place_BT)
        loss = -log_BVTA.gather(-1, answer_BVT[..., None]).mean() * len(VOICES)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(listener.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 99:
            told = f"step {step + 1} of {num_steps}: {loss.item():.3f} nats a frame"
            print(f"{told}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return listener.eval()


def _crop(rng: np.random.Generator, piece: Chorale) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Answers, pitches and places of a crop from a beat on, in any key that has room; short pieces begin
    again."""
    start = int(rng.integers(max(1, piece.num_sixteenths - CROP + 1))) // 4 * 4
    columns = (start + np.arange(CROP)) % piece.num_sixteenths
    symbols_VT = normalise(piece.symbols_VT[:, columns])
    sounding = np.abs(symbols_VT[symbols_VT != 0])
    low, high = max(-6, LOWEST_PITCH - int(sounding.min())), min(6, HIGHEST_PITCH - int(sounding.max()))
    shift = int(rng.integers(low, high + 1))
    answer_VT, pitch_VT = answers(symbols_VT + (np.sign(symbols_VT) * shift).astype(np.int16))
    return answer_VT, pitch_VT, places(piece)[columns]


def main() -> None:
    """Learn from the training pieces and write the weights; tell what held-out pieces cost."""
    from sunmask.lab.chorale.evaluation.judges.pieces import cuts, whole
    from sunmask.lab.chorale.evaluation.work import splits

    parser = argparse.ArgumentParser(
        prog="python -m sunmask.lab.chorale.evaluation.judges.listener", description=__doc__
    )
    parser.add_argument("--steps", type=int, default=NUM_STEPS, help=f"default {NUM_STEPS}")
    parser.add_argument("--out", type=Path, default=WEIGHTS, metavar="FILE", help="default the shipped file")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    listener = learn([whole(piece) for piece in splits()["train"]], arguments.steps)
    save_file(
        {name: value.half().contiguous() for name, value in listener.state_dict().items()}, arguments.out
    )
    for name in ("valid", "test"):
        heard = surprise([cut for piece in splits()[name] for cut in cuts(piece)], listener)
        nats = np.mean([each.frame for each in heard])
        print(f"{name}: {nats:.3f} nats a frame, {len(heard)} cuts of 8 bars")


if __name__ == "__main__":
    main()
