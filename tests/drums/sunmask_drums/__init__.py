"""Drum patterns as a kind of canvas: four drums by the sixteen sixteenths of a bar."""

from sunmask.kinds.kind import Kind
from sunmask_drums.codec import DrumCodec
from sunmask_drums.settings import QUALITIES, DrumSettings

KIND = Kind(
    name="drums",
    codec=DrumCodec(),
    sampler_at="sunmask_drums.sampler:SAMPLER",
    maker_at="sunmask_drums.sampler:MAKER",
    networks_at="sunmask_drums.networks:FAMILIES",
    lab_at="sunmask_drums.lab:LAB",
    settings=DrumSettings,
    qualities=QUALITIES,
    page_at="sunmask_drums:page.js",
    interface=1,
)
