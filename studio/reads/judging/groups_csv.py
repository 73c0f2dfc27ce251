"""The order of groups of takes as a table in CSV."""

import csv
import io

from studio import bodies
from studio.reads.judging.csv_cells import as_cell


def as_csv(found: bodies.GroupStandings) -> str:
    """A line for each group after each number of votes; the last ones are the order as it is."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(["votes", found.by, "takes", "strength", "low", "high", "best_place", "worst_place"])
    for point in found.curve:
        is_last = point is found.curve[-1]
        for number, group in enumerate(found.groups):
            places = [group.best_place, group.worst_place] if is_last else ["", ""]
            figures = (point.strengths[number], point.lows[number], point.highs[number])
            write.writerow(
                [
                    point.num_votes,
                    as_cell(group.label),
                    group.num_takes,
                    *(f"{figure:.4f}" for figure in figures),
                    *places,
                ]
            )
    return out.getvalue()
