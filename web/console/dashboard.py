"""A study's first page: one sentence, the standings, the curve, what waits for whom, and what goes out next; and the brake."""

from __future__ import annotations

from digests.charts import curve_svg
from digests.curve import periods
from digests.pending import decisions_sentence
from domain.desk import DeskRole
from domain.submission import Standing
from languages.phrases import phrases
from service.cases.paused_collecting import pause_collecting
from service.studies.running import pause as pause_study
from service.views.overview import Overview, overview
from service.views.progress import progress
from web.console.acts import done
from web.console.doors import Answer, PageAnswer, Visit, place


def dashboard(visit: Visit) -> Answer:
    """Show where a study stands."""
    seen = overview(visit.service, visit.study, visit.now)
    said = phrases("status", visit.language)
    facts = {
        "seen": seen,
        "under_way": progress(visit.service, visit.study, visit.now),
        "standings": [(standing.value, getattr(seen.counts, standing.value)) for standing in Standing],
        "curve": curve_svg(seen.curve, said) if seen.counts.total else "",
        "periods": periods(seen.curve),
        "alt": said.say(
            "curve.alt_open" if seen.curve.deadline >= seen.curve.today else "curve.alt_closed",
            finished=seen.curve.until(seen.curve.today),
            total=seen.counts.total,
            today=said.day(seen.curve.today),
            deadline=said.day(seen.curve.deadline),
        ),
        "finding": _finding(visit, seen),
        "brakes_all": visit.may_everywhere(DeskRole.SEND),
    }
    return PageAnswer("dashboard", facts)


def under_way(visit: Visit) -> Answer:
    """Show how far mailings and reading are, for a frame of the first page that asks anew by itself until nothing is under way."""
    return PageAnswer("progress", {"seen": progress(visit.service, visit.study, visit.now)}, framed=True)


def _finding(visit: Visit, seen: Overview) -> str:
    """Return the sentence that a digest begins with."""
    said = phrases("status", visit.language)
    days = (seen.curve.deadline - seen.curve.today).days
    return said.say(
        "finding_before" if seen.nothing_sent and not seen.counts.answered else "finding",
        answered=seen.counts.answered,
        total=seen.counts.total,
        rate=said.percent(seen.counts.response_rate),
        owing=seen.counts.owing,
        decisions_sentence=decisions_sentence(said, seen.held, seen.asked),
        left_sentence=said.count("left_sentence" if days >= 0 else "past_sentence", abs(days), day=said.day(seen.curve.deadline)),
        paused_sentence="",
    ).strip()


def pause(visit: Visit) -> Answer:
    """Stop everything that goes out of a study, or let it go on."""
    stop = visit.pressed("pause", "resume") == "pause"
    study = visit.study.study.id
    entry = pause_study(visit.service, study, stop, visit.now, by=visit.by, note=visit.given.get("note", ""))
    return done(visit, "paused" if stop else "resumed", entry, place("studies", study))


def collecting(visit: Visit) -> Answer:
    """Let nothing more be taken in, of whatever study, or let it go on; `back` is the study from whose page it was said."""
    stop, study = visit.pressed("pause", "resume") == "pause", visit.given.get("back", "")
    entry = pause_collecting(visit.service, stop, visit.now, by=visit.by, note=visit.given.get("note", ""))
    return done(visit, "collecting_paused" if stop else "collecting_resumed", entry, place("studies", study) if study else "/")
