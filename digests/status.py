"""The status digest: what needs a decision, where the study stands, and who still owes an answer, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from digests.charts import HEIGHT, WIDTH, curve_svg, png
from digests.curve import Curve, curve, periods
from digests.facts import Digest, DigestContent, HoldLine, OrganisationLine, StatusFacts, UncertainLine
from digests.rates import OWING, Counts, by_region, count
from digests.room import first_of_each, oldest, room
from digests.sections import DigestSection, Picture, SectionItem, SectionTable, as_context
from digests.tracking import marked, tracking
from domain.letter import DeliveryState
from domain.submission import Standing
from exports.sheets import XLSX
from languages.phrases import Phrases, phrases

_CID = "returns"
# A narrow screen shows the first columns: asked, answered and the rate stand there, the rest beside them.
_UNFINISHED = tuple(standing for standing in Standing if standing is not Standing.ANSWERED)
_OWING_WIDTHS = (36, 28, 22)
_ARRIVAL_WIDTHS = (34, 42, 24)


def build(facts: StatusFacts, language: str) -> DigestContent:
    """Return the status digest of one study in `language`."""
    said = phrases("status", language).respelled(facts.spelling)
    counts, shown = count(facts.organisations), curve(facts)
    alt = _alt(counts, shown, said)
    sections = (
        _decide(facts, said),
        _regions(facts, said),
        _curve(shown, alt, said),
        _owing(facts, counts, said),
        _arrivals(facts, said),
        _upcoming(facts, said),
    )
    subject = said.say(
        "subject",
        title=facts.title,
        answered=counts.answered,
        total=counts.total,
        decisions=said.count("decisions", _waiting(facts)),
        left=_left(facts, said, "left", "past"),
    )
    context: dict[str, object] = {
        "subject": subject,
        "finding": _finding(facts, counts, said),
        "counts": {standing.value: getattr(counts, standing.value) for standing in Standing} | {"total": counts.total},
        "sections": as_context(sections),
    }
    file = f"{facts.study_id}-tracking-{facts.now:%Y-%m-%d}.xlsx"
    return DigestContent(subject, context, ((_CID, png(curve_svg(shown, said)), alt),), ((file, XLSX, tracking(facts, said)),))


DIGEST = Digest(
    name="status",
    says="What needs a decision, who has answered by region, the curve of returns, and who still owes an answer, by name.",
    build=build,
)


def _waiting(facts: StatusFacts) -> int:
    return len(facts.holds) + len(facts.uncertain)


def _left(facts: StatusFacts, said: Phrases, ahead: str, past: str) -> str:
    days = (facts.deadline - facts.now.date()).days
    return said.count(ahead if days >= 0 else past, abs(days), day=said.day(facts.deadline))


def _finding(facts: StatusFacts, counts: Counts, said: Phrases) -> str:
    return said.say(
        "finding",
        answered=counts.answered,
        total=counts.total,
        rate=said.percent(counts.response_rate),
        owing=counts.owing,
        decisions_sentence=said.count("decisions_sentence", _waiting(facts)),
        left_sentence=_left(facts, said, "left_sentence", "past_sentence"),
        paused_sentence=said.say("paused", day=said.day(facts.paused_at.astimezone(facts.now.tzinfo).date())) if facts.paused_at else "",
    ).strip()


def _decide(facts: StatusFacts, said: Phrases) -> DigestSection:
    most = room(facts)
    holds, letters = oldest(facts.holds, most.cases), facts.uncertain[: most.uncertain]
    items = (*(_hold(hold, facts, said) for hold in holds), *(_in_doubt(letter, facts, said) for letter in letters))
    left = _waiting(facts) - len(items)
    note = said.count("decide_more", left) if left else ""
    return DigestSection(
        title=said.say("section.decide"), intro=said.say("decide.intro" if items else "decide.nothing"), items=items, note=note
    )


def _hold(hold: HoldLine, facts: StatusFacts, said: Phrases) -> SectionItem:
    since = hold.begun_at
    when = [said.say("decide.received" if hold.received_at else "decide.since", when=_moment(since, facts, said))] if since else []
    return SectionItem(
        said.say("decide.title", id=hold.id, organisation=hold.organisation or said.say("decide.nobody")),
        (*hold.reasons, *when),
        tuple(hold.how.replace("WHAT", option) for option in hold.options),
    )


def _in_doubt(letter: UncertainLine, facts: StatusFacts, said: Phrases) -> SectionItem:
    when = _moment(letter.since, facts, said)
    line = said.say("decide.uncertain_line", mailing=letter.mailing, address=letter.address, when=when)
    return SectionItem(said.say("decide.uncertain", organisation=letter.organisation or letter.address), (line,), (letter.how,))


def _regions(facts: StatusFacts, said: Phrases) -> DigestSection:
    head = (
        said.say("regions.region"),
        said.say("regions.asked"),
        said.say("standing.answered").capitalize(),
        said.say("regions.rate"),
        *(said.say(f"standing.{standing}").capitalize() for standing in _UNFINISHED),
    )
    rows = tuple(
        _region_row(region or said.say("no_region"), count(organisations), said)
        for region, organisations in by_region(facts.organisations).items()
    )
    total = _region_row(said.say("total"), count(facts.organisations), said)
    table = SectionTable(caption=said.say("regions.caption"), head=head, rows=rows, numbers_from=1, widths=(22,), total=total)
    return DigestSection(title=said.say("section.regions"), tables=(table,), note=said.say("regions.note"))


def _region_row(region: str, counts: Counts, said: Phrases) -> tuple[str, ...]:
    others = (str(getattr(counts, standing.value)) for standing in _UNFINISHED)
    return (region, str(counts.total), str(counts.answered), said.percent(counts.response_rate), *others)


def _curve(shown: Curve, alt: str, said: Phrases) -> DigestSection:
    head = (said.say("curve.period"), said.say("curve.returns"), said.say("curve.so_far"), said.say("curve.share"))
    rows = tuple(
        (
            " – ".join(said.short_day(day, year=shown.years) for day in dict.fromkeys((period.first, period.last))),
            str(period.returns),
            str(period.so_far),
            said.percent(period.so_far / shown.total if shown.total else None),
        )
        for period in periods(shown)
    )
    table = SectionTable(caption=said.say("curve.caption"), head=head, rows=rows, numbers_from=1, widths=(40,))
    return DigestSection(title=said.say("section.curve"), intro=alt, picture=Picture(_CID, alt, WIDTH, HEIGHT), tables=(table,))


def _alt(counts: Counts, shown: Curve, said: Phrases) -> str:
    return said.say(
        "curve.alt_open" if shown.deadline >= shown.today else "curve.alt_closed",
        finished=shown.until(shown.today),
        total=counts.total,
        today=said.day(shown.today),
        deadline=said.day(shown.deadline),
    )


def _owing(facts: StatusFacts, counts: Counts, said: Phrases) -> DigestSection:
    title = said.say("section.owing")
    if not counts.owing:
        return DigestSection(title=title, intro=said.say("owing.nobody"))
    head = tuple(said.say(f"owing.{column}") for column in ("organisation", "standing", "last", "reminders"))
    owing = first_of_each(by_region(one for one in facts.organisations if one.standing in OWING), room(facts))
    left = counts.owing - sum(map(len, owing.values()))
    tables = tuple(
        SectionTable(
            caption=region or said.say("no_region"),
            head=head,
            rows=tuple(_owing_row(one, facts, said) for one in organisations),
            numbers_from=3,
            widths=_OWING_WIDTHS,
        )
        for region, organisations in owing.items()
    )
    return DigestSection(
        title=title, intro=said.count("owing_intro", counts.owing), tables=tables, note=said.count("owing_more", left) if left else ""
    )


def _owing_row(organisation: OrganisationLine, facts: StatusFacts, said: Phrases) -> tuple[str, ...]:
    standing = said.say(f"standing.{organisation.standing}")
    why = f"{standing}: {organisation.problem}" if organisation.problem else standing
    last = said.say("owing.never")
    if organisation.last_sent:
        mailing, sent_at = organisation.last_sent
        day = sent_at.astimezone(facts.now.tzinfo).date()
        last = said.listed((mailing, said.short_day(day, year=day.year != facts.now.year)))
    return (
        f"{organisation.name}\n{organisation.reference}",
        "\n".join(filter(None, [why, marked(organisation, facts, said)])),
        last,
        str(organisation.reminders),
    )


def _arrivals(facts: StatusFacts, said: Phrases) -> DigestSection:
    since = said.say("arrivals.since", when=_moment(facts.since, facts, said)) if facts.since else said.say("arrivals.start")
    if not facts.arrivals:
        return DigestSection(title=said.say("section.arrivals"), intro=f"{since} {said.say('arrivals.nothing')}")
    most = room(facts).arrivals
    left = len(facts.arrivals) - most
    newest = facts.arrivals if left <= 0 else sorted(facts.arrivals, key=lambda one: one.when, reverse=True)[:most]
    rows = tuple((one.organisation, said.say(f"arrived.{one.what}", address=one.address), _moment(one.when, facts, said)) for one in newest)
    head = tuple(said.say(f"arrivals.{column}") for column in ("organisation", "what", "when"))
    table = SectionTable(caption="", head=head, rows=rows, numbers_from=len(head), widths=_ARRIVAL_WIDTHS)
    return DigestSection(
        title=said.say("section.arrivals"), intro=since, tables=(table,), note=said.count("arrivals_more", left) if left > 0 else ""
    )


def _upcoming(facts: StatusFacts, said: Phrases) -> DigestSection:
    note = said.say("upcoming.note", deliveries=_deliveries(facts.deliveries, said))
    if not facts.upcoming:
        return DigestSection(title=said.say("section.upcoming"), intro=said.say("upcoming.nothing"), note=note)
    rows = tuple((one.mailing, _moment(one.due_at, facts, said), str(one.letters)) for one in facts.upcoming)
    head = tuple(said.say(f"upcoming.{column}") for column in ("mailing", "when", "letters"))
    return DigestSection(
        title=said.say("section.upcoming"),
        tables=(SectionTable(caption="", head=head, rows=rows, numbers_from=2, widths=(40, 40)),),
        note=note,
    )


def _deliveries(deliveries: Mapping[DeliveryState, int], said: Phrases) -> str:
    """Return the letters by what became of them; states that a coordinator need not tell apart share a word."""
    by_word: Counter[str] = Counter()
    for state, number in deliveries.items():
        by_word[said.say(f"delivery.{state}")] += number
    return said.listed(f"{number} {word}" for word, number in by_word.items() if number) or said.say("upcoming.no_deliveries")


def _moment(moment: datetime, facts: StatusFacts, said: Phrases) -> str:
    local = moment.astimezone(facts.now.tzinfo)
    return said.moment(local, year=local.year != facts.now.year)
