"""Faults at random times from a seed, while people write and a run streams: what was lost, what came twice,
how soon it worked again. `python -m tests.faults.harness --faults 300 --seed 1 --report report.json`."""
