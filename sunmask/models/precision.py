"""Precisions in which networks compute. No torch here."""

PRECISIONS = ("bf16", "fp32", "int8")
"""By default bf16, or fp32 on a CPU without bf16. int8 is for linear layers only."""
