"""What people said of music and text as data to train on: rows, files of them, and their card."""
