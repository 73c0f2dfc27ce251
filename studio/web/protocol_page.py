"""The socket's messages as a page for people and as one JSON Schema for programs, of `studio.protocol`."""

import inspect
import re
import typing
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from studio import bodies, protocol

UNIONS = {
    "Payload": protocol.Payload,
    "ServerMessage": protocol.ServerMessage,
    "ClientMessage": protocol.ClientMessage,
    "NewJob": bodies.NewJob,
}
BASES = (protocol.Message, protocol.Request)


def _members(union: str) -> list[type[BaseModel]]:
    return list(typing.get_args(typing.get_args(UNIONS[union])[0]))


def _models() -> list[type[BaseModel]]:
    """Every model of the protocol and of the HTTP bodies, in the order of the files."""
    found: dict[str, type[BaseModel]] = {}
    for module in (protocol, bodies):
        for value in vars(module).values():
            is_model = inspect.isclass(value) and issubclass(value, protocol.Message)
            if is_model and value not in BASES:
                found.setdefault(value.__name__, value)
    return list(found.values())


def schema() -> dict[str, Any]:
    """One JSON Schema with every model by name under $defs, and the unions by their discriminators.

    `required` names what is always there: every field of what the studio sends, and of a request those
    without a default and the word that tells its kind.
    """
    _, whole = models_json_schema(
        [(model, "serialization") for model in _models()], ref_template="#/$defs/{model}"
    )
    definitions = whole["$defs"]
    for model in _models():
        definition = definitions[model.__name__]
        definition["required"] = [
            name
            for name, field in definition.get("properties", {}).items()
            if not issubclass(model, protocol.Request)
            or "const" in field
            or name in definition.get("required", ())
        ]
    for union in UNIONS:
        names = [model.__name__ for model in _members(union)]
        definitions[union] = {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in names], "title": union}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Protocol",
        "description": f"The studio's messages, version {protocol.PROTOCOL_VERSION}.",
        "$defs": definitions,
    }


def context() -> dict[str, Any]:
    """The content of the page: each union with its messages, their fields and their descriptions."""
    titles = {
        "ClientMessage": "From the browser",
        "ServerMessage": "From the studio",
        "Payload": "What an event carries",
    }
    return {
        "version": protocol.PROTOCOL_VERSION,
        "unions": [
            {"title": title, "messages": [_described(model) for model in _members(union)]}
            for union, title in titles.items()
        ],
        "close_codes": protocol.CLOSE_CODES.items(),
    }


def _described(model: type[BaseModel]) -> dict[str, Any]:
    tag = "type" if "type" in model.model_fields else "kind"
    about = "" if model.__doc__ in [base.__doc__ for base in BASES] else inspect.getdoc(model) or ""
    return {
        "name": model.model_fields[tag].default,
        "about": about,
        "fields": [
            (name, re.sub(r"typing\.|studio\.protocol\.\w+\.", "", str(field.annotation)))
            for name, field in model.model_fields.items()
            if name != tag
        ],
    }
