"""What models learn from: each module reads one corpus and splits it."""
