"""Families of networks of texts that none of the shipped models has: the paper's, and one with a language
model as its body."""

from sunmask.kinds.families import Family
from sunmask.lab.text.networks import adapted, transformer

FAMILIES = {
    "adapted": Family(adapted.AdaptedDecoder, adapted.AdaptedConfig, adapted.SIZES),
    "text-transformer": Family(
        transformer.TextTransformer, transformer.TextTransformerConfig, transformer.SIZES
    ),
}
