"""A denoiser made of a language model: SmolLM2's decoder (`models.decoder`) with both sides in view, and
little that is learned beside it (low rank: Hu et al. 2021).

The body's weights are those that `python -m sunmask fetch` brings. They stay as they are and are no part of
a checkpoint. That holds what is added to them, or the last blocks as they were learned, and the vectors of
our own pieces, which begin as means of SmolLM2's. As in a language model a place is told by the one before
it, and the end is the embeddings once more. Trust is an input as in `Encoder`.

B examples, T tokens of a window, W width, P pieces, K chosen cells
"""

import math
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.fetching import checked
from sunmask.models.batch_invariant_int8 import RowwiseLinear
from sunmask.models.decoder import (
    Decoder,
    DecoderBlock,
    DecoderConfig,
    Part,
    from_gguf,
    rope,
    rope_frequencies,
)
from sunmask.models.gguf import Gguf
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.language_model.chosen_weights import SMOLLM2
from sunmask.text.language_model.model import BEGIN as DOCUMENT
from sunmask.text.language_model.model import pieces_of
from sunmask.text.networks.windows import EDGE, NEVER, OUTSIDE, PLACES, Index, vocabulary_named
from sunmask.text.words.marks import NO_SPACE_BEFORE
from sunmask.text.words.vocabulary import BEGIN, FIRST, LAST, Vocabulary

MATRICES = ("qkv", "out", "gate_up", "down")
TINY = DecoderConfig(num_tokens=8, width=32, heads=2, groups=1, depth=2, hidden=64)


@dataclass(frozen=True)
class AdaptedConfig:
    """body: smollm2, or for tests a tiny one that means nothing. rank: of what is added to each matrix, or 0,
    and then only the last blocks, `whole` of them, are learned, and see what comes after. dim: the part of a
    doubted token's embedding that is seen at first."""

    vocabulary: str = "english"
    body: str = "smollm2"
    rank: int = 16
    whole: int = 0
    dim: float = 0.1

    def __post_init__(self) -> None:
        if self.body not in ("smollm2", "tiny"):
            raise ValueError(f"expected smollm2 or tiny as the body, got {self.body!r:.60}")
        if (self.rank > 0) == (self.whole > 0):
            raise ValueError(f"expected a rank, or whole blocks, got {self.rank} and {self.whole}")


SIZES = {
    "debug": AdaptedConfig(body="tiny", rank=2),
    "small": AdaptedConfig(),
    "last-blocks": AdaptedConfig(rank=0, whole=6),
}


class Fixed(nn.Module):
    """A matrix (out, in) that is not learned."""

    weight: Tensor

    def __init__(self, weight: Tensor):
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out)."""
        return F.linear(x, self.weight.to(_dtype(x)))

    def packed(self) -> RowwiseLinear:
        """In int8, in which three windows take a third less time than in bf16."""
        return RowwiseLinear(self.weight.float())


class LowRank(Fixed):
    """The same, and a product of two thin matrices that is added to it."""

    def __init__(self, weight: Tensor, rank: int):
        super().__init__(weight)
        out, into = weight.shape
        self.into = nn.Parameter(torch.randn(rank, into) / math.sqrt(into))
        self.out = nn.Parameter(torch.zeros(out, rank))

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) + F.linear(F.linear(x, self.into), self.out)

    def packed(self) -> RowwiseLinear:
        return RowwiseLinear(self.weight.float() + self.out.float() @ self.into.float())


def _dtype(x: Tensor) -> torch.dtype:
    kind = x.device.type
    return torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else x.dtype


class AdaptedDecoder(nn.Module):
    """Logits of every token's piece from a window of noisy pieces and which of them to trust."""

    LANES = {"cpu": 8, "cuda": 32}

    MATRICES = ("piece",)
    """As in `Encoder`."""

    def __init__(self, config: AdaptedConfig):
        """Raises ValueError, with a sentence, where the body's weights are not here."""
        super().__init__()
        self.config = config
        vocabulary, (decoder, pieces) = vocabulary_named(config.vocabulary), body_named(config.body)
        self.body, W = decoder.config, decoder.config.width
        self.num_causal = decoder.config.depth - config.whole if config.whole else 0
        self.piece = nn.Embedding.from_pretrained(piece_vectors(vocabulary, decoder, pieces), freeze=False)
        self.place = nn.Embedding(OUTSIDE + 1, W)
        self.trust = nn.Embedding(2, W)
        self.scale = nn.Parameter(torch.tensor([config.dim, 1.0]))
        self.bias = nn.Parameter(torch.zeros(vocabulary.num_pieces))
        self.blocks = nn.ModuleList(
            copied(block, decoder.config, config.rank, is_whole=number >= decoder.config.depth - config.whole)
            for number, block in enumerate(decoder.blocks)
        )
        self.norm = nn.RMSNorm(W, eps=decoder.config.epsilon)
        self.norm.load_state_dict(decoder.norm.state_dict())
        never = torch.zeros(len(PLACES), vocabulary.num_pieces, dtype=torch.bool)
        never[:EDGE] = ~torch.from_numpy(vocabulary.may_stand)
        self.register_buffer("never", never, persistent=False)
        nn.init.zeros_(self.place.weight)
        nn.init.zeros_(self.trust.weight)

    def forward(
        self, tokens_B1T: Tensor, trust_B1T: Tensor, place_BT: Tensor, at: Index | None = None
    ) -> Tensor:
        """Ids, trust (B, 1, T) and places (B, T) -> logits (B, 1, T, P), or (K, P) at the chosen cells.
        What is outside is seen by none. A window begins with an edge, so each cell has one before it."""
        trust_BT, T = trust_B1T[:, 0].long(), place_BT.shape[1]
        x = self.piece(tokens_B1T[:, 0]).float() * self.scale[trust_BT][..., None]
        x = x + self.trust(trust_BT) + self.place(place_BT)
        outside_B11T = torch.where(place_BT == OUTSIDE, NEVER, 0.0)[:, None, None]
        ahead_TT = torch.full((T, T), NEVER, device=x.device).triu(1)
        cosine, sine = rope(torch.arange(T).repeat(len(tokens_B1T)), rope_frequencies(self.body))
        rotation = cosine.to(x.device), sine.to(x.device)
        shape = (len(tokens_B1T), T)
        x = x.flatten(0, 1)
        with torch.no_grad():
            for block in self.blocks[: self.num_causal]:
                x, _ = block(x, rotation, [Part(shape, outside_B11T + ahead_TT)], [(None, None)])
        for block in self.blocks[self.num_causal :]:
            x, _ = block(x, rotation, [Part(shape, outside_B11T)], [(None, None)])
        x = x.view(*shape, -1)
        x = self.norm(torch.cat((x[:, :1], x[:, :-1]), 1))  # a place is told by the one before it
        place = place_BT
        if at is not None:
            x, place = x[at[0], at[2]], place_BT[at[0], at[2]]
        logits = F.linear(x.to(self.piece.weight.dtype), self.piece.weight).float() + self.bias
        logits = logits.masked_fill(self.never[place], NEVER)  # type: ignore[index]
        return logits if at is not None else logits[:, None]


def copied(block: nn.Module, config: DecoderConfig, rank: int, *, is_whole: bool) -> DecoderBlock:
    """A block of a body, to be learned whole, at low rank, or not at all (rank 0)."""
    assert isinstance(block, DecoderBlock)
    if is_whole:
        whole = DecoderBlock(config)
        whole.load_state_dict({name: value.float() for name, value in block.state_dict().items()})
        return whole
    with torch.device("meta"):
        new = DecoderBlock(config)
    for name in MATRICES:
        weight = getattr(block, name).weight.detach()
        setattr(new, name, LowRank(weight, rank) if rank else Fixed(weight))
    for norm, learned in ((new.norm_attention, block.norm_attention), (new.norm_mlp, block.norm_mlp)):
        value = learned.weight.detach().float().clone()
        if rank:
            norm.weight = nn.Parameter(value)
        else:
            del norm.weight
            norm.register_buffer("weight", value, persistent=False)
    return new


@cache
def body_named(name: str) -> tuple[Decoder, BytePieces | None]:
    """A decoder with its matrices in bf16, and its pieces, read once. Raises ValueError where its weights are
    not here."""
    if name == "tiny":
        with torch.random.fork_rng():
            torch.manual_seed(0)
            return Decoder(TINY).requires_grad_(False), None
    file = Gguf(checked(SMOLLM2))
    decoder = from_gguf(file)
    for block in decoder.blocks:
        for matrix in MATRICES:
            getattr(block, matrix).to(torch.bfloat16)
    return decoder, pieces_of(file)


def piece_vectors(vocabulary: Vocabulary, decoder: Decoder, pieces: BytePieces | None) -> Tensor:
    """The vector that each of our pieces begins with, (P, W): the mean of those that its text has there."""
    vectors = decoder.token.weight.detach().float()
    if pieces is None:
        generator = torch.Generator().manual_seed(0)
        return torch.randn(vocabulary.num_pieces, vectors.shape[1], generator=generator) * 0.1
    rows = []
    for number, piece in enumerate(vocabulary.pieces):
        text = piece.removeprefix(BEGIN)
        if piece.startswith(BEGIN) and text not in NO_SPACE_BEFORE:
            text = f" {text}"
        ids = [DOCUMENT] if number in (FIRST, LAST) else pieces.encode(text)
        rows.append(vectors[ids].mean(0) if ids else vectors.mean(0))
    return torch.stack(rows)
