"""What a mailing would send, and to whom at most: the document whose SHA-256 is approved, and which stays in the archive under it.

Addressees stand in it by a hash of organisation and address, so that who is erased is not kept by an approval; whether somebody was
approved can be said of an address that is known.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from functools import cached_property, lru_cache

from domain.errors import OriginalError
from domain.study import Mailing
from service.approving.parts import MailingPart, PartKind, parts_of
from service.studies.running import Running
from store import Transaction, contact_lists
from store.archive.originals import Archive

_HASH = re.compile(r"[0-9a-f]{64}")
_KEPT = 50_000  # Addressees of a list, some 15 MB, that are remembered.


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The parts of a mailing and its possible addressees, by their hashes.

    `files` are the parts that are files, by their hashes in the archive, and `contents` are what stands in them. `addressees` are named by
    what people call them; of a proposal that comes from the archive they have no name, and its files no contents.
    """

    study: str
    mailing: str
    parts: tuple[MailingPart, ...]
    files: Mapping[str, str]
    addressees: Mapping[str, str]
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def document(self) -> bytes:
        """Return the document, the same for the same content."""
        facts = {"study": self.study, "mailing": self.mailing, "parts": sorted(astuple(one) for one in self.parts), "files": self.files}
        return _json({**facts, "addressees": _sha256(self._list)})

    @cached_property
    def sha256(self) -> str:
        """Return the SHA-256 of the document, which is what people approve."""
        return _sha256(self.document)

    @cached_property
    def _list(self) -> bytes:
        return _json(sorted(self.addressees))

    def keep(self, archive: Archive) -> None:
        """Keep the document and the files that it names, so that what changes later can be shown."""
        archive.put([self.document, self._list, *self.contents.values()])


def propose(tx: Transaction, running: Running, mailing: Mailing) -> Proposal:
    """Return what a mailing would send now; everybody on the list is an addressee, also who may not be written to at this moment.

    ConfigurationError where a letter is not written.
    """
    parts = parts_of(running, mailing)
    contents = {one.name: running.folder.files[one.name] for one in parts if one.kind in {PartKind.TEXT, PartKind.FILE}}
    listed = tuple(contact_lists.addresses_on(tx, running.study.contact_list))
    return Proposal(
        study=running.study.id,
        mailing=mailing.name,
        parts=parts,
        files={name: _sha256(content) for name, content in sorted(contents.items())},
        addressees=_known_addressees(listed) if len(listed) <= _KEPT else _addressees(listed),
        contents=contents,
    )


def _addressees(listed: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    return {addressee(organisation, address): f"{organisation} ({address})" for organisation, address in listed}


@lru_cache(maxsize=2)
def _known_addressees(listed: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Return them as they were worked out for just this list: each page of a mailing asks for them, and it is a hash for each."""
    return _addressees(listed)


def kept(archive: Archive, sha256: str) -> Proposal | None:
    """Return the proposal that was kept under this hash, or None where there is none, or not the whole of it any more."""
    try:
        said = json.loads(archive.get(sha256))
        if not all(_HASH.fullmatch(one) for one in (said["addressees"], *said["files"].values())):
            return None
        addressees = json.loads(archive.get(said["addressees"]))
        parts = tuple(MailingPart(PartKind(kind), name, language, one) for kind, name, language, one in said["parts"])
        common = {"study": said["study"], "mailing": said["mailing"], "files": said["files"]}
        return Proposal(**common, parts=parts, addressees=dict.fromkeys(addressees, ""))
    except (
        OriginalError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ):  # What begins like it may be anything else that the archive keeps.
        return None


def kept_as(archive: Archive, beginning: str, but: Proposal) -> Proposal | None:
    """Return a proposal of which the hash begins so, and which is another than `but`; None where none was kept.

    Who writes two can let them begin alike: for eight signs, a hundred thousand tries of each are enough.
    """
    return next(filter(None, (kept(archive, one) for one in archive.beginning(beginning) if one != but.sha256)), None)


def addressee(organisation: str | None, address: str) -> str:
    """Return the hash by which a proposal knows an address of an organisation; the case of letters does not matter."""
    return _sha256(f"{organisation}\t{address.lower()}".encode())


def same_parts(one: Iterable[MailingPart], other: Iterable[MailingPart]) -> bool:
    """Say whether two mailings send the same, apart from their addressees; the order of languages in a study is no part of it."""
    return frozenset(one) == frozenset(other)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
