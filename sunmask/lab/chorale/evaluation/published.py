"""Published figures of others, quoted: the Bach-or-Mock grade (median, standard deviation) and infilling."""

from dataclasses import dataclass

Figure = tuple[float, float | None]
"""Median and standard deviation, None where it is not given."""
TABLE_2 = "SUNMASK paper, table 2"
MEASURED = "measured with this grade"


@dataclass(frozen=True)
class Published:
    """A row: the overall grade, and the nine features' in the order of `FEATURES` where they are known."""

    name: str
    source: str
    overall: Figure
    features: tuple[Figure, ...] = ()


def _paper(name: str, overall: Figure, *features: Figure) -> Published:
    return Published(name, TABLE_2, overall, features)


# fmt: off
GRADES = (
    _paper("Bach, whole chorales", (4.91, 1.63), (.24, .15), (.23, .14), (0, .69), (.41, .2), (.47, .28),
           (.49, .22), (.53, .24), (.69, .4), (1.29, .88)),
    _paper("BachMock transformer", (8.94, 4.64), (.37, .22), (.26, .14), (2.16, 3.22), (.54, .31), (.53, .35),
           (.71, .34), (.73, .38), (.89, .68), (1.86, 2.81)),
    _paper("AugGen", (8.02, 2.92)),
    _paper("SUNMASK conv T, best 20 of 200", (7.16, .97), (.39, .16), (.53, .26), (0, .81), (.68, .27),
           (.59, .25), (.88, .42), (.8, .2), (.71, .27), (1.44, .52)),
    _paper("SUNMASK conv", (22.47, 20.8), (.87, 2.05), (.63, .77), (1.38, 6), (1.02, .49), (1.41, 5.28),
           (2.02, 4.36), (1.94, 5.72), (2.91, 4.94), (2.32, 2.31)),
    _paper("SUNMASK conv A", (27.82, 18.82), (1.02, 2.22), (.47, .77), (3.92, 3.91), (.91, .55), (2.32, 5.23),
           (3.54, 4.98), (2.74, 5.3), (5.96, 4.59), (2.23, 3.82)),
    _paper("SUNMASK conv T", (13.43, 19.27), (.57, 1.79), (.69, .35), (1.28, 3.73), (.93, .49), (.8, 4.51),
           (.99, 4.01), (1.2, 4.68), (1.4, 3.91), (1.81, .83)),
    _paper("SUNMASK conv AT", (16.5, 17.96), (.66, 1.9), (.55, .29), (2.76, 3.63), (.94, .47), (.91, 4.11),
           (1.1, 4), (1.26, 4.26), (1.45, 4.56), (2.05, .96)),
    _paper("SUNMASK conv ATN", (43.85, 18.41), (2.24, 2.36), (.58, .49), (6.82, 4.81), (1.56, .54),
           (6.46, 4.14), (8.51, 4.43), (7.21, 4.28), (7.6, 3.11), (1.47, 1.02)),
    _paper("SUNDAE", (23.25, 21.45), (.59, 1.82), (.93, .84), (6.42, 4.11), (.98, .67), (1.17, 5.09),
           (2.65, 4.08), (1.57, 5.68), (2.57, 3.28), (2.45, 2.39)),
    _paper("SUNDAE T", (20.09, 23.88), (.63, 2.4), (.6, .96), (3.82, 4.98), (.96, .64), (1.21, 5.03),
           (3.4, 4.99), (3.02, 5.02), (2.36, 3.9), (1.52, 3.43)),
    _paper("SUNDAE AT", (18.9, 24.15), (.52, 2.42), (.6, .95), (3.18, 5.1), (.96, .64), (1.24, 5),
           (3.93, 5.03), (2.22, 5.04), (2, 3.91), (1.8, 3.39)),
    *(_paper(f"SUNMASK transformer{letters}", (42.87, None), (3, 1.85), (.74, .9), (0, 1.95), (1.64, .7),
             (8.94, 4.66), (6.49, 4.99), (8.47, 5.58), (7.72, 4.41), (3.1, 2.97)) for letters in ("", " A")),
    *(_paper(f"SUNMASK transformer{letters}", (46.21, 17.3), (3.74, 2.16), (.58, .56), (0, 2.56),
             (1.73, .73), (8.75, 4.62), (6.22, 3.99), (8.05, 4.73), (7.95, 4.49), (2.35, 1.79))
      for letters in (" T", " AT")),
    _paper("Coconet (notes twice as long as meant)", (17, 6.58), (.44, .23), (1.85, .39), (2.61, 6.56),
           (1.38, .39), (.7, .17), (.86, .73), (.86, .42), (1.02, .38), (6.07, 1.76)),
    Published("Coconet, its authors' samples at true speed", MEASURED, (11.46, 6.72)),
    Published("Coconet, port", MEASURED, (16.4, 5.19)),
    Published("TonicNet, port", MEASURED, (21.6, 9.1)),
    Published("JS Fake Chorales, 40 pieces", MEASURED, (8.36, 4.37)),
    Published("Bach, JSB test chunks without re-attacks", MEASURED, (7.76, 6.38)),
)
# fmt: on

COCONET_INFILL = {
    "25 %": {"pitch_accuracy": 0.969, "pitch_nll": 0.155},
    "50 %": {"pitch_accuracy": 0.926, "pitch_nll": 0.349},
    "75 %": {"pitch_accuracy": 0.814, "pitch_nll": 0.716},
}
"""A port of Coconet on the JSB test split, cells hidden one by one; measured."""
COCONET_FRAME_NLL = 0.57
"""Nats a frame of sixteenths in random order, "Counterpoint by Convolution" (2017), quoted from memory."""
