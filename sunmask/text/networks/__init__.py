"""The families of networks of texts."""

from sunmask.kinds.families import Family
from sunmask.text.networks import adapted, encoder, transformer

FAMILIES = {
    "encoder": Family(encoder.Encoder, encoder.EncoderConfig, encoder.SIZES),
    "adapted": Family(adapted.AdaptedDecoder, adapted.AdaptedConfig, adapted.SIZES),
    "text-transformer": Family(
        transformer.TextTransformer, transformer.TextTransformerConfig, transformer.SIZES
    ),
}
