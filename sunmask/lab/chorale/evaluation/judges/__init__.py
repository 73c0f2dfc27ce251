"""Judges that no sampler, reward or choice of a checkpoint ever asks.

`heard` prepares a piece, `chords` names its harmony beat by beat, `closes`, `counterpoint` and `habits` count
what a musician would check, `craft` gathers these counts as figures with intervals. `features`, `usage` and
`composed` tell real pieces from composed ones; `listener` says how surprising a piece is from left to right.
"""
