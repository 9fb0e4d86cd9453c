"""A bucket of an S3-compatible store: bytes by their keys, and what such a store answers where it does not do its work, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    from obstore.store import S3Store

_TRIES = 3  # After the first, each later than the one before, as long as the timeout allows.
_STATUS, _CODE = re.compile(r"status code: (\d{3})"), re.compile(r"<Code>(\w+)</Code>")
_LATER = "Nothing is lost by it. Look after the store, then try again; the service does so by itself."


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Bucket:
    """Where a bucket is, and the keys to it: without a `key_id`, whatever the machine is given by AWS (its variables, or its role).

    `prefix` is where the keys of our objects begin, without slashes around it. A blank `endpoint` is that of AWS in the `region`.
    `timeout` is in seconds, for one request.
    """

    name: str
    prefix: str
    endpoint: str = ""
    region: str = ""
    key_id: str = ""
    secret: str = field(default="", repr=False)
    timeout: float = 60.0

    def __str__(self) -> str:
        """Say where it is, as in `s3://study/2026`."""
        return f"s3://{self.name}/{self.prefix}".rstrip("/")


class Objects:
    """An open bucket. Whatever it does not do is a StoreError that says where, why and what to do."""

    def __init__(self, bucket: S3Bucket) -> None:
        self.bucket = bucket
        self._store = _opened(bucket)

    def get(self, key: str) -> bytes | None:
        """Return the bytes of a key, None where there is none."""
        with self._told(key):
            try:
                return bytes(self._store.get(key).bytes())
            except FileNotFoundError as error:
                self._confirm(str(error))
                return None

    def part(self, key: str, start: int, end: int) -> bytes:
        """Return the bytes of a key from `start` to before `end`."""
        with self._told(key):
            return bytes(self._store.get_range(key, start=start, end=end))

    def length(self, key: str) -> int | None:
        """Return how many bytes a key has, None where there is none."""
        with self._told(key):
            try:
                return self._store.head(key)["size"]
            except FileNotFoundError as error:
                self._confirm(str(error))
                return None

    def put(self, key: str, data: bytes) -> bool:
        """Write the bytes of a new key, durably; False where there is one already, which stays as it is (RFC 9110, section 13.1.2).

        A store that knows no conditions writes over it. That it does is told by `doctor` (see `heeds_conditions`).
        """
        from obstore.exceptions import AlreadyExistsError, PreconditionError  # noqa: PLC0415 - an extra

        with self._told(key):
            for _ in range(_TRIES):
                try:
                    # In one piece: what was cut leaves no pieces behind that cost money for ever.
                    self._store.put(key, data, mode="create", use_multipart=False)
                except (AlreadyExistsError, PreconditionError):
                    # "409 Conflict" says only that another was being written, of which nobody knows yet whether it came to be.
                    if self.length(key) is not None:
                        return False
                else:
                    return True
        raise StoreError("Others write this again and again, and it never comes to be.", where=self.where(key), remedy=_LATER)

    def replace(self, key: str, data: bytes) -> None:
        """Write the bytes of a key, durably, whether it is there or not."""
        with self._told(key):
            self._store.put(key, data, use_multipart=False)

    def delete(self, key: str) -> None:
        """Remove a key; it may be gone already."""
        with self._told(key):
            self._store.delete(key)

    def names(self, prefix: str, after: str = "") -> Iterator[tuple[str, int]]:
        """Yield the keys in the "folder" `prefix` with their sizes, in order, from behind the key `after` on."""
        with self._told(prefix):
            for some in self._store.list(prefix, offset=after or None):
                yield from ((one["path"], one["size"]) for one in some)

    def probe(self) -> None:
        """Ask for one key, so that a bucket that is away, or refuses us, is told."""
        next(self.names(""), None)

    def heeds_conditions(self, key: str) -> bool:
        """Say whether the store writes nothing over a key if it is asked not to; `key` is written for that, and removed."""
        self.delete(key)
        self.put(key, b"first")
        again = self.put(key, b"second")
        kept = self.get(key)
        self.delete(key)
        return not again and kept == b"first"

    def where(self, key: str = "") -> str:
        """Return the URL of a key."""
        return f"{self.bucket}/{key}".rstrip("/")

    def _confirm(self, said: str) -> None:
        """Tell a key that is not there from a bucket that is not there, which HEAD does not."""
        if "NoSuchKey" not in said:
            self.probe()

    @contextmanager
    def _told(self, key: str) -> Iterator[None]:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

        try:
            yield
        except (BaseError, OSError) as error:
            raise _fault(str(error), self.bucket, self.where(key)) from error


def _opened(bucket: S3Bucket) -> S3Store:
    try:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra: only who asks for it needs it
        from obstore.store import S3Store  # noqa: PLC0415 - as above
    except ImportError as error:
        what = "The settings ask for an S3 store, and what speaks with it is not installed."
        raise ConfigurationError(what, where="[archive] url", remedy="pip install 'counterfoil[s3]'") from error
    patience = timedelta(seconds=bucket.timeout)
    given = {"endpoint": bucket.endpoint, "region": bucket.region, "access_key_id": bucket.key_id, "secret_access_key": bucket.secret}
    try:
        return S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            # Whether plain HTTP is allowed was judged with the settings.
            client_options={"allow_http": bucket.endpoint.startswith("http:"), "timeout": patience, "connect_timeout": patience / 4},
            retry_config={"max_retries": _TRIES, "retry_timeout": patience},
            # Several removed by one request is what some stores do not know.
            disable_bulk_delete=True,
            **{name: value for name, value in given.items() if value},  # type: ignore[arg-type]
        )
    except BaseError as error:
        first = str(error).splitlines()[0]
        raise ConfigurationError(f"The S3 store cannot be used: {first}", where="[archive]", remedy="Correct the settings.") from error


def _fault(said: str, bucket: S3Bucket, where: str) -> StoreError:
    """Return what a person is told of what obstore says, which quotes the answer of the server."""
    status = found[1] if (found := _STATUS.search(said)) else ""
    code = found[1] if (found := _CODE.search(said)) else ""
    answer = " ".join(filter(None, [status, code]))
    endpoint = bucket.endpoint or "AWS"
    if code == "NoSuchBucket":
        return StoreError(f"There is no bucket {bucket.name} at {endpoint}.", where=where, remedy="Make it, or correct [archive] url.")
    if status in {"401", "403"}:
        remedy = (
            "Give the keys of somebody who may get, put, delete and list there: key_id in [archive], and the secret in "
            "COUNTERFOIL_ARCHIVE_PASSWORD, password_file or keyring."
        )
        return StoreError(f"The S3 store at {endpoint} refuses us ({answer}).", where=where, remedy=remedy)
    if status:
        remedy = _LATER if status.startswith("5") or status == "429" else "Correct endpoint, region and url in [archive]."
        return StoreError(f"The S3 store at {endpoint} does not do this ({answer}).", where=where, remedy=remedy)
    return StoreError(
        f"The S3 store at {endpoint} gives no whole answer: it is away, hangs, or was cut off.",
        where=where,
        remedy=f"Check endpoint in [archive] and the network. {_LATER}",
    )
