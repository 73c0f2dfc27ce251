"""A backup a day, of which the newest are kept (SUNMASK_BACKUPS)."""

import logging
import time
from pathlib import Path

from studio.backups import writing

logger = logging.getLogger(__name__)

PREFIX = "daily-"
DAY_S = 24 * 3600


def back_up(count: int) -> Path | None:
    """Make a backup if the last one is a day old, and delete all but the newest `count`; the new one's path.
    With 0 nothing is made or deleted. Raises OSError where it cannot be written; then none is deleted."""
    if count == 0:
        return None
    found = sorted(writing.FOLDER.glob(f"{PREFIX}*.zip"))
    if found and time.time() - found[-1].stat().st_mtime < DAY_S:
        return None
    path = writing.FOLDER / f"{PREFIX}{writing.new_name()}"
    writing.write(path, logger.debug)
    for old in [*found, path][:-count]:
        old.unlink(missing_ok=True)
    logger.info("the backup %s is made", path)
    return path
