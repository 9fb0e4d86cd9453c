"""The figures of a report on quality as they are kept for a page: all but what is said of each case, so that no name is in them.

Where cases are weighted, the codes of organisations without a size are: the page lists them.

They lie beside the archive, where the next process finds them: what is shown first after a start is of the moment that they bear.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from digests.quality_facts import CaseLine, QualityFacts
from domain.quality import CaseEvent, Code, Disposition, EventSource
from service.process.fingerprint import digest, fingerprint
from service.wiring import Service
from store.archive.made_files import MadeFiles


class _Kept(BaseModel):
    """The facts without their cases, how many cases have which code, and the zone of the study."""

    facts: QualityFacts
    codes: dict[Code, int]
    zone: str


def as_kept(told: QualityFacts) -> bytes:
    """Return the figures as bytes."""
    codes = Counter(one.disposition.code for one in told.cases)
    return _Kept(facts=replace(told, cases=()), codes=codes, zone=str(told.now.tzinfo)).model_dump_json().encode()


def from_kept(data: bytes) -> QualityFacts | None:
    """Return the figures that were kept, in which of each case its code alone is true; None where they cannot be read."""
    try:
        kept = _Kept.model_validate_json(data)
    except ValidationError:
        return None
    zone = ZoneInfo(kept.zone)
    cases = tuple(one for code, cases in kept.codes.items() for one in [_case(code)] * cases)
    returns = tuple(at.astimezone(zone) for at in kept.facts.returns)
    return replace(kept.facts, cases=cases, now=kept.facts.now.astimezone(zone), returns=returns)


@cache
def _case(code: Code) -> CaseLine:
    found = Disposition(code=code, event=CaseEvent.NOT_SENT, source=EventSource())
    return CaseLine(organisation="", name="", reference="", region="", weight=None, disposition=found)


def keep(service: Service, study: str, data: bytes) -> None:
    """Keep the figures of a study in place of those before."""
    _files(service).put(_key(study), data)


def kept(service: Service, study: str) -> QualityFacts | None:
    """Return the figures that this program kept of a study last; None where there are none."""
    data = _files(service).find(_key(study))
    return from_kept(data) if data is not None else None


def _files(service: Service) -> MadeFiles:
    return MadeFiles(service.store.archive.root)


def _key(study: str) -> str:
    return digest([fingerprint(), "quality", study])
