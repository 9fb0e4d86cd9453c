"""What the report on quality says of a study: where each case ended by which event, and the rates."""

from __future__ import annotations

from service.installation.install import SAMPLE
from service.quality.measured import quality
from service.studies.running import require_running
from tests.service.office import Office


def reported(office: Office) -> tuple[dict[str, tuple[str, str, float | None]], object]:
    """Return of each organisation its code, the event that gave it and its weight; and all rates, weighted and not."""
    with office.service.store.reading() as tx:
        facts = quality(tx, require_running(office.service, tx, SAMPLE), office.now)
    cases = {one.organisation: (one.disposition.code.value, one.disposition.event.value, one.weight) for one in facts.cases}
    assert all(one.disposition.source.at for one in facts.cases)
    return cases, (facts.outcomes, facts.weighted, facts.regions, facts.sizes)
