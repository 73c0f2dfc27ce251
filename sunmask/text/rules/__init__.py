"""Rules about words that can be switched on and off: names, repeats, facts, and runs of cells that hold one
fact."""
