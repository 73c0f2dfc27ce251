"""Texts: one row of words. Everything that knows what a word is lives in this package."""

from sunmask.kinds.kind import Kind
from sunmask.text.codec import TextCodec
from sunmask.text.settings import REPAIR_SETTINGS, TextSettings

KIND = Kind(
    name="text",
    codec=TextCodec(),
    sampler_at="sunmask.text.sampling.sampler:SAMPLER",
    maker_at="sunmask.text.maker:MAKER",
    networks_at="sunmask.text.networks:FAMILIES",
    lab_at="sunmask.lab.text.lab:LAB",
    lab_networks_at="sunmask.lab.text.networks:FAMILIES",
    default_checkpoint="text-small",
    settings=TextSettings,
    repair_settings=REPAIR_SETTINGS,
)
