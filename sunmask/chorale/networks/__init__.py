"""The families of networks of chorales."""

from sunmask.chorale.networks import conditioned, conv, transformer, unet
from sunmask.kinds.families import Family

FAMILIES = {
    "unet": Family(unet.UNet, unet.UNetConfig, unet.SIZES),
    "conditioned": Family(conditioned.Conditioned, conditioned.ConditionedConfig, conditioned.SIZES),
    "transformer": Family(transformer.Transformer, transformer.TransformerConfig, transformer.SIZES),
    "conv": Family(conv.ConvNet, conv.ConvConfig, conv.SIZES),
}
