"""The outcome of checking a file's provenance."""

from dataclasses import dataclass

from sunmask.provenance.statement import Statement


class NotSigned(ValueError):
    """The file carries no provenance."""


class Altered(ValueError):
    """File or statement are not as they were signed."""


@dataclass(frozen=True)
class Verdict:
    """A signature that holds. signer: the name on its certificate, which anybody can have written there.
    is_known: whether a given certificate vouches for it; None where none was given."""

    statement: Statement
    signer: str
    is_known: bool | None
