"""A network that says how likely a chorale is, read from left to right.

The chances of a piece are the product over its sixteenths, and in each over the voices in `ORDER`: does the
voice go on, rest, or begin a note, and which, given all columns before and the voices before it in this one.
A sixteenth is the unit because ties, and so every grid, then have exactly one reading, and because others are
measured in it.

Pitches are read and answered in several ways at once, most of which mean the same in every key: degrees
above the tonic, steps from the voice's last note, intervals to other voices; and as they are, for the ranges.
So the key must be said. Attention reaches back one window.

B examples, V voices, T columns, W width, E width of an embedding, A answers, H pitches, L layers
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.chorale.conditioning.features import FEATURES, INDEX, feature
from sunmask.chorale.music.symbols import LOWEST_PITCH, NUM_PITCHES, REST_ID
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.sampling.windows import BARS, WINDOW, bar_positions

ORDER = (0, 3, 1, 2)
"""In which the voices of a column answer: soprano, bass, alto, tenor."""
GOES_ON, RESTS = NUM_PITCHES, NUM_PITCHES + 1
NUM_ANSWERS = NUM_PITCHES + 2
"""Begins with each pitch; goes on; rests."""
NONE = NUM_PITCHES
"""In place of a pitch, where there is none."""
LONGEST = 17
"""Sixteenths from which on a length is only said to be long."""
WIDEST = 24
"""Semitones, from which on a step or an interval counts as this wide."""
NUM_WIDTHS = 2 * WIDEST + 1
DEGREES = 12
CONDITIONS_READ = ("place", "to_end", "to_phrase_end", "mode", "style", "fifths", "texture")
"""Features of a column that are read besides its metre."""


@dataclass(frozen=True)
class LeftToRightConfig:
    """width: of a column. heads, depth: of the layers of attention. embedding: width of what is read of a
    voice. answer: width of the layer that answers for a voice. dropout: while training."""

    width: int = 192
    heads: int = 6
    depth: int = 4
    expansion: int = 4
    embedding: int = 16
    answer: int = 192
    dropout: float = 0.2


SIZES = {
    "debug": LeftToRightConfig(width=24, heads=2, depth=1, expansion=2, embedding=4, answer=16),
    "small": LeftToRightConfig(),
}


@dataclass(frozen=True)
class Past:
    """What each voice did before each column, (B, V, T) each. held: the pitch that sounds in the column
    before, or NONE. last, before: those of its last two notes. since, length: sixteenths since the last note
    began, and from the one before to it; 0 where there is none, at most LONGEST."""

    held: Tensor
    last: Tensor
    before: Tensor
    since: Tensor
    length: Tensor

    def at(self, columns: slice) -> "Past":
        """Of some columns alone."""
        return Past(**{name: value[..., columns] for name, value in vars(self).items()})


def answers_of(ids_BVT: Tensor) -> Tensor:
    """Ids of symbols as answers, (B, V, T)."""
    return torch.where(ids_BVT == REST_ID, RESTS, ids_BVT.clamp(max=GOES_ON))


def pitches_of(ids_BVT: Tensor) -> Tensor:
    """Ids as sounding pitches from 0, or NONE, (B, V, T)."""
    return torch.where(ids_BVT == REST_ID, NONE, ids_BVT % NUM_PITCHES)


def past_of(ids_BVT: Tensor) -> Past:
    """What was before each of the T columns and the one after them, (B, V, T + 1). A continuation in the
    first column counts as the beginning of its note."""
    time_T = torch.arange(ids_BVT.shape[-1] + 1, device=ids_BVT.device)
    pitch_BVT = pitches_of(ids_BVT)
    is_onset_BVT = ids_BVT < NUM_PITCHES
    is_onset_BVT[..., 0] |= pitch_BVT[..., 0] != NONE
    begun_BVT = F.pad(torch.where(is_onset_BVT, time_T[:-1], -1).cummax(-1).values, (1, 0), value=-1)
    earlier_BVT = begun_BVT.gather(-1, begun_BVT.clamp(min=0))  # of the note before, up to its end
    earlier_BVT = torch.where(begun_BVT < 0, -1, earlier_BVT)

    def pitch_at(column_BVT: Tensor) -> Tensor:
        return torch.where(column_BVT < 0, NONE, pitch_BVT.gather(-1, column_BVT.clamp(min=0)))

    return Past(
        held=F.pad(pitch_BVT, (1, 0), value=NONE),
        last=pitch_at(begun_BVT),
        before=pitch_at(earlier_BVT),
        since=torch.where(begun_BVT < 0, 0, (time_T - begun_BVT).clamp(max=LONGEST)),
        length=torch.where(earlier_BVT < 0, 0, (begun_BVT - earlier_BVT).clamp(max=LONGEST)),
    )


def width_of(here: Tensor, there: Tensor) -> Tensor:
    """Semitones from one pitch to another as a number from 0, the last where either is missing."""
    apart = (there - here).clamp(-WIDEST, WIDEST) + WIDEST
    return torch.where((here == NONE) | (there == NONE), NUM_WIDTHS, apart)


def tonics(conditions_BTF: Tensor) -> Tensor:
    """The pitch class of the tonic, counted from the lowest pitch, (B, T)."""
    fifths, mode = feature(conditions_BTF, "fifths") - 6, feature(conditions_BTF, "mode")
    return (7 * fifths + 9 * (mode == 2) - LOWEST_PITCH) % DEGREES


def degree_of(pitch: Tensor, tonic: Tensor) -> Tensor:
    """Semitones above the tonic, or DEGREES where there is no pitch."""
    return torch.where(pitch == NONE, DEGREES, (pitch - tonic) % DEGREES)


class Layer(nn.Module):
    """Attention of each column to those before it in the window, by content and distance, and a feed-forward
    layer."""

    def __init__(self, config: LeftToRightConfig):
        super().__init__()
        W, self.heads = config.width, config.heads
        self.norm_attention, self.norm_mlp = nn.LayerNorm(W), nn.LayerNorm(W)
        self.qkv, self.out = nn.Linear(W, 3 * W), nn.Linear(W, W)
        self.distance = nn.Parameter(torch.zeros(self.heads, WINDOW))
        self.up, self.down = nn.Linear(W, config.expansion * W), nn.Linear(config.expansion * W, W)
        self.drop = nn.Dropout(config.dropout)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.down.weight)

    def forward(self, x_BTW: Tensor, kept: tuple[Tensor, Tensor] | None) -> tuple[Tensor, Any]:
        """kept: keys and values of the columns before (B, heads, columns, W / heads)."""
        B, T, W = x_BTW.shape
        qkv = self.qkv(self.norm_attention(x_BTW)).view(B, T, 3, self.heads, W // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        if kept is not None:
            k, v = torch.cat((kept[0], k), dim=2), torch.cat((kept[1], v), dim=2)
        total = k.shape[2]
        time = torch.arange(total, device=k.device)
        apart_TT = time[total - T :, None] - time
        bias = self.distance[:, apart_TT.clamp(0, WINDOW - 1)]
        bias = bias.masked_fill((apart_TT < 0) | (apart_TT >= WINDOW), -torch.inf)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias[None].to(q.dtype))
        x_BTW = x_BTW + self.drop(self.out(mixed.transpose(1, 2).reshape(B, T, W)))
        x_BTW = x_BTW + self.drop(self.down(F.gelu(self.up(self.norm_mlp(x_BTW)))))
        return x_BTW, (k, v)


class Answer(nn.Module):
    """The answer of one voice in each column, given the voices that have answered before it."""

    def __init__(self, config: LeftToRightConfig, earlier: int):
        super().__init__()
        E = config.embedding
        read = config.width + 6 * E + earlier * 3 * E
        self.hidden = nn.Sequential(
            nn.Linear(read, config.answer),
            nn.GELU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.answer, config.answer),
            nn.GELU(),
            nn.Dropout(config.dropout),
        )
        self.sizes = (2, DEGREES, NUM_PITCHES, *[NUM_WIDTHS + 1] * (1 + earlier))
        self.says = nn.Linear(config.answer, sum(self.sizes))
        nn.init.zeros_(self.says.weight)

    def forward(self, read: Tensor, tonic_BT: Tensor, last_BT: Tensor, beside: list[Tensor]) -> Tensor:
        """Logits (B, T, A). last: the voice's own last pitch; beside: pitches of the earlier voices."""
        others, degree, height, *widths = self.says(self.hidden(read)).split(self.sizes, dim=-1)
        pitch_H = torch.arange(NUM_PITCHES, device=read.device)
        begins = height + degree.gather(-1, (pitch_H - tonic_BT[..., None]) % DEGREES)
        for of_BT, width in zip((last_BT, *beside), widths, strict=True):
            begins = begins + width.gather(-1, width_of(of_BT[..., None], pitch_H))
        return torch.cat((begins, others), dim=-1)


class LeftToRight(nn.Module):
    """Log-probabilities of all answers, (B, V, T, A), from ids (B, V, T) and conditions (B, T, F)."""

    PARTS: ClassVar[dict[str, str]] = {"attention": r"layers\.\d+\.out", "feed-forward": r"layers\.\d+\.down"}

    def __init__(self, config: LeftToRightConfig):
        super().__init__()
        self.config = config
        V, E, W = len(VOICES), config.embedding, config.width
        self.degree = nn.Embedding(DEGREES + 1, E)
        self.height = nn.Embedding(NUM_PITCHES + 1, E)
        self.move = nn.Embedding(NUM_WIDTHS + 1, E)
        self.interval = nn.Embedding(NUM_WIDTHS + 1, E)
        self.since = nn.Embedding(LONGEST + 1, E)
        self.length = nn.Embedding(LONGEST + 1, E)
        self.does = nn.Embedding(3, E)  # begins, goes on, rests
        self.metre = nn.Embedding(len(BARS) * max(BARS), 2 * E)
        self.told = nn.ModuleDict({name: nn.Embedding(FEATURES[name], E) for name in CONDITIONS_READ})
        pairs = list(combinations(range(V), 2))
        self.pairs = ([a for a, _ in pairs], [b for _, b in pairs])
        of_past = 5 * V + len(pairs)
        self.enter = nn.Linear((of_past + 2 + len(CONDITIONS_READ)) * E, W)
        self.drop = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.depth))
        self.norm = nn.LayerNorm(W)
        self.answer = nn.ModuleList(Answer(config, earlier) for earlier in range(V))
        for module in self.modules():
            if isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=0.3)

    def read(
        self, past: Past, conditions_BTF: Tensor, kept: list[Any] | None = None
    ) -> tuple[Tensor, Tensor, list[Any]]:
        """What is known at each column before any voice answers (B, T, W), the voices' own pasts
        (B, V, T, 5 E), and what is kept of the layers for columns to come."""
        tonic_BT = tonics(conditions_BTF)
        own_BVTE = torch.cat(
            (
                self.degree(degree_of(past.held, tonic_BT[:, None])),
                self.height(past.last),
                self.move(width_of(past.before, past.last)),
                self.since(past.since),
                self.length(past.length),
            ),
            dim=-1,
        )
        upper, lower = self.pairs
        between = self.interval(width_of(past.held[:, lower], past.held[:, upper]))
        position_BT, bar_BT = bar_positions(conditions_BTF)
        told = [self.told[name](feature(conditions_BTF, name)) for name in CONDITIONS_READ]
        columns = torch.cat(
            (
                own_BVTE.transpose(1, 2).flatten(2),
                between.transpose(1, 2).flatten(2),
                self.metre(bar_BT * max(BARS) + position_BT),
                *told,
            ),
            dim=-1,
        )
        x_BTW = self.drop(self.enter(columns))
        keeps = []
        for number, layer in enumerate(self.layers):
            x_BTW, keep = layer(x_BTW, kept[number] if kept else None)
            keeps.append(keep)
        return self.norm(x_BTW), own_BVTE, keeps

    def logits(
        self,
        turn: int,
        known: tuple[Tensor, Tensor],
        past: Past,
        tonic_BT: Tensor,
        answer_BVT: Tensor,
        pitch_BVT: Tensor,
    ) -> Tensor:
        """Logits (B, T, A) of the voice whose turn it is. known: the first two of `read`. answer, pitch: of
        the columns; those of the earlier voices are read alone."""
        voice = ORDER[turn]
        x_BTW, own_BVTE = known
        last = past.last[:, voice]
        read = [x_BTW, own_BVTE[:, voice], self.degree(degree_of(last, tonic_BT))]
        beside = [pitch_BVT[:, other] for other in ORDER[:turn]]
        for other, pitch_BT in zip(ORDER[:turn], beside, strict=True):
            does = (answer_BVT[:, other] - GOES_ON + 1).clamp(min=0)
            read += [
                self.degree(degree_of(pitch_BT, tonic_BT)),
                self.interval(width_of(last, pitch_BT)),
                self.does(does),
            ]
        logits = self.answer[turn](torch.cat(read, dim=-1), tonic_BT, last, beside)
        is_silent_BT = past.held[:, voice] == NONE
        never = torch.zeros_like(logits, dtype=torch.bool)
        never[..., GOES_ON] = is_silent_BT
        return logits.masked_fill(never, -torch.inf).float()

    def forward(self, ids_BVT: Tensor, conditions_BTF: Tensor) -> Tensor:
        """What is said of a column depends on the columns before it, on the voices before in `ORDER`, and on
        conditions up to it. ids: of a grid whose continuations follow their own pitch."""
        return self.go_on(ids_BVT, past_of(ids_BVT).at(slice(0, ids_BVT.shape[-1])), conditions_BTF)[0]

    def go_on(
        self, ids_BVT: Tensor, past: Past, conditions_BTF: Tensor, kept: list[Any] | None = None
    ) -> tuple[Tensor, list[Any]]:
        """The same of columns that follow others, and what is kept of the layers for those to come. past: of
        these columns. kept: of the columns before."""
        x_BTW, own_BVTE, keeps = self.read(past, conditions_BTF, kept)
        tonic_BT, answer_BVT, pitch_BVT = tonics(conditions_BTF), answers_of(ids_BVT), pitches_of(ids_BVT)
        found: list[Tensor] = [x_BTW] * len(VOICES)
        for turn, voice in enumerate(ORDER):
            found[voice] = self.logits(turn, (x_BTW, own_BVTE), past, tonic_BT, answer_BVT, pitch_BVT)
        return torch.stack(found, dim=1).log_softmax(-1), keeps


def nats_of(log_BVTA: Tensor, ids_BVT: Tensor) -> Tensor:
    """The surprise of each cell, (B, V, T)."""
    return -log_BVTA.gather(-1, answers_of(ids_BVT)[..., None])[..., 0]


def key_columns(conditions_BTF: Tensor, fifths: int, mode: int) -> Tensor:
    """The same conditions with another key. fifths, mode: as `features` counts them."""
    other = conditions_BTF.clone()
    other[..., INDEX["fifths"]], other[..., INDEX["mode"]] = fifths, mode
    return other
