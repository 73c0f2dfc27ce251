"""Which Yjs item each character of a Y.Text belongs to, so that words have ids that outlive edits.

pycrdt tells positions only one at a time and not exactly beyond ASCII. So the document is copied with a
number in place of every character; read as an array, the copy lists these numbers in the order of the text.
Written for Yjs's update format, version 1.
"""

import base64
import json
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pycrdt

GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, DOC, SKIP = range(11)
HAS_ORIGIN, HAS_RIGHT_ORIGIN, HAS_PARENT_KEY, CONTENT = 0x80, 0x40, 0x20, 0x1F
NAMED_TYPES = (3, 5)
"""Types of Yjs that carry a name: XML elements and hooks."""
UNDEFINED, INTEGER = 127, 125


def places_of(document: pycrdt.Doc, name: str) -> list[tuple[int, int]]:
    """(client, clock) of every UTF-16 unit of the Y.Text `name`, in the order of the text.

    Raises ValueError for a document in which there is more than a text has.
    """
    rewriting = _Rewriting(document.get_update())
    copy: pycrdt.Doc = pycrdt.Doc()
    copy.apply_update(rewriting.rewrite())
    values = json.loads(str(copy.get(name, type=pycrdt.Array)))
    numbers = [int(value) for value in values if isinstance(value, int | float)]
    return [rewriting.place(number) for number in numbers]


@dataclass(frozen=True)
class Reach:
    """Clocks by client: what an update builds on, and up to where a document goes that has taken it in."""

    needs: dict[int, int]
    ends: dict[int, int]


def reach_of(update: bytes) -> Reach:
    """How far an update reaches. Raises ValueError for one that cannot be read."""
    rewriting = _Rewriting(update)
    rewriting.rewrite()
    firsts, made = rewriting.firsts, rewriting.ends
    needs, ends = dict(firsts), dict(made)
    for client, clock in rewriting.references:
        if not firsts.get(client, 0) <= clock < made.get(client, 0):
            needs[client] = max(clock + 1, needs.get(client, 0))
    for client, end in rewriting.deletions():
        ends[client] = max(end, ends.get(client, 0))
        if end > made.get(client, 0):
            needs[client] = max(end, needs.get(client, 0))
    return Reach(needs, ends)


def relative_position(client: int, clock: int) -> str:
    """The place before a character as Yjs encodes it (an item, client, clock, what follows), as base64."""
    return base64.b64encode(b"\0" + _var_uint(client) + _var_uint(clock) + b"\0").decode()


class _Rewriting:
    """An update in which numbers, counted from 0, stand for the UTF-16 units of strings."""

    def __init__(self, update: bytes) -> None:
        self._update = update
        self._at = 0
        self._firsts: list[int] = []
        """The number of the first unit of each string."""
        self._items: list[tuple[int, int]] = []
        self._num_units = 0
        self.firsts: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        """The clocks of the first change and after the last one, by client."""
        self.references: list[tuple[int, int]] = []
        """Items (client, clock) that changes lie beside or in."""

    def place(self, number: int) -> tuple[int, int]:
        item = bisect_right(self._firsts, number) - 1
        client, clock = self._items[item]
        return client, clock + number - self._firsts[item]

    def rewrite(self) -> bytes:
        written = bytearray()
        try:
            written += _var_uint(num_clients := self._uint())
            for _ in range(num_clients):
                num_items, client, clock = self._uint(), self._uint(), self._uint()
                written += _var_uint(num_items) + _var_uint(client) + _var_uint(clock)
                self.firsts[client] = clock
                for _ in range(num_items):
                    clock += self._item(client, clock, written)
                self.ends[client] = clock
        except (IndexError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError("expected an update of Yjs, got one that ends within an item") from error
        return bytes(written + self._update[self._at :])  # deletions stay as they are

    def deletions(self) -> Iterator[tuple[int, int]]:
        """After `rewrite`: a client and the clock after what is deleted of it, for each stretch."""
        try:
            for _ in range(self._uint()):
                client = self._uint()
                for _ in range(self._uint()):
                    yield client, self._uint() + self._uint()
        except IndexError as error:
            raise ValueError("expected an update of Yjs, got one that ends within a deletion") from error

    def _item(self, client: int, clock: int, written: bytearray) -> int:
        """Copy one item, numbers for characters; returns how many clocks it takes."""
        start = self._at
        flags = self._update[start]
        self._at += 1
        content = flags & CONTENT
        if content in (GC, SKIP):
            length = self._uint()
            written += self._update[start : self._at]
            return length
        for is_there in (flags & HAS_ORIGIN, flags & HAS_RIGHT_ORIGIN):
            if is_there:
                self.references.append((self._uint(), self._uint()))
        if not flags & (HAS_ORIGIN | HAS_RIGHT_ORIGIN):
            if self._uint():  # the parent by name, otherwise by its item
                self._bytes()
            else:
                self.references.append((self._uint(), self._uint()))
            if flags & HAS_PARENT_KEY:
                self._bytes()
        before = self._update[start + 1 : self._at]
        if content == STRING:
            length = len(self._bytes().decode().encode("utf-16-le")) // 2
            self._firsts.append(self._num_units)
            self._items.append((client, clock))
            numbers = range(self._num_units, self._num_units + length)
            values = b"".join(_INTEGER_BYTE + _var_int(number) for number in numbers)
            self._num_units += length
        elif content in (ANY, JSON, EMBED):
            length = 1 if content == EMBED else self._uint()
            read: Callable[[], object] = self._any if content == ANY else self._bytes
            for _ in range(length):
                read()
            values = bytes([UNDEFINED]) * length  # might be mistaken for our numbers
        else:
            length = self._other(content)
            written += self._update[start : self._at]
            return length
        written += bytes([flags & ~CONTENT | ANY]) + before + _var_uint(length) + values
        return length

    def _other(self, content: int) -> int:
        """Read past content that is kept as it is; returns how many clocks it takes."""
        if content == DELETED:
            return self._uint()
        if content == BINARY:
            self._bytes()
        elif content == FORMAT:
            self._bytes(), self._bytes()
        elif content == TYPE:
            if self._uint() in NAMED_TYPES:
                self._bytes()
        elif content == DOC:
            self._bytes()
            self._any()
        else:
            raise ValueError(f"expected content that a text document has, got number {content}")
        return 1

    def _uint(self) -> int:
        number = shift = 0
        while True:
            byte = self._update[self._at]
            self._at += 1
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7

    def _bytes(self) -> bytes:
        length = self._uint()
        self._at += length
        return self._update[self._at - length : self._at]

    def _any(self) -> None:
        """Read past a value of any type."""
        tag = self._update[self._at]
        self._at += 1
        if tag == INTEGER:
            self._uint()  # the sign does not change how long it is
        elif tag in (124, 123, 122):
            self._at += 4 if tag == 124 else 8
        elif tag in (119, 116):
            self._bytes()
        elif tag in (118, 117):
            for _ in range(self._uint()):
                if tag == 118:
                    self._bytes()
                self._any()


_INTEGER_BYTE = bytes([INTEGER])


def _var_uint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(0x80 | number & 0x7F)
        number >>= 7
    return bytes([*encoded, number])


def _var_int(number: int) -> bytes:
    """A number from 0 on, as signed ones are written: 6 bits in the first byte, whose seventh is the sign."""
    return bytes([number]) if number < 0x40 else bytes([0x80 | number & 0x3F]) + _var_uint(number >> 6)
