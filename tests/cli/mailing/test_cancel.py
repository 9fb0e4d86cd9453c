"""cancel: a mailing that is under way is cancelled from the command line, after it was seen what that would do."""

from __future__ import annotations

from pathlib import Path

from service.collecting.collect import collect
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.timetable import plan_mailings
from service.studies.running import require_running
from service.wiring import open_service
from tests.cli.program import counterfoil, done
from tests.service.installed import at


def test_a_mailing_is_cancelled_and_undone(at_work: Path) -> None:
    """What it would do is shown before; `deliveries` and `show` tell of it, and an undoing takes it back."""
    with open_service(config.load(at_work, {})) as service:
        collect(service, at("03-26"))
        with service.store.reading() as tx:
            found = require_running(service, tx, SAMPLE)
        waiting = plan_mailings(service, found, at("03-26")).letters["reminder"]
    would = done("cancel", "reminder", "--dry-run", "--json", "--home", at_work).one
    assert (would["entry"], would["left"], would["cancelled"], would["dry_run"]) == (0, 0, waiting, True)
    made = done("cancel", "reminder", "--by", "Anna Berg", "--note", "Wrong date", "--json", "--home", at_work).one
    assert (made["cancelled"], made["dry_run"]) == (waiting, False)
    listed = done("deliveries", "--state", "cancelled", "--json", "--home", at_work).objects
    assert [one["mailing"] for one in listed] == ["reminder"] * waiting
    assert "Anna Berg" in (told := done("show", SAMPLE, "--home", at_work).out)
    assert "Wrong date" in told
    (stands,) = done("status", "--json", "--home", at_work).one["cancelled"]
    assert (stands["mailing"], stands["by"], stands["entry"]) == ("reminder", "Anna Berg", made["entry"])
    assert f"reminder was cancelled ({stands['told']}): nothing more of it leaves." in done("status", "--home", at_work).out
    again = done("cancel", "reminder", "--home", at_work).out
    assert "cancelled already (by Anna Berg" in again
    waits = done("undo", made["entry"], "--dry-run", "--json", "--home", at_work).one["letters"]
    assert [(one["kind"], one["before"], one["now"]) for one in waits] == [("reminder", "cancelled", "would go")] * waiting
    done("undo", made["entry"], "--home", at_work)
    assert done("status", "--json", "--home", at_work).one["cancelled"] == []
    assert not done("deliveries", "--state", "cancelled", "--json", "--home", at_work).objects
    wrong = counterfoil("cancel", "no-such", "--home", at_work)
    assert (wrong.code, "There is no mailing" in wrong.err) == (2, True)
