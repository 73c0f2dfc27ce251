"""A child that takes its time: as its input says, by waiting for its turn or by computing."""

import json
import sys
import time

from sunmask.kinds.children.limited import limit_process


def main() -> None:
    limit_process(float(sys.argv[1]))
    if sys.stdin.read() == "wait":
        time.sleep(2)
    else:
        while True:
            pass
    sys.stdout.write(json.dumps("done"))


if __name__ == "__main__":
    main()
