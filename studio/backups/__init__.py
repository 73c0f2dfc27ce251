"""Backups: everything in a studio's database and its secret key in one file, which either kind of database
can be restored from.

A backup is a ZIP file. `backup.json` says what made it, which migrations its database had, and for each table
its columns, the number of its rows and the SHA-256 of its file. `tables/NAME.jsonl` has a row in each line.
`secret_key` is there unless the environment gives the studio its key, and the key of provenance once a file
was signed with it. docs/operating.md says the same for operators.
"""
