"""An order from duels: strengths with intervals, how sure they are, the next pair, judges.

In sizes, N is the number of items.
"""
