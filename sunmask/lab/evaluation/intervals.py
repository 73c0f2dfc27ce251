"""How sure a share is that was counted."""


def wilson(hits: float, count: float, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share by Wilson's score, which holds at 0 and 1 too."""
    share, spread = hits / count, z * z / count
    middle = (share + spread / 2) / (1 + spread)
    half = z * ((share * (1 - share) + spread / 4) / count) ** 0.5 / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
