"""A DuckDB file as bytes: its newest state, the checksums of its blocks, and the pages that say what lies where.

A file is a header and blocks of one size. Every block begins with a checksum of what is in it. Some blocks are cut into
64 pages that hold no rows but tell of them; a page begins with a pointer to the one that goes on where it ends. All of
it is read before DuckDB opens the file: closing it gives back the locks of this process.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

HEADER, HEADERS = 4096, 3
STATES = (HEADER, 2 * HEADER)
"""Where the two headers stand of which the newer one counts."""
MAGIC, MAGIC_AT = b"DUCK", 8
SIZES = range(16 * 1024, 256 * 1024 + 1)
PAGES, CHECKSUM, POINTER = 64, 8, 8
BLOCK = (1 << 56) - 1
"""The bits of a pointer that number a block; those above number the page in it."""
NOWHERE = (1 << 64) - 1

Checksums = Mapping[int, bytes]


class UnknownLayoutError(Exception):
    """A file that is not laid out as expected."""


@dataclass(frozen=True, slots=True)
class State:
    """What the newer header says: the first page of the catalog, and how long a block is."""

    root: int
    size: int

    def at(self, block: int) -> int:
        """Where a block begins."""
        return HEADERS * HEADER + block * self.size

    @property
    def page(self) -> int:
        """How long a page is."""
        return (self.size - CHECKSUM) // PAGES // 8 * 8


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of an open file, each read once."""

    file: int
    state: State
    checksums: Checksums
    known: dict[int, bytes] = field(default_factory=dict)
    digests: dict[int, bytes] = field(default_factory=dict)

    def page(self, pointer: int) -> bytes:
        """A page with the pointer it begins with. Raises UnknownLayoutError."""
        if pointer not in self.known:
            block, number = pointer & BLOCK, pointer >> 56
            if block not in self.checksums or number >= PAGES:
                raise UnknownLayoutError
            start = self.state.at(block) + CHECKSUM + number * self.state.page
            self.known[pointer] = os.pread(self.file, self.state.page, start)
            if len(self.known[pointer]) < self.state.page:
                raise UnknownLayoutError
        return self.known[pointer]

    def digest(self, pointer: int) -> bytes:
        """A digest of a page."""
        if pointer not in self.digests:
            self.digests[pointer] = sha256(self.page(pointer)).digest()
        return self.digests[pointer]

    def next(self, pointer: int) -> int:
        """The page that goes on where a page ends."""
        (found,) = struct.unpack_from("<Q", self.page(pointer))
        return int(found)

    def text(self, pointer: int, start: int = POINTER) -> bytes:
        """A page and all that go on with it."""
        found, seen = [], set[int]()
        while pointer != NOWHERE:
            if pointer in seen:
                raise UnknownLayoutError
            seen.add(pointer)
            found.append(self.page(pointer)[start:])
            pointer, start = self.next(pointer), POINTER
        return b"".join(found)


def state(file: int) -> State:
    """The newest state of an open file. Raises UnknownLayoutError."""
    if os.pread(file, len(MAGIC), MAGIC_AT) != MAGIC:
        raise UnknownLayoutError
    headers = [os.pread(file, 48, at).ljust(48, b"\0") for at in STATES]
    _, _, root, _, _, size = max((struct.unpack("<6Q", one) for one in headers), key=lambda one: one[1])
    if size not in SIZES or size % HEADER:
        raise UnknownLayoutError
    return State(root, size)


def checksums(file: int, of: State) -> Checksums:
    """The checksum of every block."""
    blocks = (os.fstat(file).st_size - of.at(0)) // of.size
    return {n: os.pread(file, CHECKSUM, of.at(n)) for n in range(blocks)}


def is_logged(path: Path) -> bool:
    """Whether changes stand in the log beside the file that the file does not hold yet."""
    try:
        return os.stat(path.with_name(f"{path.name}.wal")).st_size > 0
    except FileNotFoundError:
        return False
