"""How well a phrase fits where it stands: a small network on the language model's features, which tells what
people wrote from what language models write.

`phrases` makes what it learns from, `network` is the network, `learning` teaches it, `weights` ship.
"""
