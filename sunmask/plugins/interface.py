"""The public interface of plug-ins: its version, and what installed packages add by entry points.

A plug-in is one object with a number `interface`, the version that it is written for. The objects are `Kind`
of `sunmask.kinds`, `Exporter`, `AddedGrader` and `AddedSampler` of its modules `exporters`, `graders` and
`samplers`, and `SignIn` of `sunmask.plugins.sign_in`.
No torch here.
"""

import logging
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Any

logger = logging.getLogger(__name__)

VERSION = 1
"""Raised by one for each incompatible change; additions do not raise it."""
GROUPS = {
    "kind": "sunmask.kinds",
    "exporter": "sunmask.exporters",
    "grader": "sunmask.graders",
    "sampler": "sunmask.samplers",
    "sign-in": "sunmask.sign_in",
}
"""The sorts of plug-in, and the group of entry points of each."""


def misfit(where: str, stated: object) -> str | None:
    """A sentence where a package states another version than this one; None where it fits."""
    if stated == VERSION:
        return None
    newer = isinstance(stated, int) and stated > VERSION
    remedy = "a newer version of SUNMASK studio" if newer else "a newer version of that package"
    return (
        f"{where} is written for version {stated} of the interface of plug-ins, and this is version "
        f"{VERSION}: install {remedy}"
    )


def installed(sort: str) -> Iterator[tuple[str, Any]]:
    """The address and object of each plug-in of a sort, ordered by the names of entry points. In place of one
    that cannot be used: a sentence (str) that says why, as it does not load or states another version."""
    for point in sorted(entry_points(group=GROUPS[sort]), key=lambda point: point.name):
        try:
            each = point.load()
            sentence = misfit(point.value, each.interface)
        except Exception as error:
            logger.debug("%s does not load", point.value, exc_info=True)
            sentence = f"the {sort} {point.name!r} of {point.value} cannot be loaded: {error}"
        yield point.value, sentence or each


def of_kinds(sort: str, misfit_of: Callable[[str, Any, bool], str | None]) -> tuple[Any, ...]:
    """The plug-ins of a sort that belongs to kinds, with a `kind` and a `name`. One that does not fit is
    left out, and its reason is logged. misfit_of(where, each, is_taken): the reason as a sentence, None where
    it fits. is_taken: whether the kind has one of that name already."""
    found: dict[tuple[str, str], Any] = {}
    for where, each in installed(sort):
        reason = each if isinstance(each, str) else misfit_of(where, each, (each.kind, each.name) in found)
        if reason is not None:
            logger.error("%s: left out", reason)
        else:
            found[each.kind, each.name] = each
    return tuple(found.values())
