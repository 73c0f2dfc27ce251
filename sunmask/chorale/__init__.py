"""Chorales: four voices by sixteenths. Everything that knows what a note is lives in this package."""

from sunmask.chorale.codec import ChoraleCodec
from sunmask.chorale.settings import QUALITIES, REPAIRING, ChoraleSettings
from sunmask.kinds.kind import Kind

KIND = Kind(
    name="chorale",
    codec=ChoraleCodec(),
    sampler_at="sunmask.chorale.sampler:SAMPLER",
    maker_at="sunmask.chorale.maker:MAKER",
    learning_at="sunmask.chorale.learning:LEARNING",
    default_checkpoint="chorale-conditioned",
    settings=ChoraleSettings,
    qualities=QUALITIES,
    repairing=REPAIRING,
)
