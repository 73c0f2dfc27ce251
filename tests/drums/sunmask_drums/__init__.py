"""Drum patterns as a kind of canvas: four drums by the sixteen sixteenths of a bar."""

from sunmask.kinds.kind import Kind
from sunmask_drums.codec import DRUMS, DrumCodec

KIND = Kind(
    name="drums",
    codec=DrumCodec(),
    sampler_at="sunmask_drums.sampler:SAMPLER",
    maker_at="sunmask_drums.maker:MAKER",
    learning_at="sunmask_drums.learning:LEARNING",
    row_names=DRUMS,
    symbol_labels={0: "", 1: "x", 2: "X"},
    page_at="sunmask_drums:page.js",
)
