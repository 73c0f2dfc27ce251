"""The room: Dattorro's plate reverb as an impulse response, with the settings of the browser's synthesizer.

J. Dattorro, Effect Design 1: Reverberator and Other Filters, JAES 45 (1997), figure 1, whose two lines that
swing slowly stand still here at their middle, so that the whole is one convolution.
"""

from functools import cache

import numpy as np

from sunmask.chorale.sound.synthesis import SAMPLE_RATE

SECONDS = 1.5
"""After which nothing of a sound is left that could be heard."""
BLOCK = 128
"""Samples that are computed at once: fewer than the shortest line delays."""
LINES_S = (
    0.004771345,
    0.003595309,
    0.012734787,
    0.009307483,
    0.022579886,
    0.149625349,
    0.060481839,
    0.1249958,
    0.030509727,
    0.141695508,
    0.089244313,
    0.106280031,
)
LEFT = (
    (9, 0.008937872, 1),
    (9, 0.099929438, 1),
    (10, 0.064278754, -1),
    (11, 0.067067639, 1),
    (5, 0.066866033, -1),
    (6, 0.006283391, -1),
    (7, 0.035818689, -1),
)
RIGHT = (
    (5, 0.011861161, 1),
    (5, 0.121870905, 1),
    (6, 0.041262054, -1),
    (7, 0.08981553, 1),
    (9, 0.070931756, -1),
    (10, 0.011256342, -1),
    (11, 0.004065724, -1),
)
"""Taps of each ear: a line, seconds into it, and the sign."""
BANDWIDTH, DIFFUSION_1, DIFFUSION_2 = 0.7, 0.75, 0.625
DECAY, DECAY_DIFFUSION_1, DECAY_DIFFUSION_2 = 0.45307086614173225, 0.67, 0.69
DAMPING, SWING_S, GAIN = 0.1, 0.0007, 0.1855072463768116


@cache
def impulse_response() -> np.ndarray:
    """The impulse response on both sides, (2, N) float32."""
    room = _Room()
    num_blocks = int(SECONDS * SAMPLE_RATE) // BLOCK
    impulse = np.zeros(BLOCK)
    impulse[0] = 1.0
    blocks = [room.process(impulse if index == 0 else np.zeros(BLOCK)) for index in range(num_blocks)]
    return (np.concatenate(blocks, axis=1) * GAIN).astype(np.float32)


class _Room:
    """The twelve lines of the reverb; each holds what was written to it, the newest last."""

    def __init__(self) -> None:
        self.lengths = [round(seconds * SAMPLE_RATE) - 1 for seconds in LINES_S]
        self.lines = [np.zeros(SAMPLE_RATE) for _ in LINES_S]
        self.now = SAMPLE_RATE // 2
        self.states = [0.0, 0.0, 0.0]

    def process(self, input_N: np.ndarray) -> np.ndarray:
        """The next block, (2, BLOCK)."""
        read, write = self._read, self._write
        pre = write(0, self._one_pole(0, input_N, BANDWIDTH) - DIFFUSION_1 * read(0))
        pre = write(1, DIFFUSION_1 * (pre - read(1)) + read(0))
        pre = write(2, DIFFUSION_1 * pre + read(1) - DIFFUSION_2 * read(2))
        pre = write(3, DIFFUSION_2 * (pre - read(3)) + read(2))
        split = DIFFUSION_2 * pre + read(3)
        for first, state, crossed in ((4, 1, 11), (8, 2, 7)):
            swung = self._swung(first)
            made = write(first, split + DECAY * read(crossed) + DECAY_DIFFUSION_1 * swung)
            write(first + 1, swung - DECAY_DIFFUSION_1 * made)
            damped = self._one_pole(state, read(first + 1), 1 - DAMPING)
            made = write(first + 2, DECAY * damped - DECAY_DIFFUSION_2 * read(first + 2))
            write(first + 3, read(first + 2) + DECAY_DIFFUSION_2 * made)
        ears = [sum(sign * self._tapped(line, at) for line, at, sign in taps) for taps in (LEFT, RIGHT)]
        self.now += BLOCK
        if self.now + 2 * BLOCK > SAMPLE_RATE:
            self._move_back()
        return np.array(ears)

    def _read(self, line: int) -> np.ndarray:
        return self._delayed(line, self.lengths[line])

    def _tapped(self, line: int, seconds: float) -> np.ndarray:
        return self._delayed(line, self.lengths[line] - round(seconds * SAMPLE_RATE))

    def _swung(self, line: int) -> np.ndarray:
        """Read at the middle of the swing, between two samples."""
        at = self.lengths[line] - SWING_S * SAMPLE_RATE
        whole = int(np.floor(at))
        return (1 - (at - whole)) * self._delayed(line, whole) + (at - whole) * self._delayed(line, whole + 1)

    def _delayed(self, line: int, samples: int) -> np.ndarray:
        return self.lines[line][self.now - samples : self.now - samples + BLOCK]

    def _write(self, line: int, block_N: np.ndarray) -> np.ndarray:
        self.lines[line][self.now : self.now + BLOCK] = block_N
        return block_N

    def _one_pole(self, state: int, input_N: np.ndarray, weight: float) -> np.ndarray:
        powers = (1 - weight) ** np.arange(BLOCK + 1)
        made = np.convolve(input_N, weight * powers)[:BLOCK] + self.states[state] * powers[1:]
        self.states[state] = float(made[-1])
        return made

    def _move_back(self) -> None:
        kept = SAMPLE_RATE // 2
        for line in self.lines:
            line[:kept] = line[self.now - kept : self.now]
        self.now = kept
