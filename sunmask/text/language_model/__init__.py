"""A language model on the CPU: its file, its pieces, generation and likelihoods."""
