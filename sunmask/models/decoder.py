"""A plain decoder, as Llama has it (Touvron et al. 2023): RMS norms before each part, rotary positions,
queries that share keys and values (Ainslie et al. 2023), gated feed-forward layers. Qwen2
(Yang et al. 2024) has biases of queries, keys and values, too.

What came before is kept as keys and values: some of it shared by all rows (the text before a place), some of
each row's own. Rows with other texts before them go through the matrices together. A token that is heard
softly counts less for the others: its attention logits are lowered.

B rows, T new tokens, N of all texts, P shared ones before, S own ones so far, W width, H groups of heads, G
heads of a group, D width of a head, C queries, keys and values, V tokens of the vocabulary
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.method.parts import Parts, whole
from sunmask.models.batch_invariant_int8 import RowwiseLinear, can_multiply, spread
from sunmask.models.gguf import Gguf
from sunmask.models.prefix_cache import Before, Past, after

FEWEST_QUERIES, FEWEST_KEYS, FEWEST_SUMMED = 8, 12, 16
"""That are multiplied with each other, and chances that are summed, at least: CPUs sum few in another order,
and how many there are is up to other rows. So each token hears the same to the last bit whatever other rows
there are."""
AMONG, AMONG_HIDDEN = 64, 16
"""Neighbours that numbers are spread among in int8, at most: those of the stream, which costs nothing since
its matrices are spread when they are read, and those between the two layers behind attention."""


@dataclass(frozen=True)
class DecoderConfig:
    """groups: of heads, each with keys and values of its own. base: of the rotary positions. has_biases: of
    queries, keys and values. has_pairs: whether the two numbers of a query or key that turn together lie side
    by side in files, not half a head apart."""

    num_tokens: int = 49152
    width: int = 576
    heads: int = 9
    groups: int = 3
    depth: int = 30
    hidden: int = 1536
    base: float = 100_000.0
    epsilon: float = 1e-5
    has_biases: bool = False
    has_pairs: bool = True

    def __post_init__(self) -> None:
        if self.heads % self.groups or self.width % (2 * self.heads):
            raise ValueError(
                f"expected heads in whole groups and an even width of each, got {self.heads} heads in "
                f"{self.groups} groups of width {self.width}"
            )

    @staticmethod
    def of(values: Mapping[str, Any]) -> DecoderConfig:
        """From the values of a GGUF file. Raises ValueError where it is of another architecture."""
        family = str(values.get("general.architecture"))
        if family not in FAMILIES:
            raise ValueError(f"expected a file of a {' or '.join(FAMILIES)} architecture, got {family!r:.60}")
        names = {
            "width": "embedding_length",
            "heads": "attention.head_count",
            "groups": "attention.head_count_kv",
            "depth": "block_count",
            "hidden": "feed_forward_length",
            "base": "rope.freq_base",
            "epsilon": "attention.layer_norm_rms_epsilon",
        }
        missing = [name for name in names.values() if f"{family}.{name}" not in values]
        if missing:
            raise ValueError(f"expected {family}.{missing[0]} among the values of a GGUF file")
        if values.get(f"{family}.expert_count"):
            raise ValueError("expected a model without experts")
        if values.get(f"{family}.rope.scaling.type", "none") != "none":
            raise ValueError("expected a model whose rotary positions are not scaled")
        num_tokens = values.get(f"{family}.vocab_size") or len(values.get("tokenizer.ggml.tokens", ()))
        of_file = {own: values[f"{family}.{name}"] for own, name in names.items()}
        config = DecoderConfig(num_tokens, **of_file, **FAMILIES[family])
        head = config.width // config.heads
        for name in ("rope.dimension_count", "attention.key_length", "attention.value_length"):
            if (got := values.get(f"{family}.{name}", head)) != head:
                raise ValueError(f"expected heads of width {head} that turn as a whole, got {name} {got}")
        return config


FAMILIES: Mapping[str, Mapping[str, bool]] = {
    "llama": {"has_biases": False, "has_pairs": True},
    "qwen2": {"has_biases": True, "has_pairs": False},
}
"""Architectures that are read, and in what they differ."""


@dataclass(frozen=True)
class Text:
    """New tokens of some rows, what was before them, and how softly they are heard; see `Decoder.forward`."""

    ids_BT: Tensor
    before: Before | None = None
    softness_BT: Tensor | None = None


@dataclass(frozen=True)
class Part:
    """Rows with the same before them, on their way through the decoder. shape: (B, T). softness: of all keys
    for each of the new tokens, (B, 1, T, P + S)."""

    shape: tuple[int, int]
    softness: Tensor


def sizes(parts: Sequence[Part]) -> list[int]:
    """How many new tokens each has."""
    return [math.prod(part.shape) for part in parts]


class DecoderBlock(nn.Module):
    """Attention to what was before, then a gated feed-forward layer; each is added to the stream."""

    def __init__(self, config: DecoderConfig):
        super().__init__()
        W, D = config.width, config.width // config.heads
        self.H, self.G, self.D = config.groups, config.heads // config.groups, D
        self.norm_attention = nn.RMSNorm(W, eps=config.epsilon)
        self.norm_mlp = nn.RMSNorm(W, eps=config.epsilon)
        self.qkv: nn.Module = nn.Linear(W, W + 2 * config.groups * D, bias=False)
        self.bias_C = nn.Parameter(torch.zeros(W + 2 * config.groups * D)) if config.has_biases else None
        self.out: nn.Module = nn.Linear(W, W, bias=False)
        self.gate_up: nn.Module = nn.Linear(W, 2 * config.hidden, bias=False)
        self.down: nn.Module = nn.Linear(config.hidden, W, bias=False)

    def forward(
        self, x_NW: Tensor, turn: Turn, parts: Sequence[Part], past: Sequence[Past]
    ) -> tuple[Tensor, list[Tensor]]:
        """x_NW: the new tokens of all parts, one part after the other. turn: of their places. past: what each
        part looks back at, shared by its rows and of each row. Returns what is of each row now, too."""
        H, HG = self.H, self.H * self.G
        qkv_NC = self.qkv(self.norm_attention(x_NW))
        if self.bias_C is not None:
            qkv_NC = qkv_NC + self.bias_C
        qkv_NCD = qkv_NC.view(len(x_NW), -1, self.D)
        q, k = turned(qkv_NCD[:, : HG + H], turn).split([HG, H], 1)
        kv = torch.stack((k, qkv_NCD[:, HG + H :]))
        attended = [
            self._attended(*of_part, part, *its_past)
            for of_part, part, its_past in zip(
                zip(q.split(sizes(parts)), kv.split(sizes(parts), 1), strict=True), parts, past, strict=True
            )
        ]
        mixed_NW = attended[0][0] if len(parts) == 1 else torch.cat([mixed for mixed, _ in attended])
        x_NW = self.out(mixed_NW).add_(x_NW)
        gate, up = self.gate_up(self.norm_mlp(x_NW)).chunk(2, dim=-1)
        is_learned = torch.is_grad_enabled()
        x_NW = self.down(F.silu(gate) * up if is_learned else F.silu(gate, inplace=True).mul_(up)).add_(x_NW)
        return x_NW, [keys_values for _, keys_values in attended]

    def _attended(
        self, q: Tensor, kv: Tensor, part: Part, shared: Tensor | None, own: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """The output of attention for the tokens of a part, (B * T, W), and the keys and values of each of
        its rows.

        q: (B * T, H * G, D). kv: (2, B * T, H, D)."""
        H, G, D = self.H, self.G, self.D
        B, T = part.shape
        of_row, of_all = slice(G * T), slice(B * G * T)
        q_BHTD = q.view(B, T, H * G, D).transpose(1, 2).reshape(B, H, G * T, D)
        kv = kv.view(2, B, T, H, D).transpose(2, 3).contiguous()
        if own is not None:
            kv = torch.cat((own, kv), 3)
        S = kv.shape[3]
        keys = with_rows(kv[0], FEWEST_KEYS).transpose(-1, -2)
        scores = (with_rows(q_BHTD, FEWEST_QUERIES) @ keys)[..., of_row, :S]
        if shared is not None:  # one matrix for all rows, since they share these keys
            P = shared.shape[3]
            q_HND = with_rows(q_BHTD.transpose(0, 1).reshape(H, B * G * T, D), FEWEST_QUERIES)
            before = (q_HND @ shared[0, 0].transpose(-1, -2))[:, of_all].view(H, B, G * T, P).transpose(0, 1)
            scores = torch.cat((before, scores), -1)
        scores = torch.add(part.softness, scores.reshape(B, H * G, T, -1), alpha=D**-0.5)
        num_keys = scores.shape[-1]
        if num_keys < FEWEST_SUMMED:
            scores = F.pad(scores, (0, FEWEST_SUMMED - num_keys), value=float("-inf"))
        chance = scores.softmax(-1)[..., :num_keys].reshape(B, H, G * T, -1)
        own_chance = chance if shared is None else chance[..., P:]
        mixed = (with_rows(own_chance, FEWEST_QUERIES) @ kv[1])[..., of_row, :]
        if shared is not None:
            chance_HNP = chance[..., :P].transpose(0, 1).reshape(H, B * G * T, P).contiguous()
            heard = (with_rows(chance_HNP, FEWEST_QUERIES) @ shared[1, 0])[:, of_all]
            mixed = mixed + heard.view(H, B, G * T, D).transpose(0, 1)
        return mixed.reshape(B, H * G, T, D).transpose(1, 2).reshape(B * T, -1), kv


class Decoder(nn.Module):
    """The likelihood of each next token. `forward` gives features, `logits` what follows from them. among: of
    how many neighbours the numbers of its stream are spread among
    (`sunmask.models.batch_invariant_int8.spread`)."""

    among = 1

    def __init__(self, config: DecoderConfig):
        super().__init__()
        self.config = config
        self.token = nn.Embedding(config.num_tokens, config.width)
        self.blocks = nn.ModuleList(DecoderBlock(config) for _ in range(config.depth))
        self.norm = nn.RMSNorm(config.width, eps=config.epsilon)
        self.head: nn.Module | None = None
        """What makes logits of features, where that is not the embeddings themselves."""
        self.is_in_eight_bits = False
        """Whether no text feels what is beside it."""
        self.speeds = turning_speeds(config)

    def forward(
        self,
        ids_BT: Tensor,
        before: Before | None = None,
        softness_BT: Tensor | None = None,
        depth: int | None = None,
    ) -> tuple[Tensor, Before]:
        """Features (B, T, W) of new tokens after what was before, and all of it for the next call. With no
        `before` only one row may come, and is shared from then on.

        softness_BT: how softly the new tokens are heard by those after them, 0 or less. depth: to go through
        the first blocks alone, and give features as they are there. Raises ValueError for several rows
        without anything before.
        """
        (found,) = self.together([Text(ids_BT, before, softness_BT)], depth)
        return found

    def together(self, texts: Sequence[Text], depth: int | None = None) -> list[tuple[Tensor, Before]]:
        """The output of `forward` for each of several texts; in int8 to the last bit."""
        return whole(self.in_parts(texts, depth))

    def in_parts(self, texts: Sequence[Text], depth: int | None = None) -> Parts[list[tuple[Tensor, Before]]]:
        """The same, block by block."""
        heard, parts = zip(*map(self._begun, texts), strict=True)
        x_NW = self.token(torch.cat([text.ids_BT.flatten() for text in texts])).float()
        turn = rotary(torch.cat([_places(text) for text in texts]), self.speeds)
        kept: list[list[Tensor]] = [[] for _ in texts]
        for number, block in enumerate(self.blocks[:depth]):
            yield
            past = [text.before.of_layer(number) if text.before else (None, None) for text in texts]
            x_NW, keys_values = block(x_NW, turn, parts, past)
            for of_text, its in zip(kept, keys_values, strict=True):
                of_text.append(its)
        features = (self.norm(x_NW) if depth is None else spread(x_NW, self.among)).split(sizes(parts))
        return [
            (of_text.view(*part.shape, -1), after(text.before, tuple(its), heard_BS))
            for text, part, of_text, its, heard_BS in zip(texts, parts, features, kept, heard, strict=True)
        ]

    def _begun(self, text: Text) -> tuple[Tensor, Part]:
        """How softly each row's own tokens are heard, (B, S), and what goes through the decoder."""
        (B, T), before = text.ids_BT.shape, text.before
        if before is None and B != 1:
            raise ValueError(f"expected one row where nothing is before it, got {B}")
        own_BS = torch.zeros(B, T) if text.softness_BT is None else text.softness_BT
        shared_P = None
        if before is not None:
            shared_P = before.shared_softness
            if before.own_softness is not None:
                own_BS = torch.cat((before.own_softness, own_BS), 1)
        return own_BS, Part((B, T), _mask(shared_P, own_BS, T))

    def logits(self, features: Tensor) -> Tensor:
        """(..., W) to (..., V), fp32."""
        if self.head is not None:
            return self.head(features)
        return F.linear(features, self.token.weight.float())


def with_rows(x: Tensor, count: int) -> Tensor:
    """(..., N, D), with rows of noughts where there are fewer than `count`."""
    return x if x.shape[-2] >= count else F.pad(x, (0, 0, 0, count - x.shape[-2]))


def _mask(shared_P: Tensor | None, own_BS: Tensor, T: int) -> Tensor:
    """The term added to attention logits, (B, 1, T, P + S): no token sees later ones, and each sees
    itself."""
    B, S = own_BS.shape
    back_TS = torch.arange(S) - torch.arange(S - T, S)[:, None]
    own = torch.where(back_TS == 0, 0.0, own_BS[:, None]).masked_fill(back_TS > 0, float("-inf"))
    if shared_P is not None:
        own = torch.cat((shared_P.expand(B, T, -1), own), -1)
    return own[:, None]


def _places(text: Text) -> Tensor:
    """The places of all new tokens, (B * T,)."""
    B, T = text.ids_BT.shape
    places = torch.arange(T) if text.before is None else text.before.places(T)
    return places.expand(B, T).flatten()


Turn = tuple[Tensor, Tensor]
"""Cosine and sine by which the heads of some tokens turn, (N, 1, D) each; of the sine the first half of a
head is negative."""


def turning_speeds(config: DecoderConfig) -> Tensor:
    """By which the pairs of numbers of a head turn from one place to the next, (D / 2,)."""
    half = config.width // config.heads // 2
    return config.base ** (-torch.arange(half, dtype=torch.float64, device="cpu") / half)


def rotary(place_N: Tensor, speeds: Tensor) -> Turn:
    """The turn of each place (Su et al. 2021)."""
    angle = place_N[:, None, None] * speeds
    sine = angle.sin()
    return torch.cat((angle.cos(),) * 2, -1).float(), torch.cat((-sine, sine), -1).float()


def turned(x: Tensor, turn: Turn) -> Tensor:
    """Queries or keys (N, heads, D), turned by their place."""
    return torch.addcmul(x * turn[0], x.roll(x.shape[-1] // 2, -1), turn[1])


TURNING = "rope_freqs.weight"
"""The tensor by which the speeds of rotary positions are divided, in files that have one."""


def from_gguf(
    file: Gguf,
    *,
    in_eight_bits: bool = False,
    beside: Decoder | None = None,
    added: Callable[[int, str], Tensor | None] = lambda number, layer: None,
) -> Decoder:
    """The decoder of a file, in fp32, or with its matrices in int8 (`sunmask.models.batch_invariant_int8`)
    where this machine can multiply them. beside: one of the same file and kind, whose embeddings and last
    norm it has too. added: what is added to a matrix of a block, by the block's number and the layer's name.

    Raises ValueError where the file lacks a tensor, or has one of another shape."""
    config = DecoderConfig.of(file.values)
    in_eight_bits &= can_multiply()
    with torch.device("meta"):
        model = Decoder(config)
    if in_eight_bits:
        model.among = math.gcd(config.width, AMONG)

    read = partial(_read, file)

    def matrix(block: nn.Module, layer: str, *names: str, heads: Sequence[int] = (), norm: str = "") -> None:
        place = getattr(block, layer)
        assert isinstance(place, nn.Linear)
        weight = read(place.weight, *names, heads=heads)
        if (more := added(number, layer)) is not None:
            weight = weight + more
        if not in_eight_bits:
            place.weight = nn.Parameter(weight)
        elif norm:
            weight = spread(weight * getattr(block, norm).weight, model.among)
            setattr(block, layer, RowwiseLinear(weight, config.epsilon))
            setattr(block, norm, nn.Identity())
        else:
            among = math.gcd(config.hidden, AMONG_HIDDEN) if layer == "down" else 1
            setattr(block, layer, RowwiseLinear(spread(weight.T, model.among).T, among=among))

    model.is_in_eight_bits = in_eight_bits
    if TURNING in file.names:  # as Llama 3.1 stretches its positions
        model.speeds = model.speeds / torch.from_numpy(file.tensor(TURNING)).double()
    if beside is not None:
        model.token, model.norm, model.head = beside.token, beside.norm, beside.head
    else:
        embedding = read(model.token.weight, "token_embd")
        model.norm.weight = nn.Parameter(read(model.norm.weight, "output_norm"))
        is_tied = "output.weight" not in file.names
        out = embedding if is_tied else read(model.token.weight, "output")
        if in_eight_bits:
            model.head = RowwiseLinear(spread(out * model.norm.weight, model.among), config.epsilon)
            model.norm = nn.Identity()  # type: ignore[assignment]
            embedding = spread(embedding, model.among).half()
        elif not is_tied:
            model.head = nn.Linear(config.width, config.num_tokens, bias=False)
            model.head.weight = nn.Parameter(out)
        model.token.weight = nn.Parameter(embedding, requires_grad=False)
    for number, block in enumerate(model.blocks):
        assert isinstance(block, DecoderBlock)
        its = f"blk.{number}"
        heads = (config.heads, config.groups) if config.has_pairs else ()
        if block.bias_C is not None:
            biases = [file.tensor(f"{its}.attn_{each}.bias") for each in "qkv"]
            block.bias_C = nn.Parameter(torch.from_numpy(np.concatenate(biases)))
        block.norm_attention.weight = nn.Parameter(read(block.norm_attention.weight, f"{its}.attn_norm"))
        block.norm_mlp.weight = nn.Parameter(read(block.norm_mlp.weight, f"{its}.ffn_norm"))
        attention, gates = (f"{its}.attn_{each}" for each in "qkv"), (f"{its}.ffn_gate", f"{its}.ffn_up")
        matrix(block, "qkv", *attention, heads=heads, norm="norm_attention")
        matrix(block, "out", f"{its}.attn_output")
        matrix(block, "gate_up", *gates, norm="norm_mlp")
        matrix(block, "down", f"{its}.ffn_down")
    return model.eval().requires_grad_(False)


def _read(file: Gguf, place: Tensor, *names: str, heads: Sequence[int] = ()) -> Tensor:
    """The rows of some tensors, one below the other, for a place of their shape. heads: of those of the first
    tensors whose halves are to be moved apart."""
    parts = [file.tensor(f"{name}.weight") for name in names]
    parts[: len(heads)] = [halves_apart(part, count) for part, count in zip(parts, heads, strict=False)]
    weight = torch.from_numpy(np.concatenate(parts) if len(parts) > 1 else parts[0])
    if weight.shape != place.shape:
        shapes = f"{tuple(place.shape)} in {file.file}, got {tuple(weight.shape)}"
        raise ValueError(f"expected {' and '.join(names)} of shape {shapes}")
    return weight


def halves_apart(weight: np.ndarray, heads: int) -> np.ndarray:
    """Rows of queries or keys with the two numbers that turn together half a head apart; GGUF has them side
    by side."""
    out, width = weight.shape
    return weight.reshape(heads, out // heads // 2, 2, width).swapaxes(1, 2).reshape(out, width)
