"""Commands of python -m sunmask that only researchers run. None imports torch before it runs."""

from sunmask.lab.commands import benchmark, evaluate, export, figures, recipes, repairs, reproduce, train

COMMANDS = {
    "recipes": recipes.COMMAND,
    "train": train.COMMAND,
    "export": export.COMMAND,
    "evaluate": evaluate.COMMAND,
    "benchmark": benchmark.COMMAND,
    "figures": figures.COMMAND,
    "reproduce": reproduce.COMMAND,
    "repairs": repairs.COMMAND,
}
"""By name."""
