"""Values as bytes and back, by the annotations of their types: frozen dataclasses, enums, dates, tuples, mappings, bytes.

What is decoded may come from a process that a hostile message has taken over. So nothing is unpickled: the type says what may stand where,
and whatever is something else is a ValueError. A field that is added to a dataclass travels without a change here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_HEAD_LIMIT = 8 * 1024 * 1024  # Of JSON, which takes some twenty times as much when it is a lie made of empty lists.
_PLAIN: tuple[type, ...] = (str, int, float, bool)
_DATES: Mapping[type, Callable[[str], Any]] = {datetime: datetime.fromisoformat, date: date.fromisoformat, time: time.fromisoformat}


@dataclass(frozen=True, slots=True)
class Special:
    """How values of one type are put into a blob of their own, and back; `decode` is a ValueError for what is none."""

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]


@dataclass(slots=True)
class _Blobs:
    """The blobs of one answer. What is the same object travels once, and arrives as one object."""

    found: list[bytes] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    decoded: dict[tuple[int, type], Any] = field(default_factory=dict)

    def place(self, value: object, encode: Callable[[Any], bytes]) -> int:
        at = self.places.get(id(value))
        if at is None:
            at = self.places[id(value)] = len(self.found)
            self.found.append(encode(value))
        return at

    def value(self, raw: Any, kind: type, decode: Callable[[bytes], Any]) -> Any:
        if type(raw) is not int or not 0 <= raw < len(self.found):
            raise TypeError("There is no such blob.")
        if (raw, kind) not in self.decoded:
            self.decoded[raw, kind] = decode(self.found[raw])
        return self.decoded[raw, kind]


@dataclass(frozen=True, slots=True)
class _Way:
    """How one type goes to JSON and back; `kinds` are the classes of its values, `plain` says that JSON has them as they are."""

    kinds: tuple[type, ...]
    encode: Callable[[Any, _Blobs], Any]
    decode: Callable[[Any, _Blobs], Any]
    plain: bool = False


class Codec(Generic[T]):
    """Encodes and decodes values of one type; TypeError at once where its annotations name something that cannot travel."""

    def __init__(self, kind: type[T], special: Mapping[type, Special] | None = None) -> None:
        self._ways: dict[Any, _Way] = {}
        self._special = special or {}
        self._way = self._find(kind)

    def encode(self, value: T) -> list[bytes]:
        """Return the value as blobs: the first is JSON, the others are what stands in no JSON."""
        blobs = _Blobs()
        said = json.dumps(self._way.encode(value, blobs), ensure_ascii=False, separators=(",", ":"))
        return [said.encode("utf-8", "surrogatepass"), *blobs.found]

    def decode(self, blobs: Sequence[bytes]) -> T:
        """Return the value that `encode` made these blobs of; ValueError where they are something else."""
        if not blobs or len(blobs[0]) > _HEAD_LIMIT:
            raise ValueError("This is no answer, or one larger than any.")
        try:
            decoded: T = self._way.decode(json.loads(blobs[0].decode("utf-8", "surrogatepass")), _Blobs(list(blobs[1:])))
        except Exception as error:
            # Whatever the constructor of a value says to what it is given: the value is none.
            raise ValueError(f"This answer is not what it should be ({type(error).__name__}).") from error
        return decoded

    def _find(self, kind: Any) -> _Way:
        if kind not in self._ways:
            # A value may hold another of its own kind, so that its way is named before it is known.
            self._ways[kind] = self._later(kind)
            self._ways[kind] = self._make(kind)
        return self._ways[kind]

    def _later(self, kind: Any) -> _Way:
        def encode(value: Any, blobs: _Blobs) -> Any:
            return self._ways[kind].encode(value, blobs)

        def decode(raw: Any, blobs: _Blobs) -> Any:
            return self._ways[kind].decode(raw, blobs)

        return _Way((kind,), encode, decode)

    def _make(self, kind: Any) -> _Way:
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in {Union, UnionType}:
            return self._union(arguments)
        if origin in {tuple, frozenset, Sequence, AbstractSet}:
            return self._several(origin, arguments)
        if origin in {dict, Mapping}:
            return self._mapping(*arguments)
        return self._single(kind)

    def _single(self, kind: Any) -> _Way:
        if kind in self._special:
            return _special(kind, self._special[kind])
        if kind in _PLAIN or kind is NoneType:
            return _Way((kind,), lambda value, _: value, lambda raw, _: _checked(raw, kind), plain=True)
        if kind is bytes:
            return _special(bytes, Special(lambda value: value, lambda data: data))
        if kind in _DATES:
            return _Way((kind,), lambda value, _: value.isoformat(), lambda raw, _: _DATES[kind](_checked(raw, str)))
        return self._named(kind)

    def _named(self, kind: Any) -> _Way:
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _Way((kind,), lambda value, _: value.name, lambda raw, _: kind[_checked(raw, str)])
        if isinstance(kind, type) and is_dataclass(kind):
            return self._dataclass(kind)
        raise TypeError(f"A {kind} cannot leave the cage.")

    def _dataclass(self, kind: Any) -> _Way:
        hints = get_type_hints(kind)
        names = [one.name for one in fields(kind)]
        ways = [self._find(hints[name]) for name in names]
        get: Any = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)

        def encode(value: Any, blobs: _Blobs) -> Any:
            return [said if way.plain else way.encode(said, blobs) for way, said in zip(ways, get(value), strict=True)]

        def decode(raw: Any, blobs: _Blobs) -> Any:
            pairs = zip(names, ways, _checked(raw, list), strict=True)
            return kind(**{name: way.decode(said, blobs) for name, way, said in pairs})

        def encode_plain(value: Any, _: _Blobs) -> Any:
            return get(value)

        return _Way((kind,), encode_plain if all(way.plain for way in ways) else encode, decode)

    def _several(self, origin: Any, arguments: tuple[Any, ...]) -> _Way:
        of = frozenset if origin in {frozenset, AbstractSet} else tuple
        if origin is tuple and arguments[-1:] != (...,):
            ways = [self._find(argument) for argument in arguments]
            return _Way(
                (tuple,),
                lambda value, blobs: [way.encode(one, blobs) for way, one in zip(ways, value, strict=True)],
                lambda raw, blobs: tuple(way.decode(one, blobs) for way, one in zip(ways, _checked(raw, list), strict=True)),
            )
        way = self._find(arguments[0])
        return _Way(
            (of,) if origin is not Sequence else (tuple, list),
            lambda value, blobs: [way.encode(one, blobs) for one in value],
            lambda raw, blobs: of(way.decode(one, blobs) for one in _checked(raw, list)),
        )

    def _mapping(self, key: Any, value: Any) -> _Way:
        ours, theirs = self._find(key), self._find(value)
        return _Way(
            (dict,),
            lambda said, blobs: [[ours.encode(name, blobs), theirs.encode(one, blobs)] for name, one in said.items()],
            lambda raw, blobs: {ours.decode(name, blobs): theirs.decode(one, blobs) for name, one in _checked(raw, list)},
        )

    def _union(self, arguments: tuple[Any, ...]) -> _Way:
        ways = [self._find(argument) for argument in arguments]
        numbers = {kind: number for number, way in enumerate(ways) for kind in way.kinds}

        def encode(value: Any, blobs: _Blobs) -> Any:
            if value is None and NoneType in numbers:
                return None
            number = numbers[type(value)]
            return [number, ways[number].encode(value, blobs)]

        def decode(raw: Any, blobs: _Blobs) -> Any:
            if raw is None and NoneType in numbers:
                return None
            number, said = _checked(raw, list)
            if type(number) is not int or not 0 <= number < len(ways):
                raise TypeError("There is no such type.")
            return ways[number].decode(said, blobs)

        return _Way(tuple(numbers), encode, decode)


def _special(kind: type, special: Special) -> _Way:
    return _Way(
        (kind,),
        lambda value, blobs: blobs.place(value, special.encode),
        lambda raw, blobs: blobs.value(raw, kind, special.decode),
    )


def _checked(raw: Any, kind: type) -> Any:
    # JSON writes a float that is whole as it pleases, and True is an int to Python, but never here.
    if type(raw) is not kind and not (kind is float and type(raw) is int):
        raise TypeError(f"This is no {kind.__name__}.")
    return raw
