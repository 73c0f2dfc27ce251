"""SUNMASK: masked step-unrolled denoising autoencoders for chorales and text."""

__version__ = "0.1.0"
