"""Markdown tables, padded so that a terminal shows them as well."""

from collections.abc import Sequence

UNKNOWN = ""


def anatomy_table(dissected: dict[str, dict[str, float]]) -> str:
    """A row a part: the root mean square of what it gives, and its cost by task."""
    tasks = list(dissected["whole"])
    rows = [
        [part, f"{row['size']:.2f}" if "size" in row else UNKNOWN, *(f"{row[task]:+.3f}" for task in tasks)]
        for part, row in dissected.items()
    ]
    return table(["part", "size", *tasks], rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, num_left: int = 1) -> str:
    """A padded Markdown table. num_left: how many columns lean left; the others, of numbers, lean right."""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.ljust(width) if at < num_left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    rule = "|".join("-" * (width + 1) + ("-" if at < num_left else ":") for at, width in enumerate(widths))
    return "\n".join([line(head), f"|{rule}|", *map(line, rows)])
