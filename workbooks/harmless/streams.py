"""The streams of a PDF: what says how each is packed, where it lies, and what it unpacks to where it may hold objects.

A program finds an object by the place where it is said to begin, so that one may begin anywhere: in a text, a remark, or another stream.
Each is read forward from its beginning, as programs do. What only some of them would read as a stream is Refused. Time is linear: the
bytes that are read more than once are counted.

Source: ISO 32000-2, sections 7.2 (white space, comments), 7.3.4 (strings), 7.3.8 (streams), 7.4 (filters), 7.5.7 (object streams).
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from workbooks.harmless.fitness import UNPACKED
from workbooks.refusal import Refused

SPACE = rb"[\0\t\n\x0b\f\r ]"
END = rb"(?![^\0\t\n\x0b\f\r ()<>\[\]{}/%])"  # A name goes on until white space or a delimiter.
_BETWEEN = rb"(?:%b{1,256}+|%%[^\r\n]{0,256}+[\r\n]){0,16}+" % SPACE  # Longer than this none has a reason to be.
_OBJECT = re.compile(rb"(?<![0-9])(?=([0-9]{1,10}+%b(?<![0-9])[0-9]{1,5}+%bobj))" % (_BETWEEN, _BETWEEN))  # One may begin within another.
_DICTIONARY = re.compile(rb"%b<<" % _BETWEEN)
_PIECE = re.compile(rb"[^<>()%]++|<<|>>|<[^>]*+(?:>|\Z)|\(|%[^\r\n]*+|[>)]")
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_KEYWORD = re.compile(rb"%bstream%b" % (_BETWEEN, END))
_ENDS = re.compile(rb"endstream")
_LINE = re.compile(rb"\r?\n")
_LIKE_A_KEYWORD = re.compile(rb"[>\r\n][\0\t\f ]*+stream%b" % END)
# A program is led to these by where they lie; an object may have a remark before its keyword.
_BEGUN = re.compile(rb"[0-9]%b++[0-9]++%b*+obj%b|[\r\n][\0\t\x0b\f ]*+obj%b|xref|trailer" % (SPACE, SPACE, END, END))
_NUMBERED = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAME = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%%]*+)")
_FILTER = re.compile(rb"/Filter%b%b*+(?:\[([^\]]*+)\]|(/[A-Za-z0-9]++))" % (END, SPACE))
_PLAIN = {b"FlateDecode"}
_FILTERS = _PLAIN | {
    *(b"DCTDecode", b"JPXDecode", b"CCITTFaxDecode", b"JBIG2Decode", b"LZWDecode"),
    *(b"ASCII85Decode", b"ASCIIHexDecode", b"RunLengthDecode"),
}
# All that a program needs to take a stream for one that holds objects.
_OF_OBJECTS = {b"ObjStm", b"First", b"N"}
_BEGINNING, _STEP = 64, 4_096  # Bytes of a stream that tell what it holds; bytes that are unpacked at once.
_AGAIN = 3  # How often each byte may be read, on an average.


@dataclass(frozen=True, slots=True)
class PackedStream:
    """A stream: where what is packed begins, the names in its dictionary, but those in texts and dictionaries within, and how it is packed.

    `filters` is None where that cannot be told: it is said twice, or elsewhere.
    """

    start: int
    names: frozenset[bytes]
    filters: tuple[bytes, ...] | None

    @property
    def holds_objects(self) -> bool:
        """Say whether a program could look for objects in it."""
        return not _OF_OBJECTS.isdisjoint(self.names)


def plain_names(text: bytes) -> bytes:
    """Return a text in which no letter of a name is written by its number."""
    return _NUMBERED.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text


def streams(data: bytes) -> Sequence[PackedStream]:
    """Return the streams of a PDF in their order; Refused where a program may see one that another does not."""
    found, left = dict[int, PackedStream](), len(data) * _AGAIN
    for begun in _OBJECT.finditer(data):
        if not (dictionary := _DICTIONARY.match(data, begun.end(1))):
            continue
        end, said = _dictionary(data, dictionary.end())
        left -= end - begun.end(1)
        if left < 0:
            raise Refused("file_too_large")
        if keyword := _KEYWORD.match(data, end):
            line = _LINE.match(data, keyword.end())
            # One stream of two objects: one of them stands in a text or a remark of the other.
            if not line or line.end() in found:
                raise Refused("file_broken")
            found[line.end()] = _stream(line.end(), plain_names(said))
    return sorted(found.values(), key=lambda one: one.start)


def _dictionary(data: bytes, place: int) -> tuple[int, bytes]:
    """Return where a dictionary ends whose first sign is at `place`, and what stands in it, without what stands in others within."""
    depth, said = 1, list[bytes]()
    while depth and (piece := _PIECE.match(data, place)):
        sign, place = piece[0], piece.end()
        depth += 1 if sign == b"<<" else -1 if sign == b">>" else 0
        if sign == b"(":
            place = _end_of_text(data, place)
        elif depth == 1 and not sign.startswith(b"%"):
            said.append(sign)
    return place, b" ".join(said)


def _end_of_text(data: bytes, place: int) -> int:
    depth = 1
    while depth and (found := _BRACKET.search(data, place)):
        depth += 1 if found[0] == b"(" else -1 if found[0] == b")" else 0
        place = found.end()
    return len(data) if depth else place


def _stream(start: int, said: bytes) -> PackedStream:
    names = _NAME.findall(said)
    found = _FILTER.search(said) if names.count(b"Filter") == 1 else None
    filters = tuple(_NAME.findall(found[1] or found[2] or b"")) if found else None if b"Filter" in names else ()
    return PackedStream(start, frozenset(names), filters)


def unpacked(data: bytes, found: Sequence[PackedStream]) -> Iterator[bytes]:
    """Yield what the streams unpack to that may hold objects: such a stream begins with numbers, whatever it says that it is."""
    room, left = UNPACKED, len(data) * _AGAIN
    for one in found:
        is_plain = one.filters is not None and len(one.filters) < 2 and _PLAIN.issuperset(one.filters)
        if one.holds_objects and (not is_plain or b"DecodeParms" in one.names):
            raise Refused("file_broken")
        if one.filters and is_plain:
            text, read = _inflated(data, one, room)
            room, left = room - len(text), left - read
            if room <= 0 or left < 0:
                raise Refused("file_too_large")
            yield text


def _inflated(data: bytes, one: PackedStream, room: int) -> tuple[bytes, int]:
    """Return what a stream unpacks to, or b"" where it holds no objects, and how many bytes were read for that."""
    inflater, view, place, text, holds = zlib.decompressobj(), memoryview(data), one.start, bytearray(), one.holds_objects
    try:
        while place < len(data) and not inflater.eof and len(text) < room:
            end = place + (_STEP if holds else _BEGINNING)
            text += inflater.decompress(inflater.unconsumed_tail + view[place:end], room - len(text))
            place = min(end, len(data))
            if not holds and len(text) >= _BEGINNING and not (holds := _may_begin_objects(text[:_BEGINNING])):
                text.clear()
                break
    except zlib.error as error:
        if holds:
            raise Refused("file_broken") from error
        text.clear()  # It is a picture, or packed otherwise.
    return bytes(text), place - one.start - len(inflater.unused_data)


def _may_begin_objects(text: bytearray) -> bool:
    return bytes(text.lstrip(b"\0\t\n\f\r ")[:1]) in {*map(bytes, zip(b"0123456789%", strict=True)), b""}


def without_packed(data: bytes, found: Sequence[PackedStream]) -> bytes:
    """Return a PDF without what is packed in its streams, where anything may stand by chance; Refused where more may be a stream.

    A stream in which an object begins stays: a program that is led there reads it.
    """
    cuts = tuple(_cuts(data, found))
    _check_keywords(data, {one.start for one in found}, cuts)
    begins, ends = (0, *(end for _, end in cuts)), (*(start for start, _ in cuts), len(data))
    return b"".join(data[begin:end] for begin, end in zip(begins, ends, strict=True))


def _cuts(data: bytes, found: Sequence[PackedStream]) -> Iterator[tuple[int, int]]:
    ends, begun = ([one.start() for one in sign.finditer(data)] for sign in (_ENDS, _BEGUN))
    place = 0
    for one in found:
        at, first = bisect_left(ends, one.start), bisect_left(begun, one.start)
        if one.start < place or at == len(ends) or not one.filters or not _FILTERS.issuperset(one.filters):
            continue
        if first == len(begun) or begun[first] >= ends[at]:
            yield one.start, (place := ends[at])


def _check_keywords(data: bytes, starts: Collection[int], cuts: Sequence[tuple[int, int]]) -> None:
    begins = [start for start, _ in cuts]
    for found in _LIKE_A_KEYWORD.finditer(data):
        around = bisect_right(begins, found.start()) - 1
        line = _LINE.match(data, found.end())
        if (around < 0 or found.start() >= cuts[around][1]) and not (line and line.end() in starts):
            raise Refused("file_broken")
