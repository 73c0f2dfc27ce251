"""Kinds of canvas: what every kind shares, and where each is found. Nothing outside branches on a kind."""

from sunmask.kinds.kind import Kind
from sunmask.kinds.registry import UnknownKindError, kind, kinds

__all__ = ["Kind", "UnknownKindError", "kind", "kinds"]
