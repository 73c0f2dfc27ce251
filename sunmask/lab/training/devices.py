"""What the machine at hand can do."""

import torch


def has_bf16(device: str = "cpu") -> bool:
    """Whether a device multiplies in bf16; a CPU that does not emulates it at a seventh of fp32's speed."""
    return not device.startswith("cpu") or torch.ops.mkldnn._is_mkldnn_bf16_supported()
