"""One kind of canvas as one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from sunmask.kinds.qualities import Quality
from sunmask.method.settings import SamplerSettings
from sunmask.plugins import interface

if TYPE_CHECKING:
    from sunmask.kinds.codec import Codec
    from sunmask.kinds.families import Family
    from sunmask.kinds.grader import Grader
    from sunmask.kinds.maker import Maker
    from sunmask.kinds.sampler import Sampler


@dataclass(frozen=True)
class Kind:
    """A kind of canvas. The codec is loaded together with the kind; the other parts, most of which need
    torch, are named as "module:object" and loaded when needed, so that the web process can know every kind
    without torch.

    name: as canvases and checkpoints have it ("chorale"). codec: what cells mean (a `Codec`).
    sampler_at: what a run needs (a `Sampler`). maker_at: what the Python API and the command line use to make
    pieces (a `Maker`). networks_at: its families of networks by name (`Family`).
    grader_at: a grader of its own; without one it is made from sampler and maker. lab_at: what only
    researchers need: its training and evaluation (a `Lab`, which only `sunmask.lab` loads); "" for none.
    lab_networks_at: families that only researchers train, loaded if a checkpoint or recipe names one; "" for
    none. default_checkpoint: the name of the checkpoint that is used if nobody chooses one; "" if none is
    shipped. settings: the class of its settings. qualities: named choices of settings, the fastest first.
    repair_settings: settings that change when a few cells with faults are recomposed. page_at: a JavaScript
    file in the package, which draws its canvases in browsers, "package:file.js"; "" for none.
    interface: the version of `sunmask.plugins.interface` that it is written for.
    """

    name: str
    codec: Codec
    sampler_at: str
    maker_at: str
    networks_at: str
    grader_at: str = ""
    lab_at: str = ""
    lab_networks_at: str = ""
    default_checkpoint: str = ""
    settings: type[SamplerSettings] = SamplerSettings
    qualities: tuple[Quality, ...] = ()
    repair_settings: Mapping[str, Any] = field(default_factory=dict)
    page_at: str = ""
    interface: int = interface.VERSION

    @cached_property
    def sampler(self) -> Sampler:
        return resolve_name(self.sampler_at)

    @cached_property
    def maker(self) -> Maker:
        return resolve_name(self.maker_at)

    @cached_property
    def networks(self) -> Mapping[str, Family]:
        """Its families of networks by name."""
        return resolve_name(self.networks_at)

    @cached_property
    def lab_networks(self) -> Mapping[str, Family]:
        """Families of networks that only its `Lab` trains, by name."""
        return resolve_name(self.lab_networks_at) if self.lab_networks_at else {}

    @cached_property
    def grader(self) -> Grader:
        from sunmask.kinds.grader import Grader

        return resolve_name(self.grader_at) if self.grader_at else Grader(self.sampler, self.maker)
