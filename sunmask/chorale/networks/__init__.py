"""The families of networks of chorales."""

from sunmask.chorale.networks import conditioned, conv, left_to_right, transformer, unet
from sunmask.kinds.families import Family

FAMILIES = {
    "unet": Family(unet.UNet, unet.UNetConfig, unet.SIZES),
    "conditioned": Family(conditioned.Conditioned, conditioned.ConditionedConfig, conditioned.SIZES),
    "transformer": Family(transformer.Transformer, transformer.TransformerConfig, transformer.SIZES),
    "conv": Family(conv.ConvNet, conv.ConvConfig, conv.SIZES),
    "left-to-right": Family(left_to_right.LeftToRight, left_to_right.LeftToRightConfig, left_to_right.SIZES),
}
