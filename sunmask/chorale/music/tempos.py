"""How fast a chorale goes where: its tempo at the beginning, and its tempo marks behind it.

T sixteenths
"""

import numpy as np

from sunmask.chorale.music.signs import tempo_changes
from sunmask.chorale.music.symbols import Chorale


def tempo_columns(chorale: Chorale) -> np.ndarray:
    """Quarter notes a minute in each column, (T,): a mark holds up to the next one."""
    tempo_T = np.full(chorale.num_sixteenths, float(chorale.meta.tempo))
    for t, tempo in tempo_changes(chorale.signs):
        tempo_T[t:] = tempo
    return tempo_T
