"""python -m sunmask evaluate: what a checkpoint's chorales and predictions are worth, beside others.

`command` asks, `sets` says what is sampled, `work` does it piece by piece, `store` remembers each piece,
`report` makes figures of it, `tables` and `plots` show them, `published` quotes what others reached.
"""
