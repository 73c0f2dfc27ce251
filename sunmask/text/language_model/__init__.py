"""A language model for the CPU: its file, the pieces it reads, what it writes and how likely that is."""
