"""Doctor says whose word on the authors of messages is believed, what stands open without, and when it is never given."""

from __future__ import annotations

from service.operation import doctor
from service.operation.doctor import CheckResult
from tests.service.group import AUTHENTICATED, mail, member
from tests.service.office import Office, person


def looked_at(office: Office) -> CheckResult:
    """Return what doctor says of it."""
    (found,) = [one for one in doctor.examine(office.service, office.now) if one.what == "authentication"]
    return found


def test_without_a_named_server_it_says_what_stands_open(office: Office) -> None:
    """And nothing of a message is recorded, since nobody looked."""
    office.deliver(mail(person(0), "Could you please explain question 3?", authentication_results=AUTHENTICATED))
    assert looked_at(office).found.startswith("nothing is wrong, and something stands open: ")  # It stands behind an "ok".
    assert "authserv_ids names no mail server" in looked_at(office).found
    assert "first workbook" in looked_at(office).found


def test_a_named_server_whose_word_comes_is_well(believer: Office) -> None:
    """Some messages may lack it, as those of the house itself."""
    assert looked_at(believer).found.endswith("no message has been looked at yet")
    believer.deliver(mail(member(0), "Could you please explain question 3?", authentication_results=AUTHENTICATED))
    assert looked_at(believer).found.endswith("1 of the last 1 message with its word")
    believer.deliver(mail(member(1), "Could you please explain question 3?"))
    assert looked_at(believer).well
    assert looked_at(believer).found.endswith("1 of the last 2 messages with its word")


def test_a_named_server_whose_word_never_comes_is_told(believer: Office) -> None:
    """The header of another server is no word of it."""
    for number in range(3):
        believer.deliver(
            mail(member(number), "Could you please explain question 3?", authentication_results="mx.other.example; dmarc=pass")
        )
    told = looked_at(believer)
    assert not told.well
    assert "None of the last 3 messages carries Authentication-Results of mx.unodc.example" in told.found
    assert "the name to write" in told.found
