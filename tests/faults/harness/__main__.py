"""Run a trial and write its report: `python -m tests.faults.harness --help`."""

import argparse
import json
import os
import signal
import sys
from pathlib import Path

from tests.faults.harness import trial
from tests.faults.harness.report import as_table

SEED = "SUNMASK_FAULT_SEED"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.harness", description=__doc__)
    parser.add_argument("--faults", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=30, help="no fault begins later")
    parser.add_argument("--seed", type=int, default=int(os.environ.get(SEED, "1")), help=f"or {SEED}")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own")
    parser.add_argument("--report", type=Path, help="a file for the report")
    parser.add_argument("--table", type=Path, help="a file for the same as a table in Markdown")
    parser.add_argument("--only", default="", help="names of kinds of fault, with commas between them")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all that was started goes, too
    only = options.only.split(",") if options.only else None
    found = trial.run(
        options.faults, options.seed, minutes=options.minutes, is_postgres=options.postgres, only=only
    )
    text = json.dumps(found, indent=1)
    print(text)
    if options.report:
        options.report.write_text(text + "\n")
    if options.table:
        options.table.write_text(as_table(found))
    return int(bool(trial.losses(found)))


if __name__ == "__main__":
    sys.exit(main())
