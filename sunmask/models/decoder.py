"""A decoder-only transformer like Llama (Touvron et al. 2023): RMS norms before attention and feed-forward
layers, rotary position embeddings (RoPE), grouped-query attention (Ainslie et al. 2023), gated feed-forward
layers. Qwen2 (Yang et al. 2024) also has biases of queries, keys and values.

Keys and values of earlier tokens are cached (`sunmask.models.prefix_cache`): those of a prefix that all rows
share, and those of each row's own tokens. Rows with different prefixes go through the weight matrices in one
batch. An attention bias (`softness`, 0 or less) on a token makes other tokens attend to it less.

B rows, T new tokens, N new tokens of all texts, P shared cached tokens, S own tokens of a row, W width, H
groups of heads (key-value heads), G query heads of a group, D width of a head, C components of queries, keys
and values together, V tokens of the vocabulary
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
from sunmask.models.batch_invariant_int8 import RowwiseLinear, can_multiply, hadamard_rotated
from sunmask.models.gguf import Gguf
from sunmask.models.prefix_cache import Before, Past, after

FEWEST_QUERIES, FEWEST_KEYS, FEWEST_SUMMED = 8, 12, 16
"""Smallest number of queries and keys in a matrix product, and of terms in a softmax; smaller ones are
padded. CPU kernels sum small matrices in another order, and the size depends on the rest of the batch;
padding makes each row's result independent of the batch, bit for bit."""
RESIDUAL_BLOCK, HIDDEN_BLOCK = 64, 16
"""Largest Hadamard blocks by which activations are rotated before int8 quantisation: those of the residual
stream (free, since its weights are rotated when they are loaded), and those of the feed-forward hidden
layer."""


@dataclass(frozen=True)
class DecoderConfig:
    """groups: key-value heads (grouped-query attention). hidden: width of the feed-forward hidden layer.
    base: of RoPE. has_biases: whether queries, keys and values have biases. has_pairs: whether the file
    stores the two components of each RoPE pair side by side, not half a head apart."""

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
        """The config in the key-value pairs of a GGUF file. Raises ValueError for another architecture."""
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
            raise ValueError("expected a model whose rotary position embeddings (RoPE) are not scaled")
        num_tokens = values.get(f"{family}.vocab_size") or len(values.get("tokenizer.ggml.tokens", ()))
        of_file = {own: values[f"{family}.{name}"] for own, name in names.items()}
        config = DecoderConfig(num_tokens, **of_file, **FAMILIES[family])
        head = config.width // config.heads
        for name in ("rope.dimension_count", "attention.key_length", "attention.value_length"):
            if (got := values.get(f"{family}.{name}", head)) != head:
                raise ValueError(f"expected RoPE on whole heads of width {head}, got {name} {got}")
        return config


FAMILIES: Mapping[str, Mapping[str, bool]] = {
    "llama": {"has_biases": False, "has_pairs": True},
    "qwen2": {"has_biases": True, "has_pairs": False},
}
"""Architectures that can be read, and how they differ."""


@dataclass(frozen=True)
class Text:
    """New tokens of some rows, the cache of the tokens before them, and their attention biases; see
    `Decoder.forward`."""

    ids_BT: Tensor
    before: Before | None = None
    softness_BT: Tensor | None = None


@dataclass(frozen=True)
class Part:
    """Rows with the same cached prefix, on their way through the decoder. shape: (B, T). softness: the
    attention bias of every key for each new token, (B, 1, T, P + S)."""

    shape: tuple[int, int]
    softness: Tensor


def sizes(parts: Sequence[Part]) -> list[int]:
    """The number of new tokens of each part."""
    return [math.prod(part.shape) for part in parts]


class DecoderBlock(nn.Module):
    """Causal attention, then a gated feed-forward layer; both are added to the residual stream."""

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
        self, x_NW: Tensor, rotation: Rotation, parts: Sequence[Part], past: Sequence[Past]
    ) -> tuple[Tensor, list[Tensor]]:
        """x_NW: hidden states of the new tokens of all parts, one part after the other. rotation: RoPE at
        their positions. past: the cached keys and values of each part, shared and own. Returns hidden states
        (N, W), and the own keys and values of each part with the new ones."""
        H, HG = self.H, self.H * self.G
        qkv_NC = self.qkv(self.norm_attention(x_NW))
        if self.bias_C is not None:
            qkv_NC = qkv_NC + self.bias_C
        qkv_NCD = qkv_NC.view(len(x_NW), -1, self.D)
        q, k = rotated(qkv_NCD[:, : HG + H], rotation).split([HG, H], 1)
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
        is_training = torch.is_grad_enabled()
        x_NW = self.down(F.silu(gate) * up if is_training else F.silu(gate, inplace=True).mul_(up)).add_(x_NW)
        return x_NW, [keys_values for _, keys_values in attended]

    def _attended(
        self, q: Tensor, kv: Tensor, part: Part, shared: Tensor | None, own: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """The output of attention for the tokens of a part, (B * T, W), and the own keys and values of its
        rows.

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
            of_shared = (with_rows(chance_HNP, FEWEST_QUERIES) @ shared[1, 0])[:, of_all]
            mixed = mixed + of_shared.view(H, B, G * T, D).transpose(0, 1)
        return mixed.reshape(B, H * G, T, D).transpose(1, 2).reshape(B * T, -1), kv


class Decoder(nn.Module):
    """A causal language model. `forward` returns hidden states, `logits` computes the logits of the next
    token from them. hadamard_block: by which the residual stream is rotated in int8
    (`sunmask.models.batch_invariant_int8.hadamard_rotated`); 1 is no rotation."""

    hadamard_block = 1

    def __init__(self, config: DecoderConfig):
        super().__init__()
        self.config = config
        self.token = nn.Embedding(config.num_tokens, config.width)
        self.blocks = nn.ModuleList(DecoderBlock(config) for _ in range(config.depth))
        self.norm = nn.RMSNorm(config.width, eps=config.epsilon)
        self.head: nn.Module | None = None
        """The output layer, where its weights are not those of the embedding."""
        self.is_in_eight_bits = False
        """Whether its matrices are int8; then the result of each text is independent of the batch."""
        self.frequencies = rope_frequencies(config)

    def forward(
        self,
        ids_BT: Tensor,
        before: Before | None = None,
        softness_BT: Tensor | None = None,
        depth: int | None = None,
    ) -> tuple[Tensor, Before]:
        """Hidden states (B, T, W) of the new tokens, and the cache for the next call. Without `before` there
        may be only one row, which becomes the shared prefix.

        softness_BT: attention biases (<= 0) on the new tokens, for the tokens after them. depth: only so many
        blocks are applied, and their output is returned without the last norm. Raises ValueError for several
        rows without a prefix.
        """
        (found,) = self.together([Text(ids_BT, before, softness_BT)], depth)
        return found

    def together(self, texts: Sequence[Text], depth: int | None = None) -> list[tuple[Tensor, Before]]:
        """The output of `forward` for each of several texts, computed in one batch; bit for bit the same in
        int8."""
        return whole(self.in_parts(texts, depth))

    def in_parts(self, texts: Sequence[Text], depth: int | None = None) -> Parts[list[tuple[Tensor, Before]]]:
        """The same, with a pause before each block."""
        softness, parts = zip(*map(self._begun, texts), strict=True)
        x_NW = self.token(torch.cat([text.ids_BT.flatten() for text in texts])).float()
        rotation = rope(torch.cat([_positions(text) for text in texts]), self.frequencies)
        kept: list[list[Tensor]] = [[] for _ in texts]
        for number, block in enumerate(self.blocks[:depth]):
            yield
            past = [text.before.of_layer(number) if text.before else (None, None) for text in texts]
            x_NW, keys_values = block(x_NW, rotation, parts, past)
            for of_text, its in zip(kept, keys_values, strict=True):
                of_text.append(its)
        x_NW = self.norm(x_NW) if depth is None else hadamard_rotated(x_NW, self.hadamard_block)
        states = x_NW.split(sizes(parts))
        return [
            (of_text.view(*part.shape, -1), after(text.before, tuple(its), own_BS))
            for text, part, of_text, its, own_BS in zip(texts, parts, states, kept, softness, strict=True)
        ]

    def _begun(self, text: Text) -> tuple[Tensor, Part]:
        """The attention biases on each row's own tokens, (B, S), and the part that goes through the
        decoder."""
        (B, T), before = text.ids_BT.shape, text.before
        if before is None and B != 1:
            raise ValueError(f"expected one row where there is no prefix, got {B}")
        own_BS = torch.zeros(B, T) if text.softness_BT is None else text.softness_BT
        shared_P = None
        if before is not None:
            shared_P = before.shared_softness
            if before.own_softness is not None:
                own_BS = torch.cat((before.own_softness, own_BS), 1)
        return own_BS, Part((B, T), _mask(shared_P, own_BS, T))

    def logits(self, states: Tensor) -> Tensor:
        """Logits of the next token from hidden states: (..., W) to (..., V), fp32."""
        if self.head is not None:
            return self.head(states)
        return F.linear(states, self.token.weight.float())


def with_rows(x: Tensor, count: int) -> Tensor:
    """(..., N, D), padded with rows of zeros to at least `count`."""
    return x if x.shape[-2] >= count else F.pad(x, (0, 0, 0, count - x.shape[-2]))


def _mask(shared_P: Tensor | None, own_BS: Tensor, T: int) -> Tensor:
    """The causal mask with the attention biases, (B, 1, T, P + S), to be added to attention logits. A token
    has no bias for itself."""
    B, S = own_BS.shape
    back_TS = torch.arange(S) - torch.arange(S - T, S)[:, None]
    own = torch.where(back_TS == 0, 0.0, own_BS[:, None]).masked_fill(back_TS > 0, float("-inf"))
    if shared_P is not None:
        own = torch.cat((shared_P.expand(B, T, -1), own), -1)
    return own[:, None]


def _positions(text: Text) -> Tensor:
    """The positions of all new tokens, (B * T,)."""
    B, T = text.ids_BT.shape
    positions = torch.arange(T) if text.before is None else text.before.positions(T)
    return positions.expand(B, T).flatten()


Rotation = tuple[Tensor, Tensor]
"""Cosines and sines of RoPE for some tokens, (N, 1, D) each; the sines are negative in the first half of a
head."""


def rope_frequencies(config: DecoderConfig) -> Tensor:
    """The angular frequency of each RoPE pair of a head, radians a position, (D / 2,)."""
    half = config.width // config.heads // 2
    return config.base ** (-torch.arange(half, dtype=torch.float64, device="cpu") / half)


def rope(position_N: Tensor, frequencies: Tensor) -> Rotation:
    """The rotation of RoPE at each position (Su et al. 2021)."""
    angle = position_N[:, None, None] * frequencies
    sine = angle.sin()
    return torch.cat((angle.cos(),) * 2, -1).float(), torch.cat((-sine, sine), -1).float()


def rotated(x: Tensor, rotation: Rotation) -> Tensor:
    """Queries or keys (N, heads, D), rotated by their position."""
    return torch.addcmul(x * rotation[0], x.roll(x.shape[-1] // 2, -1), rotation[1])


ROPE_FACTORS = "rope_freqs.weight"
"""The tensor by which the frequencies of RoPE are divided, in files that have one."""


def from_gguf(
    file: Gguf,
    *,
    in_eight_bits: bool = False,
    beside: Decoder | None = None,
    added: Callable[[int, str], Tensor | None] = lambda number, layer: None,
) -> Decoder:
    """The decoder of a file, in fp32, or with its matrices in int8 (`sunmask.models.batch_invariant_int8`)
    where this machine has the kernels. beside: a decoder of the same file and precision, whose embedding,
    last norm and output layer are shared. added: the matrix that is added to a layer's weights, such as a
    low-rank adapter, by the block's number and the layer's name; None for none.

    Raises ValueError where the file lacks a tensor, or has one of another shape."""
    config = DecoderConfig.of(file.values)
    in_eight_bits &= can_multiply()
    with torch.device("meta"):
        model = Decoder(config)
    if in_eight_bits:
        model.hadamard_block = math.gcd(config.width, RESIDUAL_BLOCK)

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
            weight = hadamard_rotated(weight * getattr(block, norm).weight, model.hadamard_block)
            setattr(block, layer, RowwiseLinear(weight, config.epsilon))
            setattr(block, norm, nn.Identity())
        else:
            size = math.gcd(config.hidden, HIDDEN_BLOCK) if layer == "down" else 1
            weight = hadamard_rotated(weight.T, model.hadamard_block).T
            setattr(block, layer, RowwiseLinear(weight, hadamard_block=size))

    model.is_in_eight_bits = in_eight_bits
    if ROPE_FACTORS in file.names:  # Llama 3.1 scales its frequencies so
        model.frequencies = model.frequencies / torch.from_numpy(file.tensor(ROPE_FACTORS)).double()
    if beside is not None:
        model.token, model.norm, model.head = beside.token, beside.norm, beside.head
    else:
        embedding = read(model.token.weight, "token_embd")
        model.norm.weight = nn.Parameter(read(model.norm.weight, "output_norm"))
        is_tied = "output.weight" not in file.names
        out = embedding if is_tied else read(model.token.weight, "output")
        if in_eight_bits:
            out = hadamard_rotated(out * model.norm.weight, model.hadamard_block)
            model.head = RowwiseLinear(out, config.epsilon)
            model.norm = nn.Identity()  # type: ignore[assignment]
            embedding = hadamard_rotated(embedding, model.hadamard_block).half()
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
    """The rows of some tensors, one below the other, with the shape of `place`. heads: the number of heads of
    each of the first tensors, in which the components of RoPE pairs are to be moved apart
    (`halves_apart`)."""
    parts = [file.tensor(f"{name}.weight") for name in names]
    parts[: len(heads)] = [halves_apart(part, count) for part, count in zip(parts, heads, strict=False)]
    weight = torch.from_numpy(np.concatenate(parts) if len(parts) > 1 else parts[0])
    if weight.shape != place.shape:
        shapes = f"{tuple(place.shape)} in {file.file}, got {tuple(weight.shape)}"
        raise ValueError(f"expected {' and '.join(names)} of shape {shapes}")
    return weight


def halves_apart(weight: np.ndarray, heads: int) -> np.ndarray:
    """Weights of queries or keys with the two components of each RoPE pair half a head apart. GGUF has them
    side by side."""
    out, width = weight.shape
    return weight.reshape(heads, out // heads // 2, 2, width).swapaxes(1, 2).reshape(out, width)
