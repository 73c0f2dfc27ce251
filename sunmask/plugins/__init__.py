"""What installed packages may add: kinds of canvas, export formats, graders, samplers, ways to sign in."""
