"""Plain rules about words, each a switch: names, repeats, facts, runs that say one fact together."""
