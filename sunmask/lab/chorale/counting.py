"""Counting what Bach does: writes the distributions that a piece is graded against, in some minutes.

python -m sunmask.lab.chorale.counting
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from statistics import median

from sunmask.chorale.grade.distributions import FILE, BachDistributions, distributions_from_json
from sunmask.chorale.grade.features import BY_MODE, FEATURES, Counts, count
from sunmask.lab.chorale.corpora.bach_lines import bach_lines


def distributions_to_json(pieces: list[Counts]) -> dict:
    """Counts summed over pieces, each feature's categories in order of falling count."""
    sums: dict[str, dict[str, Counter]] = {"shared": {}, "major": {}, "minor": {}}
    for piece in pieces:
        for feature in FEATURES:
            group = sums[piece.key.mode if feature in BY_MODE else "shared"]
            group.setdefault(feature, Counter()).update(piece.by_feature[feature])
    return {
        "num_chorales": len(pieces),
        "num_notes": sum(piece.num_notes for piece in pieces),
        **{
            group: {
                feature: [[str(category), number] for category, number in counter.most_common()]
                for feature, counter in by_feature.items()
            }
            for group, by_feature in sums.items()
        },
    }


def main() -> int:
    """Count Bach's chorales and write the file."""
    import music21

    pieces = [count(lines) for lines in bach_lines(progress=True)]
    content = {
        "about": f"Bach's four-part chorales of music21 {music21.__version__}, Riemenschneider 1 to 371",
        **distributions_to_json(pieces),
    }
    content["medians"] = _medians(distributions_from_json(content), pieces)
    FILE.write_text(_one_feature_a_line(content))
    print(f"{content['num_chorales']} chorales, {content['num_notes']} notes: {FILE}", file=sys.stderr)
    return 0


def _medians(bach: BachDistributions, pieces: list[Counts]) -> dict[str, float]:
    rows = [bach.distances(piece) for piece in pieces]
    medians = {"overall": median(sum(row.values()) for row in rows)}
    medians |= {feature: median(row[feature] for row in rows) for feature in FEATURES}
    return {name: round(value, 4) for name, value in medians.items()}


def _one_feature_a_line(content: Mapping) -> str:
    """JSON that a person can read and a change shows well in."""
    entries = []
    for name, value in content.items():
        if isinstance(value, dict):
            inner = ",\n".join(f"  {json.dumps(key)}: {json.dumps(item)}" for key, item in value.items())
            entries.append(f" {json.dumps(name)}: {{\n{inner}\n }}")
        else:
            entries.append(f" {json.dumps(name)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(entries) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main())
