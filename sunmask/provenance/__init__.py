"""The provenance of a file: who made which share of it, signed inside the file or beside it, and checked."""
