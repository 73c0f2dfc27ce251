"""A second opinion on chorales: how likely they are, read from left to right, and what that is good for."""
