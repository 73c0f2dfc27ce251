"""How a grid is written down: its bars, and the heads that each note or rest is divided into."""

from collections.abc import Iterator

from sunmask.chorale.symbols import METRES, Chorale

WRITTEN_LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16)
"""Sixteenths that one head can stand for, with at most one dot."""


def bars(chorale: Chorale) -> list[tuple[int, int, int]]:
    """The bars as (number, first sixteenth, sixteenths long); a pickup is number 0."""
    length, pickup, total = METRES[chorale.meta.metre], chorale.meta.pickup, chorale.num_sixteenths
    starts = range(pickup, total, length)
    whole = [(i + 1, start, min(length, total - start)) for i, start in enumerate(starts)]
    return [(0, 0, min(pickup, total)), *whole] if pickup else whole


def written_lengths(position: int, length: int) -> list[int]:
    """Split a note at a sixteenth of its bar into lengths that one head each can show.

    A head that starts on a beat may last over others; off the beat it ends by the next beat, or is
    a syncopation on an eighth.
    """
    lengths = []
    while length:
        to_next_beat = 4 - position % 4
        if position % 4 == 0:
            head = length if length in WRITTEN_LENGTHS else length - length % 4
        elif length <= to_next_beat or (position % 2 == 0 and length in (4, 6, 8)):
            head = length
        else:
            head = to_next_beat
        lengths.append(head)
        position, length = position + head, length - head
    return lengths


def heads(
    chorale: Chorale, bar_list: list[tuple[int, int, int]], start: int, length: int
) -> Iterator[tuple[int, int, int]]:
    """The heads of one note as (index of bar, sixteenth, sixteenths long)."""
    pickup, bar_length = chorale.meta.pickup, METRES[chorale.meta.metre]
    end = start + length
    while start < end:
        index = 0 if start < pickup else (start - pickup) // bar_length + bool(pickup)
        _, bar_start, in_bar = bar_list[index]
        # the pickup is the end of a bar, so its beats count from the bar line after it
        from_beat = start - bar_start + (-in_bar % 4 if bar_start == 0 and pickup else 0)
        for head_length in written_lengths(from_beat, min(end, bar_start + in_bar) - start):
            yield index, start, head_length
            start += head_length
