"""The command that tries whether a plug-in keeps what the studio relies on; here are the checks of kinds."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from typing import Any

from sunmask.cli import plugin_checks
from sunmask.cli.commands import Command
from sunmask.cli.plugin_checks import NotKept, require
from sunmask.kinds import Kind, exporters, kinds, registry
from sunmask.kinds.notices import UnreadableFile
from sunmask.plugins import interface

ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**12,
    3.5,
    float("nan"),
    "",
    "x" * 10_000,
    "\u202e\x00",
    [],
    {},
    [1],
)
"""What a browser may write into a document."""
BAD_CONTENT: list[Any] = [None, 5, "", [], {}, {"kind": "another"}]
GARBAGE = b"\x00\x01 no such file \xff"


def checks() -> Iterator[plugin_checks.Check]:
    """Each is made by itself; those of the codec first, then those that need torch."""
    yield "the version of the interface fits", _version_fits
    yield "its table of symbols has a SHA-256", _has_fingerprint
    yield "blank content passes its own check and is JSON", _blank_is_valid
    yield "what is no content is refused with ValueError", _bad_content_is_refused
    yield "a document gives back the content that went into it", _parts_come_back
    yield "a grid gives back the content that it was taken from", _symbols_come_back
    yield "any value of a document becomes a valid symbol", _odd_values_become_valid
    yield "each format is written, and read where it can be imported", _files_are_written
    yield "what is no file is refused with UnreadableFile", _bad_files_are_refused
    yield "settings have valid defaults, and so has each quality", _settings_are_valid
    yield "every family of networks has a debug size", _networks_have_a_debug_size
    yield "a run ends in valid content, and the same seed in the same", plugin_checks.runs_repeat
    yield "what is held stays as it was", plugin_checks.held_cells_stay
    yield "a grade is finite, JSON, the same each time, and its faults name cells", _grades_repeat


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="of an installed kind, or other plug-in")
    parser.add_argument(
        "--sort", choices=interface.GROUPS, default="kind", help="what sort of plug-in it is (default: kind)"
    )


def run(arguments: argparse.Namespace) -> None:
    """Prints a line for each check. Raises ValueError where one failed, or there is no such plug-in."""
    sort, name = arguments.sort, arguments.name
    plugin = _kind(name) if sort == "kind" else plugin_checks.found(sort, name)
    failed = 0
    for sentence, check in checks() if sort == "kind" else plugin_checks.checks(sort):
        try:
            check(plugin)
        except Exception as error:
            failed += 1
            said = str(error) or "no reason given"
            reason = said if isinstance(error, NotKept) else f"{type(error).__name__}: {said}"
            print(f"FAILED  {sentence}: {reason[:300]}")
        else:
            print(f"ok      {sentence}")
    if failed:
        raise ValueError(f"expected the {sort} {name} to pass all checks, {failed} failed")


def _kind(name: str) -> Kind:
    if name not in kinds():
        left_out = "".join(f"; {reason}" for reason in registry.left_out())
        raise ValueError(f"expected a kind of {', '.join(kinds())}, got {name!r:.60}{left_out}")
    return kinds()[name]


# ---- codec ----------------------------------------------------------------------------------------


def _version_fits(kind: Kind) -> None:
    if (sentence := interface.misfit(kind.name, kind.interface)) is not None:
        raise NotKept(sentence)


def _has_fingerprint(kind: Kind) -> None:
    found = kind.codec.fingerprint
    require(re.fullmatch(r"[0-9a-f]{64}", found), "64 hexadecimal digits", found)
    require(found == kind.codec.fingerprint, "the same each time", "another")


def _blank_is_valid(kind: Kind) -> None:
    content = kind.codec.blank()
    kind.codec.check(content)
    require(content == json.loads(json.dumps(content)), "JSON that comes back as it was", content)


def _bad_content_is_refused(kind: Kind) -> None:
    for bad in BAD_CONTENT:
        try:
            kind.codec.check(bad)
        except ValueError:
            continue
        raise NotKept(f"expected ValueError for {bad!r}, got none")


def _parts_come_back(kind: Kind) -> None:
    content = plugin_checks.some_content(kind.codec)
    parts = kind.codec.parts(content)
    again = kind.codec.content(parts.symbols, parts.meta, parts.marks, parts.spaces)
    require(again == content, "the same content", again)


def _symbols_come_back(kind: Kind) -> None:
    content = plugin_checks.some_content(kind.codec)
    symbols = kind.codec.symbols(content)
    require(symbols.ndim == 2, "a grid of rows and columns", symbols.shape)
    require(kind.codec.with_symbols(content, symbols) == content, "the same content", "another")
    require(kind.codec.units(content).shape == symbols.shape, "a unit for each cell", "others")


def _odd_values_become_valid(kind: Kind) -> None:
    parts = kind.codec.parts(plugin_checks.some_content(kind.codec))
    for value in ODD_VALUES:
        symbols = [list(row) for row in parts.symbols]
        for row in range(len(symbols)):
            symbols[row][0] = kind.codec.clean_symbol(row, value)
        content = kind.codec.content(symbols, parts.meta, parts.marks, parts.spaces)
        kind.codec.check(content)


def _files_are_written(kind: Kind) -> None:
    content = plugin_checks.some_content(kind.codec)
    for name, about in exporters.formats(kind.name).items():
        data = exporters.write(kind.name, content, name, provenance={"authorship": "a test"})
        require(isinstance(data, bytes) and data, f"bytes of the format {name}", type(data).__name__)
        if about.ending in kind.codec.import_endings:
            kind.codec.check(kind.codec.read_bytes(data, f"file{about.ending}").content)
    try:
        kind.codec.write(content, "no such format")
    except ValueError:
        return
    raise NotKept("expected ValueError for an unknown format, got none")


def _bad_files_are_refused(kind: Kind) -> None:
    for ending in kind.codec.import_endings:
        try:
            found = kind.codec.read_bytes(GARBAGE, f"file{ending}")
        except UnreadableFile:
            continue
        kind.codec.check(found.content)  # a kind of texts may read anything


def _settings_are_valid(kind: Kind) -> None:
    kind.settings()
    for quality in kind.qualities:
        kind.settings(**quality.settings)
    kind.settings(**kind.repair_settings)


# ---- what needs torch -----------------------------------------------------------------------------


def _networks_have_a_debug_size(kind: Kind) -> None:
    for name, family in kind.networks.items():
        require("debug" in family.sizes, f"a size debug of {name}", ", ".join(family.sizes))


def _grades_repeat(kind: Kind) -> None:
    content, network = plugin_checks.made(kind, 1), plugin_checks.network(kind)
    grades = [kind.sampler.grade(network, content).to_json() for _ in range(2)]
    require(grades[0] == grades[1], "the same grade each time", "others")
    json.dumps(grades[0], allow_nan=False)
    num_cells = kind.codec.symbols(content).size
    for fault in grades[0]["faults"]:
        require(all(0 <= cell < num_cells for cell in fault["cells"]), "cells of the canvas", fault)


COMMAND = Command(
    summary="try whether a plug-in keeps what the studio relies on",
    description="Try whether a plug-in of a package keeps what the studio relies on: a kind, or another.",
    add_arguments=add_arguments,
    run=run,
)
