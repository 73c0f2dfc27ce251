"""The training by which SmolLM2 learned to write everyday prose."""
