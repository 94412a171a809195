"""The row groups of a table as its file tells them, without asking DuckDB, who takes a tenth of a full build to tell.

What is told of a value is the number of its field in two bytes and the value; numbers are cut into sevens of bits, and
an object ends with FFFF. Only what a refresh needs is read, and what does not look exactly as expected raises
UnknownLayoutError: DuckDB is asked then. A full build compares what is read here with what DuckDB says.
"""

import re
import struct
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from metricops.build.pages import POINTER, Pages, UnknownLayoutError
from metricops.build.stretch import Stretch

NUMBER = rb"[\x80-\xff]{0,9}[\x00-\x7f]"
PLACE = rb"(?:d\x00(" + NUMBER + rb"))?e\x00(" + NUMBER + rb")\xff\xff"
"""A page and where in it; the first page of all has the number 0, which is left out."""
PAGE = re.compile(rb"(?:d\x00(" + NUMBER + rb"))?e\x00" + NUMBER + rb"\xff\xff", re.DOTALL)
"""The same, of which only the page is wanted."""
TABLE = rb"(?i:%b%b)\xff\xff\xc8\x00(?i:%b)\xc9\x00d\x00(?P<columns>" + NUMBER + rb")"
"""The beginning of a table: its schema and name, again its name, and how many columns it has."""
NEXT = b"\xff\xffc\x00"
"""The kind of the next entry of the catalog."""
ROWS = re.compile(
    rb"\xff\xffe\x00" + PLACE + rb"f\x00(" + NUMBER + rb")g\x00\x00h\x00.*?i\x00(" + NUMBER + rb")\xff\xff", re.DOTALL
)
"""Its end: where its row groups are told, how many rows it has, and the number of the next."""
GROUP = (
    rb"d\x00(?P<first>" + NUMBER + rb")e\x00(?P<rows>" + NUMBER + rb")f\x00(?P<count>" + NUMBER + rb")"
    rb"(?P<columns>(?:(?:d\x00" + NUMBER + rb")?e\x00" + NUMBER + rb"\xff\xff){%d})"
    rb"g\x00\x00h\x00\x01(?:i\x00(?P<more>(?:" + NUMBER + rb")+?))?"
    rb"(?:j\x00\x01)?(?:k\x00(?P<those>(?:" + NUMBER + rb")+?))?\xff\xff"
)
"""Rows, columns, no deleted rows (g), all pages are told (h), those besides the columns' own (i), and whose (k)."""
WHOSE = 1 << 63
"""Numbers from here on say of which column the pages behind them tell."""
FIRST_GROUP = b"d\x00\x00e\x00"
POINTERS = (
    rb"(?:(?:d\x00"
    + NUMBER
    + rb")?(?:e\x00"
    + NUMBER
    + rb")?f\x00d\x00"
    + NUMBER
    + rb"(?:e\x00"
    + NUMBER
    + rb")?\xff\xff"
    rb"g\x00" + NUMBER + rb"h\x00d\x00.e\x00.f\x00" + NUMBER + rb"g\x00"
    rb"(?:\xcc\x00" + NUMBER + rb"\xcd\x00\x18.{24}|(?!\xcc\x00)).*?\xff\xff\xff\xffj\x00\x01" + NUMBER + rb"\xff\xff)+"
)
"""Segments: which rows, where they lie, how they are compressed, statistics (with the ends of texts), how long."""
COLUMN = re.compile(
    rb"d\x00" + NUMBER + POINTERS + rb"e\x00d\x00" + NUMBER + POINTERS + rb"\xff\xff\xff\xff", re.DOTALL
)
"""A column of plain values, and which of them are NULL. Of others, what stands behind them is taken for theirs."""
SEGMENT = re.compile(rb"f\x00d\x00(" + NUMBER + rb")(?:e\x00" + NUMBER + rb")?\xff\xffg\x00", re.DOTALL)
"""Where a segment's values lie: block, place in it, then how they are compressed. No other field can hide one."""
MORE_BLOCKS = b"\xff\xffi\x00\x01"
"""A segment that goes on in blocks of its own, as long strings do."""
LENGTH = 32

Known = Mapping[int, Stretch]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Told:
    """A row group as it is told: `columns` says where its columns are told, `more` on which other pages."""

    first: int
    rows: int
    text: bytes
    columns: bytes
    more: tuple[int, ...]

    @property
    def pages(self) -> set[int]:
        """The pages that tell of its columns."""
        return {*(_number(page or b"\0") for page in set(PAGE.findall(self.columns))), *self.more}

    @property
    def places(self) -> list[Place]:
        """Where each of its columns is told."""
        found = re.findall(PLACE, self.columns, re.DOTALL)
        return [(_number(page or b"\0"), _number(start)) for page, start in found]


def row_groups(pages: Pages, schema: str, table: str, known: Known) -> tuple[Stretch, ...]:
    """The row groups of a table, in order, numbered from 0 without a gap. Raises UnknownLayoutError.

    Those that are told on the same pages as the `known` ones are not read again: only whether the blocks that they lie
    in have the same checksums.
    """
    columns, page, start, rows = _table(pages.text(pages.state.root), schema, table)
    found: dict[int, Stretch] = {}
    others: list[tuple[_Told, str]] = []
    for one in _groups(pages.text(page, start), columns, rows):
        told, old = _pages(pages, one), known.get(one.first)
        if old and (old.pages, old.rows) == (told, one.rows):
            found[one.first] = _stretch(pages, one, told, old.said[:LENGTH], old.blocks)
        else:
            others.append((one, told))
    starts = _starts([(page, start), *(place for one, _ in others for place in one.places)])
    for one, told in others:
        found[one.first] = _read(pages, starts, one, told)
    return tuple(found[first] for first in sorted(found))


def _table(catalog: bytes, schema: str, table: str) -> tuple[int, int, int, int]:
    """How many columns a table has, the page and place where its row groups are told, and how many rows it has."""
    names = re.escape(_text(schema)), re.escape(_text(table)), re.escape(_text(table))
    entries = list(re.finditer(TABLE % names, catalog, re.DOTALL))
    ends = [ROWS.search(catalog, entry.end()) for entry in entries]
    if len(ends) != 1 or ends[0] is None or NEXT in catalog[entries[0].end() : ends[0].start()]:
        raise UnknownLayoutError
    page, start, rows, following = ends[0].groups()
    if rows != following:
        raise UnknownLayoutError
    return _number(entries[0]["columns"]), _number(page or b"\0"), _number(start), _number(rows)


def _groups(text: bytes, columns: int, rows: int) -> list[_Told]:
    """Every row group as it is told, behind the statistics of the table and the number of row groups."""
    pattern, at = re.compile(GROUP % columns, re.DOTALL), text.find(FIRST_GROUP, POINTER)
    while at >= 0:
        (count,) = struct.unpack_from("<Q", text, at - POINTER)
        found = _all(pattern, text, at, count, columns) if count <= rows else []
        if found and found[-1].first + found[-1].rows == rows:
            return found
        at = text.find(FIRST_GROUP, at + 1)
    raise UnknownLayoutError


def _all(pattern: re.Pattern[bytes], text: bytes, at: int, count: int, columns: int) -> list[_Told]:
    """So many row groups, each behind the one before; none when one is not as expected."""
    found: list[_Told] = []
    for _ in range(count):
        one = pattern.match(text, at)
        first = found[-1].first + found[-1].rows if found else 0
        if one is None or _number(one["first"]) != first or _number(one["count"]) != columns:
            return []
        more = (*_list(one["more"]), *(page for page in _list(one["those"]) if page < WHOSE))
        found.append(_Told(first, _number(one["rows"]), one[0], one["columns"], more))
        at = one.end()
    return found


def _pages(pages: Pages, one: _Told) -> str:
    """A digest of what is told of a row group and of all pages that tell of it."""
    digest = sha256(one.text)
    for page in sorted(one.pages):
        digest.update(pages.digest(page))
    return digest.hexdigest()[:LENGTH]


def _starts(places: Iterable[Place]) -> Mapping[int, Sequence[int]]:
    """Where on each page something begins, in order."""
    found: dict[int, list[int]] = {}
    for page, start in sorted(places):
        found.setdefault(page, []).append(start)
    return found


def _read(pages: Pages, starts: Mapping[int, Sequence[int]], one: _Told, told: str) -> Stretch:
    """A row group with a digest of what is told of its columns, and the blocks that they lie in."""
    own = one.pages
    text = b"".join(_column(pages, starts, own, *place) for place in one.places)
    blocks = {_signed(block) for block in SEGMENT.findall(text)} - {-1}
    if MORE_BLOCKS in text or not all(block in pages.checksums for block in blocks):
        raise UnknownLayoutError
    return _stretch(pages, one, told, sha256(text).hexdigest()[:LENGTH], tuple(sorted(blocks)))


def _stretch(pages: Pages, one: _Told, told: str, text: str, blocks: tuple[int, ...]) -> Stretch:
    """The row group with the checksums of its blocks, which say what is in them."""
    if not all(block in pages.checksums for block in blocks):
        raise UnknownLayoutError
    lies = sha256(b"".join(pages.checksums[block] for block in blocks)).hexdigest()[:LENGTH]
    return Stretch(one.first, one.rows, text + lies, None, told, blocks)


def _column(pages: Pages, starts: Mapping[int, Sequence[int]], own: set[int], page: int, start: int) -> bytes:
    """What is told of a column: up to where the next begins, on other pages of the row group too."""
    found = []
    while True:
        known = starts.get(page, ())
        i = bisect_right(known, start)
        found.append(pages.page(page)[start : known[i] if i < len(known) else None])
        page, start = pages.next(page), POINTER
        if i < len(known) or page not in own or starts.get(page, (0,))[0] == POINTER:
            break
    text = b"".join(found)
    whole = COLUMN.match(text)
    return whole[0] if whole else text


def _list(text: bytes | None) -> list[int]:
    """Numbers behind how many they are."""
    count, *found = [_number(one) for one in re.findall(NUMBER, text or b"\0", re.DOTALL)]
    if count != len(found):
        raise UnknownLayoutError
    return found


@lru_cache(maxsize=4096)
def _number(text: bytes) -> int:
    found = 0
    for i, byte in enumerate(text):
        found |= (byte & 0x7F) << 7 * i
    return found


def _signed(text: bytes) -> int:
    return _number(text) - (1 << 7 * len(text) if text[-1] & 0x40 else 0)


def _text(name: str) -> bytes:
    """A name as it is told: how long, and the name."""
    plain = name.encode()
    if len(plain) > 0x7F:
        raise UnknownLayoutError
    return bytes([len(plain)]) + plain
