"""The version of what packages build on that add kinds of canvas and exporters: `Kind`, the base classes of
its parts, and `Exporter`.

It grows by one where a package that ran before would not any more. What is added beside leaves it as it is.
"""

VERSION = 1


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
