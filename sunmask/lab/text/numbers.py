"""The numbers of the text sampler as a table:

python -m sunmask.lab.text.numbers > docs/text-configuration.md
"""

from dataclasses import fields
from typing import Any

from sunmask.text.configuration import CONFIGURATION, Configuration


def page() -> str:
    """The table, in Markdown."""
    lines = [
        "# Numbers of the text sampler",
        "",
        "Made by `python -m sunmask.lab.text.numbers > docs/text-configuration.md`; a test fails where it",
        "is not what the code says. [How a text is composed](texts.md#how-a-text-is-composed) says what",
        "these numbers are for. One without a report was set by hand. What people can set is",
        "[another table](texts.md#settings).",
    ]
    for group in fields(Configuration):
        values = getattr(CONFIGURATION, group.name)
        lines += ["", f"## `{group.name}`", "", type(values).__doc__ or "", ""]
        lines += ["| name | value | unit | meaning | measured |", "|---|---|---|---|---|"]
        for each in fields(values):
            said = each.metadata
            report = f"[report](lab/{said['report']}.md)" if said["report"] else ""
            value = shown(getattr(values, each.name))
            lines.append(f"| `{each.name}` | {value} | {said['unit']} | {said['meaning']} | {report} |")
    return "\n".join(lines) + "\n"


def shown(value: Any) -> str:
    """A value as people read it."""
    return ", ".join(map(shown, value)) if isinstance(value, tuple) else f"{value:.6g}"


if __name__ == "__main__":
    print(page(), end="")
