"""Whoever says "send" once need not say it again each minute: what waits for a few seconds is waited for, what waits longer is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from service.process.stopping import stoppable
from service.sending.send import send_due
from service.sending.sending_journal import Sent
from service.wiring import Service

# So long at most is waited for the next letter; a limit by the minute, or a server that asks for some seconds, takes no longer.
LONGEST = timedelta(seconds=90)
# A pass every few seconds sends several letters, where one as soon as each may leave would send them one by one.
SHORTEST = timedelta(seconds=5)


def send_all(
    service: Service,
    clock: Callable[[], datetime],
    wait: Callable[[float], object] | None = None,
    again: Callable[[datetime], object] = lambda _: None,
) -> Sent:
    """Send what is due, and go on as long as more of it may leave soon.

    `wait` is given seconds, and ends early when the program stops; `again` is called before it is gone on, with the time.
    """
    pause = wait or service.stopping.wait
    with stoppable(service.stopping):
        sent = send_due(service, clock())
        while (seconds := _soon(sent, clock())) and not service.stopping.is_set():
            service.tell(" ".join(str(one) for one in sent.waits))
            pause(seconds)
            if not service.stopping.is_set():
                again(clock())
                sent = _together(sent, send_due(service, clock()))
    return sent


def _soon(sent: Sent, now: datetime) -> float | None:
    """Return after how many seconds more may leave; None where that is not soon, or nothing waits."""
    first = min((one.until for one in sent.waits), default=None)
    if first is None or first - now > LONGEST:
        return None
    return max(first - now, SHORTEST) / timedelta(seconds=1)


def _together(before: Sent, last: Sent) -> Sent:
    problems = [*before.problems, *(one for one in last.problems if one not in before.problems)]
    return Sent(outcomes=before.outcomes + last.outcomes, problems=problems, halted=last.halted, waits=last.waits)
