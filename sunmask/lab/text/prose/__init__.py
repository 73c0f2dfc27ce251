"""What SmolLM2 learned to write everyday prose."""
