"""Check the record of a SUNMASK ranking: python check_ranking.py record.json SEAL [RECEIPT ...]

SEAL is the hash that the ranking's page showed from its first pair on; a RECEIPT is "number:hash" of a vote.
"""

import hashlib
import json
import sys
from pathlib import Path


def sha256(value):
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def require(is_so, otherwise):
    if not is_so:
        raise ValueError(otherwise)


def check(record, seal, receipts=()):
    fixed = {name: record[name] for name in ("takes", "controls", "seed", "rules")}
    require(sha256(fixed) == record["seal"] == seal, "takes, seed or rules are not those that were sealed")
    hashes = [seal]
    pairs: dict[str, tuple[str, str]] = {}
    votes: dict[str, str] = {}
    items = {one["id"]: one["sha256"] for one in record["takes"] + record["controls"]}
    for number, entry in enumerate(record["entries"], start=1):
        hashes.append(sha256([hashes[-1], entry]))
        require(entry["number"] == number, f"entry {number} is gone")
        items |= {take["id"]: take["sha256"] for take in entry.get("takes", [])}
        if entry["what"] == "pair":
            left, right = sorted((entry["left"], entry["right"]))
            if entry["repeats"]:  # the judge's earlier pair, sides changed
                left, right = pairs[entry["repeats"]][::-1]
            elif int(sha256([record["seed"], number, "sides"]), 16) % 2:
                left, right = right, left
            require((entry["left"], entry["right"]) == (left, right), f"pair {number} is not the seed's")
            pairs[entry["duel"]] = left, right
        elif entry["what"] == "vote":
            is_open = entry["duel"] in pairs and entry["duel"] not in votes
            require(is_open, f"vote {number} is on no open pair")
            votes[entry["duel"]] = entry["outcome"]
        elif entry["what"] == "undo":
            del votes[entry["duel"]]
    require(hashes[-1] == record["head"], "the record does not end where it says")
    for number, _, known in (receipt.partition(":") for receipt in receipts):
        require(hashes[int(number) :][:1] == [known], f"vote {number} is not the one of the receipt")
    for item, known in items.items():
        require(sha256(record["contents"].get(item)) == known, f"take {item} was withdrawn or changed")
    require(votes == record["votes"], "votes were lost or added")
    return f"True: {len(items) - len(record['controls'])} takes, {len(votes)} votes."


if __name__ == "__main__":
    try:
        print(check(json.loads(Path(sys.argv[1]).read_text()), sys.argv[2], sys.argv[3:]))
    except (ValueError, KeyError) as error:
        sys.exit(f"Not true: {error}")
