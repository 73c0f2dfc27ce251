"""How a grid is written down: the heads that each note or rest is divided into."""

from collections.abc import Iterator, Sequence

from sunmask.chorale.music.bars import Bar, bar_index, written_beat

WRITTEN_LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24)
"""Sixteenths that one head can stand for, with at most one dot."""


def plain_and_dots(length: int) -> tuple[int, int]:
    """The note value of a length with at most two dots, and the number of its dots. length: in any unit in
    which plain values are powers of two. Raises ValueError for a length that no such head has."""
    plain = 1 << (length.bit_length() - 1)
    for dots in range(3):
        if length << dots == plain * ((2 << dots) - 1):
            return plain, dots
    raise ValueError(f"expected a length that a head with at most two dots has, got {length}")


def written_lengths(position: int, length: int, beat: int = 4) -> list[int]:
    """Split a note at a sixteenth of its bar into lengths that one head each can show.

    A head that starts on a beat may last over others; off the beat it ends by the next beat, or is
    a syncopation on an eighth. beat: sixteenths; a head that lasts over a dotted one (6) is whole beats.
    """
    lengths = []
    while length:
        head = _dotted_head(position, length) if beat == 6 else _plain_head(position, length)
        lengths.append(head)
        position, length = position + head, length - head
    return lengths


def _plain_head(position: int, length: int) -> int:
    to_next_beat = 4 - position % 4
    if to_next_beat == 4:
        most = length if length in WRITTEN_LENGTHS else length - length % 4
        return max(x for x in WRITTEN_LENGTHS if x <= most)
    is_syncopation = position % 2 == 0 and length in (4, 6, 8)
    return length if is_syncopation else min(length, to_next_beat)


def _dotted_head(position: int, length: int) -> int:
    to_next_beat = 6 - position % 6
    if to_next_beat == 6 and length >= 6:
        return max(x for x in (6, 12, 24) if x <= length)
    within = min(length, to_next_beat)
    # five sixteenths need two heads, the one of four on an eighth
    return within if within in WRITTEN_LENGTHS else 1 if position % 2 else 4


def heads(bar_list: Sequence[Bar], start: int, length: int) -> Iterator[tuple[int, int, int]]:
    """The heads of one note as (index of bar, sixteenth, sixteenths long)."""
    end = start + length
    while start < end:
        index = bar_index(bar_list, start)
        bar = bar_list[index]
        beat = written_beat(bar.metre)
        # the pickup is the end of a bar, so its beats count from the bar line after it
        from_beat = start - bar.start + (-bar.length % beat if bar.number == 0 else 0)
        for head_length in written_lengths(from_beat, min(end, bar.start + bar.length) - start, beat):
            yield index, start, head_length
            start += head_length
