"""`manage.py routes`: the table of HTTP routes, docs/routes.md, from the API's own description."""

from typing import Any

from django.core.management.base import BaseCommand

from studio.api import api

HEAD = """# HTTP routes

Made by `python manage.py routes > docs/routes.md`; a test fails where it is not what the code says. A running
studio describes every body and answer at `/api/docs`. Query parameters stand after `?`, and the second column
names the type of the body. A program sends [a token](programs.md); without one, every change needs the
session cookie and `X-CSRFToken`. Errors are `{code, message}`: 401 signed out, 403 too low a role, 404 no
access or no such row, 409, 413, 415, 422, 429 and 503.
"""
MOST_PARAMETERS = 5
"""Named in the table; of more, it says how many."""


class Command(BaseCommand):
    help = "Write the table of HTTP routes as Markdown to the standard output."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page())


def page() -> str:
    """The page: a heading and a table for each noun, in the order in which the API has them."""
    tables: dict[str, list[str]] = {}
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            row = (
                f"| `{method.upper()} {path}{query(operation)}` | {body(operation)} | {sentence(operation)} |"
            )
            tables.setdefault(operation["tags"][0], []).append(row)
    parts = [HEAD]
    for noun, rows in tables.items():
        parts.append(
            "\n".join([f"## {noun.capitalize()}", "", "| route | body | what |", "|---|---|---|", *rows, ""])
        )
    return "\n".join(parts)


def query(operation: dict[str, Any]) -> str:
    """Query parameters behind a question mark."""
    names = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
    if len(names) > MOST_PARAMETERS:
        return f"?{'&'.join(names[:MOST_PARAMETERS])}&... {len(names)} in all"
    return f"?{'&'.join(names)}" if names else ""


def body(operation: dict[str, Any]) -> str:
    """Name of the type that the request brings, or what kind of file."""
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return ""
    ((media, found),) = content.items()
    if media != "application/json":
        return "a file"
    schema = found["schema"]
    options = schema.get("anyOf") or schema.get("oneOf") or [schema]
    names = [each["$ref"].rpartition("/")[2] for each in options if "$ref" in each]
    return " or ".join(f"`{name}`" for name in names)


def sentence(operation: dict[str, Any]) -> str:
    """First paragraph of the description, or the operation's name where there is none."""
    said = operation.get("description", "").strip().split("\n\n")[0]
    return " ".join(said.split()).replace("|", "\\|") or f"{operation['summary'].capitalize()}."
