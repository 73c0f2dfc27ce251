"""The network of texts. Other families, which none of the shipped models has, are in the laboratory."""

from sunmask.kinds.families import Family
from sunmask.text.networks import encoder

FAMILIES = {"encoder": Family(encoder.Encoder, encoder.EncoderConfig, encoder.SIZES)}
