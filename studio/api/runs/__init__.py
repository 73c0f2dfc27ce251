"""Routes of generations: start and steer them, look at them, watch them again, and many with one aim."""
