"""The network that is told things: a piano roll by sixteenths, and between its halves one by beats.

Near things are heard by 3 x 3 convolutions over sixteenths x pitches; far ones by layers of attention that
move rolls from beat to beat (`far`), which also hear what is said of metre, phrases, key, harmony and manner
(`told`). Chords and keys stand in the roll as planes, a plane for roots, thirds and so on, so that they mean
the same in every key.

Besides each cell's symbol it answers how a voice moves on: onset, continuation or rest given the three
sixteenths before, and how far it leaps from the note before, given how that was approached, so
that rhythm and melody of a voice can be drawn jointly (`rhythm`, `melody`); and each beat's chord.

B examples, V voices, T sixteenths, N beats of four sixteenths, H pitches, C and D channels by sixteenths and
by beats, W width of the line, E width of a column, P symbols, F features told, S states of the rhythm
"""

import ctypes
from dataclasses import dataclass, replace
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.chorale.conditioning.features import CHORD, FEATURES, NUM_QUALITIES, NUM_ROOTS, feature
from sunmask.chorale.music.harmony import QUALITIES, TONES
from sunmask.chorale.music.symbols import LOWEST_PITCH, NUM_PITCHES, REST_ID
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.networks import compiled as kernels
from sunmask.chorale.networks.long_range_attention import BEATS, LINE_KEY, FarLayer, numbers, pieces
from sunmask.chorale.networks.packed import POOL_SCALE
from sunmask.chorale.networks.reading import Reading
from sunmask.chorale.networks.unet import RollBlock, RollConv, TimeConv, rotation
from sunmask.chorale.sampling.melody import NUM_APPROACHES, NUM_LEAPS
from sunmask.chorale.sampling.rhythm import NUM_MOVES, NUM_STATES
from sunmask.chorale.sampling.windows import BARS, OUTSIDE, PATCH, bar_positions, check_window

NUM_CHORDS = NUM_ROOTS * NUM_QUALITIES + 1
"""Roots x qualities, and none."""
REMEMBERED = 16
"""Embeddings that are kept: a run has the conditions of one or two windows for each candidate."""
NEAR = ("stem.", "pitch", "roll_down.", "roll_up.", "head.")
"""Beginnings of the names of parameters that a U-Net and this network have in common."""
TOLD_PLANES = 9
"""Root, third, fifth, seventh, bass of the chord, chord said; tonic, scale of the key, key said."""


@dataclass(frozen=True)
class ConditionedConfig:
    """channels: of the roll by sixteenths, beat_channels: by beats. width, expansion: of the line. heads: of
    each far layer. column: width of what is told of a column. dropout: of the line, while training.
    dilations_down, dilations_up: over pitch, a block by sixteenths each. far: over pitch, a layer each."""

    channels: int = 32
    beat_channels: int = 64
    width: int = 256
    heads: int = 8
    expansion: int = 3
    column: int = 64
    dropout: float = 0.1
    dilations_down: tuple[int, ...] = (1, 4, 7, 12)
    dilations_up: tuple[int, ...] = (4, 7, 12, 1)
    far: tuple[int, ...] = (12, 7, 4, 3, 5, 12)


SIZES = {
    "debug": ConditionedConfig(
        channels=8,
        beat_channels=8,
        width=32,
        heads=2,
        expansion=2,
        column=8,
        dilations_down=(1,),
        dilations_up=(1,),
        far=(7,),
    ),
    "mini": ConditionedConfig(channels=16, beat_channels=32, width=128, heads=4, far=(12, 7, 4)),
    "small": ConditionedConfig(),
    "base": ConditionedConfig(
        channels=64, beat_channels=128, width=512, heads=16, column=128, far=(12, 7, 4, 3, 5, 9, 7, 12)
    ),
}


@dataclass(frozen=True)
class EmbeddedConditions:
    """The conditions of windows as the streams take them: where each cell is (B, C, T, H), chord and key as
    pitches and every feature (B, C, T, H), and every feature for the line (B, T, E)."""

    where_BCTH: Tensor
    said_BCTH: Tensor
    line_BTE: Tensor


class Conditioned(nn.Module):
    """logits of every cell's symbol, of its voice's rhythm and of each beat's chord, from a window of noisy
    symbols, which of them to trust, and what is told."""

    cos: Tensor
    sin: Tensor
    chord_tones: Tensor
    key_tones: Tensor
    pitch_class: Tensor
    remembers = False
    """Whether embedded conditions are kept for later passes with the same. Only where weights no longer
    change."""
    PARTS: ClassVar[dict[str, str]] = {
        "roll before": r"roll_down",
        "roll after": r"roll_up",
        "attention": r"far\.\d+\.attention\.(roll|line)_out",
        "moved rolls": r"far\.\d+\.attention\.roll_out",
        "moved lines": r"far\.\d+\.attention\.line_out",
        "chords of a beat": r"far\.\d+\.wide",
        "feed-forward": r"far\.\d+\.down",
        "line to roll": r"far\.\d+\.tell_roll",
        "beats to roll": r"spread",
        "what is told": r"told\..*|say",
        "metre": r"metre",
    }
    """Parts that `anatomy` knocks out, as patterns of modules' names."""

    def __init__(self, config: ConditionedConfig):
        super().__init__()
        self.config = config
        self._remembered: tuple[tuple[Tensor, EmbeddedConditions], ...] = ()
        V, C, D, W, E = len(VOICES), config.channels, config.beat_channels, config.width, config.column
        self.stem = RollConv(6 * V + 1, C, 3, padding=1)
        self.pitch = nn.Parameter(torch.zeros(C, 1, NUM_PITCHES))
        self.metre = nn.Embedding(len(BARS) * max(BARS), C)
        nn.init.normal_(self.metre.weight, std=0.05)
        self.say = nn.Conv2d(TOLD_PLANES, C, 3, padding=1)
        self.told = nn.ModuleDict({name: condition_embedding(size, C, E) for name, size in FEATURES.items()})
        self.roll_down = nn.ModuleList(RollBlock(C, d) for d in config.dilations_down)
        self.gather = nn.Conv2d(C, D, (PATCH, 1), stride=(PATCH, 1))
        self.norm_gathered = nn.LayerNorm(D)
        self.line = nn.Linear(PATCH * (E + 4 * V), W)  # what is told; rests and trust
        self.norm_line = nn.LayerNorm(W)
        self.far = nn.ModuleList(
            FarLayer(D, W, config.heads, config.expansion, pitches, config.dropout) for pitches in config.far
        )
        self.norm_beats = nn.LayerNorm(W)
        self.norm_spread = nn.LayerNorm(D)
        self.spread = nn.Linear(D, PATCH * C)
        nn.init.normal_(self.spread.weight, std=0.02)
        self.roll_up = nn.ModuleList(RollBlock(C, d) for d in config.dilations_up)
        self.head = RollConv(C, 2 * V, 3, padding=1)
        self.to_columns = nn.Linear(W, PATCH * E)
        self.norm_heard = nn.LayerNorm(C)
        self.move = nn.Sequential(TimeConv(C + E, 2 * E, 5), nn.ReLU())
        self.rest = nn.Linear(2 * E, V)
        self.rhythm = nn.Linear(2 * E, V * NUM_STATES * NUM_MOVES)
        self.leaps = nn.Linear(2 * E, V * NUM_APPROACHES * NUM_LEAPS)
        self.chord = nn.Linear(D, NUM_QUALITIES + 1)  # and the bass, of each pitch class
        self.no_chord = nn.Linear(W, 1)
        for layer in (self.head, self.rest, self.rhythm, self.leaps, self.chord, self.no_chord):
            nn.init.zeros_(layer.weight)
        nn.init.constant_(self.rest.bias, -4.0)
        cos, sin = rotation(BEATS, LINE_KEY // 2)
        tables = {
            "cos": cos,
            "sin": sin,
            "chord_tones": chord_tones(),
            "key_tones": key_tones(),
            "pitch_class": torch.arange(LOWEST_PITCH, LOWEST_PITCH + NUM_PITCHES) % 12,
        }
        for name, table in tables.items():
            self.register_buffer(name, table, persistent=False)
        self.register_load_state_dict_pre_hook(_after_any_approach)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def cell_planes(
        self, tokens_BVT: Tensor, trust_BVT: Tensor, conditions_BTF: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Inputs of the convolutions (B, planes, T, H), and those that have no pitch (B, T, 4 V)."""
        B, V, T = tokens_BVT.shape
        trust = trust_BVT.to(self.stem.weight.dtype)
        inside_BT = (feature(conditions_BTF, "place") != OUTSIDE).to(trust.dtype)
        seen_BVT = inside_BT[:, None].expand(B, V, T)
        both = torch.stack((seen_BVT * trust, seen_BVT * (1 - trust)), dim=2)  # (B, V, 2, T)
        is_rest = (tokens_BVT == REST_ID)[:, :, None]
        rest, sounds = both * is_rest, both * ~is_rest
        planes = torch.zeros(B, T, NUM_PITCHES, 6 * V + 1, dtype=trust.dtype, device=trust.device)
        flat = torch.cat((trust * seen_BVT, rest.sum(2), inside_BT[:, None]), dim=1)  # (B, 2 V + 1, T)
        planes[..., 4 * V :] = flat.transpose(1, 2)[:, :, None]
        # a note's plane by voice, by trust, and by whether it begins or continues
        place = tokens_BVT % NUM_PITCHES * planes.shape[-1] + (tokens_BVT // NUM_PITCHES).clamp(max=1)
        place = place[:, :, None] + torch.arange(2 * V, device=place.device).view(V, 2, 1) * 2
        planes.view(B, T, -1).scatter_(2, place.flatten(1, 2).transpose(1, 2), sounds.flatten(1, 2).mT)
        aside = torch.cat((rest.flatten(1, 2), both.flatten(1, 2)), dim=1).transpose(1, 2)
        return planes.permute(0, 3, 1, 2), aside

    def condition_planes(self, conditions_BTF: Tensor) -> Tensor:
        """Chord and key as pitches, (B, TOLD_PLANES, T, H)."""
        root, quality, bass = (feature(conditions_BTF, name) for name in CHORD)
        chord_BTXC = self.chord_tones[root, quality]  # (B, T, 4, 12)
        bass_BTC = F.one_hot(bass, NUM_ROOTS + 1)[..., 1:].to(chord_BTXC.dtype)
        key_BTXC = self.key_tones[
            feature(conditions_BTF, "fifths"), feature(conditions_BTF, "mode")
        ]  # (B, T, 2, 12)
        classes = torch.cat((chord_BTXC, bass_BTC[:, :, None], key_BTXC), dim=2)
        pitched = classes[..., self.pitch_class].transpose(1, 2)  # (B, 7, T, H)
        said = torch.stack((root > 0, feature(conditions_BTF, "fifths") > 0), dim=1).to(pitched.dtype)
        return torch.cat((pitched, said[..., None].expand(-1, -1, -1, NUM_PITCHES)), dim=1)

    def embed_conditions(self, conditions_BTF: Tensor) -> EmbeddedConditions:
        """The embedded conditions for all streams."""
        remembered = self._remembered if self.remembers else ()
        for known_BTF, embedded in remembered:
            if torch.equal(known_BTF, conditions_BTF):
                return embedded
        position_BT, bar_BT = bar_positions(conditions_BTF)
        metre_BTC = self.metre(bar_BT * max(BARS) + position_BT)
        where = self.pitch.permute(1, 2, 0) + metre_BTC[:, :, None]  # (B, T, H, C)
        told = sum(self.told[name](feature(conditions_BTF, name)) for name in FEATURES)
        told_BTC, told_BTE = told.split((self.config.channels, self.config.column), dim=-1)
        said = self.say(self.condition_planes(conditions_BTF).contiguous(memory_format=torch.channels_last))
        heard = EmbeddedConditions(
            where.to(said.dtype).permute(0, 3, 1, 2),
            said + told_BTC.to(said.dtype).transpose(1, 2)[..., None],
            told_BTE,
        )
        if self.remembers:
            most = REMEMBERED if len(conditions_BTF) == 1 else 1
            self._remembered = ((conditions_BTF.clone(), heard), *remembered[: most - 1])
        return heard

    def _streams(self, tokens_BVT: Tensor, trust_BVT: Tensor, conditions_BTF: Tensor) -> tuple[Tensor, ...]:
        """The roll (B, C, T, H), the line (B, N, W) and the roll by beats (B, N, H, D) at their ends."""
        B, _, T = tokens_BVT.shape
        check_window(tokens_BVT)
        planes, aside = self.cell_planes(tokens_BVT, trust_BVT, conditions_BTF)
        told = self.embed_conditions(conditions_BTF)
        roll = self.stem.with_added(told.where_BCTH, planes)
        for block in self.roll_down:
            roll = block(roll)
        roll = roll + told.said_BCTH
        far_BNHD = self.norm_gathered(self.gather(roll).permute(0, 2, 3, 1))
        columns = torch.cat((told.line_BTE, aside.to(told.line_BTE.dtype)), dim=-1).view(B, T // PATCH, -1)
        line_BNW = self.norm_line(self.line(columns))
        cos, sin = self.cos.to(roll.dtype), self.sin.to(roll.dtype)
        for layer in self.far:
            far_BNHD, line_BNW = layer(far_BNHD, line_BNW, cos, sin)
        far_BNHD = self.norm_spread(far_BNHD)
        near = self.spread(F.relu(far_BNHD))
        near_BNSHC = numbers(pieces(near, 8).unflatten(3, (PATCH, -1)).transpose(2, 3), near.dtype)
        roll = roll + near_BNSHC.view(B, T, NUM_PITCHES, -1).permute(0, 3, 1, 2)
        for block in self.roll_up:
            roll = block(roll)
        return roll, self.norm_beats(line_BNW), far_BNHD

    def _cells(self, roll_BCTH: Tensor, beats_BNW: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of symbols, rhythm and leaps, see `Reading`."""
        B, _, T, _ = roll_BCTH.shape
        V = len(VOICES)
        seen = F.relu(roll_BCTH)
        notes = self.head(seen).view(B, V, 2, T, NUM_PITCHES).transpose(2, 3).flatten(3)
        heard_BTC = self.norm_heard(seen.permute(0, 2, 3, 1).sum(2) * POOL_SCALE)
        moves = self.move(torch.cat((heard_BTC, self.to_columns(beats_BNW).view(B, T, -1)), dim=-1))
        rest_BVT1 = self.rest(moves)[:, :, :, None].transpose(1, 2)
        rhythm = self.rhythm(moves).view(B, T, V, NUM_STATES, NUM_MOVES).transpose(1, 2)
        leaps = self.leaps(moves).view(B, T, V, NUM_APPROACHES, NUM_LEAPS).transpose(1, 2)
        return torch.cat((notes, rest_BVT1), dim=-1).float(), rhythm.float(), leaps.float()

    def read(self, tokens_BVT: Tensor, trust_BVT: Tensor, conditions_BTF: Tensor) -> Reading:
        """Ids and trust (B, 4, 128), features told (B, 128, F). Raises ValueError for another length."""
        roll, beats_BNW, far_BNHD = self._streams(tokens_BVT, trust_BVT, conditions_BTF)
        of_class = F.one_hot(self.pitch_class, NUM_ROOTS).to(far_BNHD.dtype)  # (H, 12)
        class_BNRD = torch.einsum("bnhd,hr->bnrd", F.relu(far_BNHD), of_class)
        chord = self.chord(class_BNRD)
        chords = torch.cat((chord[..., :-1].flatten(2), self.no_chord(beats_BNW)), dim=-1)
        return Reading(*self._cells(roll, beats_BNW), chords.float(), chord[..., -1].float())

    def forward(
        self, tokens_BVT: Tensor, trust_BVT: Tensor, conditions_BTF: Tensor, whole: bool = False
    ) -> Tensor | Reading:
        """The logits of every cell's symbol by itself, (B, 4, 128, 93), or the whole reading (see `read`)."""
        reading = self.read(tokens_BVT, trust_BVT, conditions_BTF)
        return reading if whole else reading.symbols_BVTP

    def answer(self, tokens_BVT: Tensor, trust_BVT: Tensor, conditions_BTF: Tensor) -> Tensor:
        """The outputs that the sampler needs: logits of symbols, then the terms that the rhythm adds to the
        moves in each state and the melody to leaps after each approach, (B, 4, 128, 93 + 27 + 150)."""
        roll, beats_BNW, _ = self._streams(tokens_BVT, trust_BVT, conditions_BTF)
        symbols, rhythm, leaps = self._cells(roll, beats_BNW)
        return torch.cat((symbols, rhythm.flatten(3), leaps.flatten(3)), dim=-1)

    def compiled(self, library: ctypes.CDLL) -> nn.Module | None:
        """This network as compiled kernels answer for it, where they are of its sizes."""
        small = SIZES["small"]
        if replace(self.config, dropout=small.dropout) != small:
            return None
        return CompiledConditioned(self, library)

    def begin_with(self, weights: dict[str, Tensor]) -> None:
        """Take all weights of this family, or of a trained U-Net the convolutions by sixteenths and what it
        tells them of the metre."""
        if "gather.weight" in weights:
            weights, mine = dict(weights), self.state_dict()
            _after_any_approach(self, weights, "")
            fitting = {n: w for n, w in weights.items() if n in mine and w.shape == mine[n].shape}
            self.load_state_dict(fitting, strict=False)
            return
        kept = {name: value.float() for name, value in weights.items() if name.startswith(NEAR)}
        kept["metre.weight"] = weights["metre.weight"][:, : self.config.channels].float()
        self.load_state_dict(kept, strict=False)


class CompiledConditioned(nn.Module):
    """A `Conditioned` of which kernels compute all that is between embedded inputs and logits."""

    def __init__(self, network: Conditioned, library: ctypes.CDLL):
        super().__init__()
        self.network = network
        self.kernels = kernels.ConditionedKernels(library, kernel_weights(network))

    def answer(self, tokens_BVT: Tensor, trust_BVT: Tensor, conditions_BTF: Tensor) -> Tensor:
        """As of the network, but for last bits."""
        check_window(tokens_BVT)
        B, V, T = tokens_BVT.shape
        planes, aside = self.network.cell_planes(tokens_BVT, trust_BVT, conditions_BTF)
        told = self.network.embed_conditions(conditions_BTF)
        columns = torch.cat((told.line_BTE, aside), dim=-1).view(B, T // PATCH, -1)
        rolls = (roll.permute(0, 2, 3, 1) for roll in (planes, told.where_BCTH, told.said_BCTH))
        windows = [self.kernels(*window) for window in zip(columns, *rolls, strict=True)]
        notes_BTHX, terms_BTX = (torch.stack(each) for each in zip(*windows, strict=True))
        notes = notes_BTHX.permute(0, 3, 1, 2).view(B, V, 2, T, NUM_PITCHES).transpose(2, 3).flatten(3)
        terms = terms_BTX.split((V, V * NUM_STATES * NUM_MOVES, V * NUM_APPROACHES * NUM_LEAPS), dim=-1)
        of_voices = (each.unflatten(-1, (V, -1)).transpose(1, 2) for each in terms)
        return torch.cat((notes, *of_voices), dim=-1)


def kernel_weights(network: Conditioned) -> list[Tensor]:
    """In the order of `Weights` in `kernels/conditioned.c`."""
    assert network.gather.bias is not None
    gather = network.gather.weight[..., 0].permute(2, 0, 1)  # (PATCH, D, C)
    spread = network.spread.weight.unflatten(0, (PATCH, -1))  # (PATCH, C, D)
    parts: list[list[Tensor]] = [
        kernels.roll_conv(network.stem, channels_in=kernels.PLANES),
        *map(kernels.roll_block, network.roll_down),
        [kernels.panels(gather), network.gather.bias],
        kernels.norm(network.norm_gathered),
        kernels.linear(network.line),
        kernels.norm(network.norm_line),
        [network.cos, network.sin],
        *map(kernels.far_layer, network.far),
        kernels.norm(network.norm_spread),
        [kernels.panels(spread), network.spread.bias],
        *map(kernels.roll_block, network.roll_up),
        kernels.roll_conv(network.head, channels_out=kernels.PANEL),
        kernels.norm(network.norm_beats),
        kernels.linear(network.to_columns),
        kernels.norm(network.norm_heard),
        kernels.time_conv(network.move[0]),
        kernels.all_terms((network.rest, network.rhythm, network.leaps)),
    ]
    return [weight for part in parts for weight in part]


def _after_any_approach(network: Conditioned, weights: dict[str, Tensor], prefix: str, *_: object) -> None:
    """Weights that know one note back give each leap the same terms after any approach."""
    for name in ("leaps.weight", "leaps.bias"):
        given = weights.get(prefix + name)
        if given is not None and len(given) == len(VOICES) * NUM_LEAPS:
            by_voice = given.unflatten(0, (len(VOICES), 1, NUM_LEAPS))
            weights[prefix + name] = by_voice.repeat_interleave(NUM_APPROACHES, 1).flatten(0, 2)


def condition_embedding(size: int, channels: int, width: int) -> nn.Embedding:
    """A feature's values for the roll, to which they say nothing at first, and for the trunk."""
    embedding = nn.Embedding(size, channels + width)
    nn.init.normal_(embedding.weight, std=0.3)
    nn.init.zeros_(embedding.weight[:, :channels])
    return embedding


def chord_tones() -> Tensor:
    """Root, third, fifth and seventh as pitch classes, by root and quality as told: (14, 12, 4, 12)."""
    table = torch.zeros(FEATURES["root"], FEATURES["quality"], 4, 12)
    for root in range(12):
        table[root + 1, :, 0, root] = 1
        for number in range(len(QUALITIES)):
            for place, tone in enumerate(TONES[number] if number < len(TONES) else ()):
                table[root + 1, number + 1, place, (root + tone) % 12] = 1
    return table


def key_tones() -> Tensor:
    """Tonic and scale as pitch classes, by fifths and mode as told: (13, 3, 2, 12)."""
    table = torch.zeros(FEATURES["fifths"], FEATURES["mode"], 2, 12)
    for number in range(12):
        major = 7 * (number - 5) % 12
        for mode, tonic in ((1, major), (2, (major + 9) % 12)):
            table[number + 1, mode, 0, tonic] = 1
        for step in (0, 2, 4, 5, 7, 9, 11):
            table[number + 1, :, 1, (major + step) % 12] = 1
    return table
