"""Checks of plug-ins other than kinds: exporters, graders, samplers, ways to sign in; and of runs, which
kinds and samplers have in common."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np

from sunmask.kinds import Kind, kind, kinds
from sunmask.kinds.codec import Codec
from sunmask.kinds.exporters import Exporter
from sunmask.kinds.graders import AddedGrader, checked
from sunmask.kinds.samplers import SETTING, AddedSampler
from sunmask.method.cells import CellState, plan_from_states
from sunmask.plugins import interface
from sunmask.plugins.sign_in import NotSignedIn, SignIn

NUM_STEPS = 3
CALLBACK, STATE = "https://studio.invalid/sign-in/it/callback", "a-state-of-a-browser"

Check = tuple[str, Callable[[Any], None]]
"""What must be true, as a sentence without its end, and what raises where it is not."""


class NotKept(AssertionError):
    """A check that failed, with what was expected and what came."""


def require(holds: object, expected: str, got: object) -> None:
    if not holds:
        raise NotKept(f"expected {expected}, got {got!r:.120}")


def found(sort: str, name: str) -> Any:
    """The installed plug-in of a sort other than kind. Raises ValueError, with all reasons, where
    none of this name can be used."""
    others, reasons = [], []
    for _, each in interface.installed(sort):
        if isinstance(each, str):
            reasons.append(each)
        elif (own := each.id if sort == "sign-in" else each.name) == name:
            return each
        else:
            others.append(own)
    left_out = "".join(f"; {reason}" for reason in reasons)
    raise ValueError(
        f"expected a {sort} of {', '.join(others) or 'none installed'}, got {name!r:.60}{left_out}"
    )


def checks(sort: str) -> Iterator[Check]:
    """Each is made by itself."""
    if sort == "sign-in":
        yield "its id is of small letters and digits", _id_is_plain
        yield "its page elsewhere has an address, and gets the state", _address_has_state
        yield "who comes back without an answer is not signed in", _nobody_is_nobody
        return
    yield "its kind of canvas is installed", _kind_is_installed
    if sort == "exporter":
        yield "it writes a file of every piece, and leaves the piece as it was", _writes_files
    if sort == "grader":
        yield "a part of the grade is finite, JSON, the same each time, and its faults name cells", _grades
    if sort == "sampler":
        yield "people can choose it by a setting", _is_a_choice
        yield "a run ends in valid content, and the same seed in the same", _sampler_repeats
        yield "what is held stays as it was", _sampler_holds


def _kind_is_installed(plugin: Exporter | AddedGrader | AddedSampler) -> None:
    require(plugin.kind in kinds(), f"a kind of {', '.join(kinds())}", plugin.kind)


def _writes_files(exporter: Exporter) -> None:
    for content in _pieces(kind(exporter.kind).codec):
        before = copy.deepcopy(content)
        data = exporter.write(content, {"authorship": "a test"})
        require(isinstance(data, bytes), "bytes", type(data).__name__)
        require(content == before, "content as it was", "another")
    require(
        exporter.format.ending.startswith("."), "an ending that begins with a dot", exporter.format.ending
    )


def _grades(grader: AddedGrader) -> None:
    for content in _pieces(kind(grader.kind).codec):
        before = copy.deepcopy(content)
        said = [checked(grader, content) for _ in range(2)]
        require(said[0] == said[1], "the same each time", said[1])
        json.dumps([fault.to_json() for fault in said[0][1]], allow_nan=False)
        require(content == before, "content as it was", "another")


def _is_a_choice(sampler: AddedSampler) -> None:
    specs = {spec.name: spec for spec in kind(sampler.kind).settings.specs()}
    require(
        SETTING in specs and sampler.name in specs[SETTING].choices, "a choice of the setting", list(specs)
    )


def _sampler_repeats(sampler: AddedSampler) -> None:
    runs_repeat(kind(sampler.kind), sampler=sampler.name)


def _sampler_holds(sampler: AddedSampler) -> None:
    held_cells_stay(kind(sampler.kind), sampler=sampler.name)


def _id_is_plain(way: SignIn) -> None:
    require(re.fullmatch(r"[a-z][a-z0-9]*", way.id), "small letters and digits", way.id)


def _address_has_state(way: SignIn) -> None:
    address = urlsplit(way.begin(_options(way), CALLBACK, STATE))
    require(address.scheme in ("http", "https") and address.hostname, "an address", address.geturl())
    given = dict(parse_qsl(address.query))
    inner = [
        parse_qsl(urlsplit(value).query) for value in given.values()
    ]  # within the address to come back to
    values = [*given.values(), *(value for pairs in inner for _, value in pairs)]
    require(STATE in values, "the state among the parameters", address.query)


def _nobody_is_nobody(way: SignIn) -> None:
    try:
        said = way.finish(_options(way), CALLBACK, {"state": STATE})
    except NotSignedIn as refusal:
        require(str(refusal), "a sentence for the person", "none")
        return
    raise NotKept(f"expected NotSignedIn for an answer without anything, got {said!r:.60}")


def _options(way: SignIn) -> dict[str, str]:
    return dict.fromkeys(way.needs, "https://provider.invalid")


# ---- runs, which need torch -----------------------------------------------------------------------


def runs_repeat(of: Kind, **settings: Any) -> None:
    pieces = [made(of, seed, **settings) for seed in (1, 1)]
    of.codec.check(pieces[0])
    require(pieces[0] == pieces[1], "the same of the same seed", "others")


def held_cells_stay(of: Kind, **settings: Any) -> None:
    from sunmask.kinds.generate import generate

    content = some_content(of.codec)
    symbols = of.codec.symbols(content)
    pins = np.zeros(symbols.shape, dtype=bool)
    pins[:, : symbols.shape[1] // 2] = True
    states = np.where(pins, CellState.UNMASKED, CellState.RENOISABLE)
    (other,) = generate(network(of), content, plan_from_states(states, pins), **_how(of, 3, settings))
    after = of.codec.symbols(other)
    require(np.array_equal(after[pins], symbols[pins]), "held cells as they were", "others")


def made(of: Kind, seed: int, **settings: Any) -> dict[str, Any]:
    """Content from nothing, after a few steps of a network of chance."""
    how = _how(of, seed, settings)
    (piece,) = of.maker.sample(network(of), length=of.maker.length, metre=None, **how)
    return of.maker.content_of(piece)


def network(of: Kind) -> Any:
    """A small network of the kind with weights of chance, always the same."""
    import torch

    from sunmask.models.inference import InferenceModel

    family = next(iter(of.networks.values()))
    torch.manual_seed(0)
    return InferenceModel(family.module(family.sizes["debug"]), "cpu", "fp32")


def some_content(codec: Codec) -> dict[str, Any]:
    return _pieces(codec)[0]


def _pieces(codec: Codec) -> list[dict[str, Any]]:
    """Every demo, and a blank canvas."""
    return [*(codec.demo(name) for name in codec.demo_names), codec.blank()]


def _how(of: Kind, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    return {"count": 1, "seed": seed, "settings": of.settings(num_steps=NUM_STEPS, **settings)}
