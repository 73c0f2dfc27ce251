"""Incremental decoding with `LeftToRight`: one piece, a column at a time, with a cache of keys and values.
Not for training.

The products of embeddings and weights are computed once, as tables; what a column reads is then a sum of
their rows. Each piece is computed by itself, so it is the same whatever is composed beside it.

V voices, T columns, F features, W width, A answers, H pitches, L layers, N heads, D width of a head, R rows
"""

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.chorale.conditioning.features import feature
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.networks.left_to_right import (
    CONDITIONS_READ,
    DEGREES,
    GOES_ON,
    LONGEST,
    NONE,
    NUM_WIDTHS,
    ORDER,
    RESTS,
    WIDEST,
    Answer,
    Layer,
    LeftToRight,
    tonics,
)
from sunmask.chorale.sampling.windows import BARS, WINDOW, bar_positions

BEGINS_DOES, GOES_ON_DOES, RESTS_DOES = range(3)
"""Rows of `LeftToRight.does`."""


class Tables:
    """Rows that are summed in place of a product of embeddings that lie side by side with `weight`."""

    def __init__(self, weight: Tensor, bias: Tensor, embeddings: Iterable[nn.Module], first: int = 0):
        """weight (W, read): of the product. first: the column of `weight` at which the embeddings begin."""
        tables, self._starts, at = [], [0], first
        for embedding in embeddings:
            assert isinstance(embedding, nn.Embedding)
            width = embedding.embedding_dim
            tables.append(embedding.weight @ weight[:, at : at + width].T)
            self._starts.append(self._starts[-1] + len(embedding.weight))
            at += width
        self._rows_RW, self._bias_W = torch.cat(tables), bias

    def sum(self, numbers: Sequence[int]) -> Tensor:
        """The sum (W,) of a row of each table and the bias."""
        rows = [start + number for start, number in zip(self._starts, numbers, strict=False)]
        return self._rows_RW[rows].sum(0) + self._bias_W


class DecodingWeights:
    """A network's weights, as `Decoding` reads them."""

    def __init__(self, network: LeftToRight):
        net, E, V = network, network.config.embedding, len(VOICES)
        own = [net.degree, net.height, net.move, net.since, net.length]
        pairs = [net.interval] * len(net.pairs[0])
        told = [net.told[name] for name in CONDITIONS_READ]
        enter = net.enter
        self.past = Tables(enter.weight, enter.bias, [*own * V, *pairs])
        nothing_W, first = torch.zeros_like(enter.bias), (len(own) * V + len(pairs)) * E
        self.told = Tables(enter.weight, nothing_W, [net.metre, *told], first)
        self.pairs = list(zip(*net.pairs, strict=True))
        self.layers = [layer for layer in net.layers if isinstance(layer, Layer)]
        self.norm, self.width = net.norm, net.config.width
        earlier = [net.degree, net.interval, net.does]
        self.answers = [
            AnswerWeights(answer, net.config.width, [*own, net.degree, *earlier * turn])
            for turn, answer in enumerate(net.answer)
            if isinstance(answer, Answer)
        ]


class AnswerWeights:
    """Those of the voice whose turn it is."""

    def __init__(self, answer: Answer, width: int, embeddings: list[nn.Module]):
        enter, _, _, hidden, _, _ = answer.hidden
        assert isinstance(enter, nn.Linear)
        assert isinstance(hidden, nn.Linear)
        self.from_column = enter.weight[:, :width].contiguous()
        self.from_voices = Tables(enter.weight, enter.bias, embeddings, width)
        self.hidden, self.says, self.sizes = hidden, answer.says, answer.sizes


class Decoding:
    """One piece of which each column is read, answered voice by voice, and appended, in turn."""

    def __init__(self, weights: DecodingWeights, conditions_TF: Tensor):
        self._weights, num_columns = weights, len(conditions_TF)
        conditions_1TF = conditions_TF[None]
        self._tonic_T = tonics(conditions_1TF)[0].tolist()
        position_1T, bar_1T = bar_positions(conditions_1TF)
        told = [feature(conditions_1TF, name)[0] for name in CONDITIONS_READ]
        self._told = torch.stack((bar_1T[0] * max(BARS) + position_1T[0], *told), dim=-1).tolist()
        heads = weights.layers[0].heads
        shape = len(weights.layers), heads, num_columns, weights.width // heads
        self._keys_LNTD, self._values_LNTD = torch.zeros(2, *shape)
        V, self._t = len(VOICES), 0
        self._held, self._last, self._before = ([NONE] * V for _ in range(3))
        self._begun, self._length = [-1] * V, [0] * V

    @torch.inference_mode()
    def read(self) -> None:
        """Reads the next column: what was before it, and its conditions."""
        weights, t = self._weights, self._t
        self._tonic = self._tonic_T[t]
        self._own = [self._voice(voice) for voice in range(len(VOICES))]
        held = self._held
        between = [_width(held[lower], held[upper]) for upper, lower in weights.pairs]
        past = [number for voice in self._own for number in voice]
        x_W = weights.past.sum([*past, *between]) + weights.told.sum(self._told[t])
        for number, layer in enumerate(weights.layers):
            x_W = self._layer(number, layer, x_W)
        self._x_W = F.layer_norm(x_W, x_W.shape, weights.norm.weight, weights.norm.bias)

    def _voice(self, voice: int) -> list[int]:
        """Rows of what a voice did."""
        begun, last = self._begun[voice], self._last[voice]
        return [
            self._degree(self._held[voice]),
            last,
            _width(self._before[voice], last),
            0 if begun < 0 else min(self._t - begun, LONGEST),
            self._length[voice],
        ]

    def _degree(self, pitch: int) -> int:
        return DEGREES if pitch == NONE else (pitch - self._tonic) % DEGREES

    def _layer(self, number: int, layer: Layer, x_W: Tensor) -> Tensor:
        t, heads = self._t, layer.heads
        first = max(0, t + 1 - WINDOW)
        norm, mlp = layer.norm_attention, layer.norm_mlp
        normed_W = F.layer_norm(x_W, x_W.shape, norm.weight, norm.bias)
        query, key, value = F.linear(normed_W, layer.qkv.weight, layer.qkv.bias).view(3, heads, -1)
        self._keys_LNTD[number, :, t], self._values_LNTD[number, :, t] = key, value
        keys, values = (kept[number, :, first : t + 1] for kept in (self._keys_LNTD, self._values_LNTD))
        likeness = torch.bmm(keys, query[..., None])[..., 0] * query.shape[-1] ** -0.5
        likeness = likeness + layer.distance[:, : t + 1 - first].flip(-1)
        mixed_W = torch.bmm(likeness.softmax(-1)[:, None], values).flatten()
        x_W = x_W + F.linear(mixed_W, layer.out.weight, layer.out.bias)
        normed_W = F.layer_norm(x_W, x_W.shape, mlp.weight, mlp.bias)
        up = F.gelu(F.linear(normed_W, layer.up.weight, layer.up.bias))
        return x_W + F.linear(up, layer.down.weight, layer.down.bias)

    @torch.inference_mode()
    def logits(self, turn: int, ids: Sequence[int]) -> np.ndarray:
        """The logits (A,) of the voice whose turn it is, given the ids of those before it in `ORDER`."""
        voice, weights = ORDER[turn], self._weights.answers[turn]
        last, beside = self._last[voice], [_pitch(number) for number in ids[:turn]]
        rows = [*self._own[voice], self._degree(last)]
        for number, pitch in zip(ids, beside, strict=False):
            rows += [self._degree(pitch), _width(last, pitch), _does(number)]
        hidden = F.gelu(torch.mv(weights.from_column, self._x_W) + weights.from_voices.sum(rows))
        hidden = F.gelu(F.linear(hidden, weights.hidden.weight, weights.hidden.bias))
        said = F.linear(hidden, weights.says.weight, weights.says.bias).numpy()
        others, degree, height, *widths = np.split(said, np.cumsum(weights.sizes)[:-1])
        pitch_H = np.arange(NUM_PITCHES)
        begins_H = height + degree[(pitch_H - self._tonic) % DEGREES]
        for pitch, width in zip((last, *beside), widths, strict=True):
            begins_H = begins_H + (width[NUM_WIDTHS] if pitch == NONE else width[_steps(pitch)])
        logits_A = np.concatenate((begins_H, others))
        if self._held[voice] == NONE:
            logits_A[GOES_ON] = -np.inf
        return logits_A

    def id_of(self, turn: int, answer: int) -> int:
        """The symbol that an answer of the voice whose turn it is makes."""
        if answer == GOES_ON:
            return self._held[ORDER[turn]] + NUM_PITCHES
        return REST_ID if answer == RESTS else answer

    def append(self, ids_V: Sequence[int]) -> None:
        """Adds a column. ids: of its voices."""
        for voice, number in enumerate(ids_V):
            self._held[voice] = pitch = _pitch(number)
            if _does(number) == BEGINS_DOES or (self._t == 0 and pitch != NONE):
                begun = self._begun[voice]
                self._before[voice] = NONE if begun < 0 else self._last[voice]
                self._length[voice] = 0 if begun < 0 else min(self._t - begun, LONGEST)
                self._begun[voice], self._last[voice] = self._t, pitch
        self._t += 1


def _pitch(number: int) -> int:
    return NONE if number == REST_ID else number % NUM_PITCHES


def _does(number: int) -> int:
    if number == REST_ID:
        return RESTS_DOES
    return BEGINS_DOES if number < NUM_PITCHES else GOES_ON_DOES


def _width(here: int, there: int) -> int:
    return NUM_WIDTHS if NONE in (here, there) else min(max(there - here, -WIDEST), WIDEST) + WIDEST


def _steps(pitch: int) -> np.ndarray:
    """Rows of the widths from a pitch to each, (H,)."""
    return np.clip(np.arange(NUM_PITCHES) - pitch, -WIDEST, WIDEST) + WIDEST
