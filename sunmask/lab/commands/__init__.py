"""Commands of python -m sunmask that only researchers run. None imports torch before it runs."""

from sunmask.lab.commands import benchmark, evaluate, export, figures, repairs, train

COMMANDS = {
    "train": train.COMMAND,
    "export": export.COMMAND,
    "evaluate": evaluate.COMMAND,
    "benchmark": benchmark.COMMAND,
    "figures": figures.COMMAND,
    "repairs": repairs.COMMAND,
}
"""By name."""
