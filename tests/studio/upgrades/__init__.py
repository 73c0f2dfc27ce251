"""Databases of earlier releases, and whether today's code goes on with them.

A fixture is named after the newest migration that it has: `0004.sqlite3.xz` and `0004.sql.xz` (a dump of
PostgreSQL), each with a `.json` of hashes of its contents as the release that made it read them. Each release
adds its own:

    python -m tests.studio.upgrades.make                        # of this checkout
    python -m tests.studio.upgrades.make --release ../earlier   # of a checkout of an earlier release

A fixture stays as it is once its release is out: only that release can say what is in it.
"""
