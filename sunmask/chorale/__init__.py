"""Chorales: two to six voices by sixteenths. Everything that knows what a note is lives in this package."""

from sunmask.chorale.codec import ChoraleCodec
from sunmask.chorale.settings import QUALITIES, REPAIR_SETTINGS, ChoraleSettings
from sunmask.kinds.kind import Kind

KIND = Kind(
    name="chorale",
    codec=ChoraleCodec(),
    sampler_at="sunmask.chorale.sampling.sampler:SAMPLER",
    maker_at="sunmask.chorale.maker:MAKER",
    networks_at="sunmask.chorale.networks:FAMILIES",
    grader_at="sunmask.chorale.grade.grader:GRADER",
    lab_at="sunmask.lab.chorale.lab:LAB",
    default_checkpoint="chorale-conditioned",
    settings=ChoraleSettings,
    qualities=QUALITIES,
    repair_settings=REPAIR_SETTINGS,
)
