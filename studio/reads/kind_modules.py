"""ES modules that draw canvases of a kind, as the packages of kinds bring them, and their addresses."""

import hashlib
import logging
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from studio import addresses
from sunmask.kinds import Kind

logger = logging.getLogger(__name__)
NUM_DIGITS = 16


@dataclass(frozen=True)
class Module:
    """code: UTF-8. digest: of its SHA-256, in the address, so that browsers may keep it for ever."""

    code: bytes
    digest: str


def module(kind: Kind) -> Module | None:
    """None for a kind that brings none, or none that can be read: it is drawn without."""
    return _read(kind.page_at)


def address(kind: Kind) -> str:
    """Where browsers load the module of a kind; "" where there is none."""
    found = module(kind)
    return addresses.page(f"kinds/{quote(kind.name, safe='')}/{found.digest}.js") if found else ""


@cache
def _read(page_at: str) -> Module | None:
    """Once: a package that is installed anew comes with another process."""
    if not page_at:
        return None
    package, _, file = page_at.partition(":")
    try:
        if not file.endswith(".js") or {"/", "\\"} & set(file):
            raise ValueError(f"expected package:file.js, got {page_at!r:.60}")
        code = files(package).joinpath(file).read_bytes()
        code.decode()
    except (ImportError, OSError, ValueError):
        logger.exception("the module %r cannot be read: its kind is drawn without", page_at)
        return None
    return Module(code, hashlib.sha256(code).hexdigest()[:NUM_DIGITS])
