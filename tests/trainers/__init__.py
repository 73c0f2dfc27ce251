"""Trainers of others on what the studio exports, apart from all else: `make test-trainers`."""
