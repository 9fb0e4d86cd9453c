"""The status digest: where the study stands, what needs a decision, and who still owes an answer, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from digests.asked import asked
from digests.came_and_goes import arrivals, upcoming
from digests.charts import HEIGHT, WIDTH, curve_svg, png
from digests.curve import Curve, curve, periods
from digests.facts import Digest, DigestContent, OrganisationLine, StatusFacts
from digests.moments import time_left
from digests.named import called
from digests.pending import decide, decisions, decisions_sentence, waiting
from digests.rates import Counts, by_region, together
from digests.room import first_of_each, room
from digests.sections import DigestSection, Picture, SectionTable, as_context
from digests.tracking import marked, tracking, unreached
from domain.sentences import flowing
from domain.submission import Standing
from exports.sheets import XLSX
from languages.phrases import Phrases, phrases

_CID = "returns"
# A narrow screen shows the first columns: asked, answered and the rate stand there, the rest beside them.
_UNFINISHED = tuple(standing for standing in Standing if standing is not Standing.ANSWERED)
_OWING_WIDTHS = (36, 28, 22)


def build(facts: StatusFacts, language: str) -> DigestContent:
    """Return the status digest of one study in `language`."""
    said = phrases("status", language).respelled(facts.spelling)
    found = by_region(facts.organisations)
    counts, shown = together(found.values()), curve(facts)
    alt = _alt(counts, shown, said)
    # The first screen stands alone: the finding, the standings, and the curve once there is more than a day of it.
    drawn = shown.today > shown.first
    sections = (
        regions(found, said),
        *([_curve(alt, said)] if drawn else []),
        decide(facts, said),
        *asked(facts, said),
        _with(arrivals(facts, said), _periods(shown, said)) if drawn else arrivals(facts, said),
        upcoming(facts, said),
        _owing(facts, found, said),
    )
    subject = said.say(
        "subject_one" if said.is_one(counts.answered) else "subject",
        title=facts.title,
        answered=counts.answered,
        total=counts.total,
        decisions=decisions(said, waiting(facts), len(facts.questions)),
        left=time_left(facts, said, "left", "past"),
    )
    context: dict[str, object] = {
        "subject": subject,
        "finding": _finding(facts, counts, said),
        "counts": {standing.value: getattr(counts, standing.value) for standing in Standing} | {"total": counts.total},
        "sections": as_context(sections),
    }
    file = f"{facts.study_id}-tracking-{facts.now:%Y-%m-%d}.xlsx"
    pictures = ((_CID, png(curve_svg(shown, said)), alt),) if drawn else ()
    return DigestContent(subject, context, pictures, ((file, XLSX, tracking(facts, said)),))


DIGEST = Digest(
    name="status",
    says="Who has answered by region, the curve of returns, what needs a decision, and who still owes an answer, by name.",
    build=build,
)


def _finding(facts: StatusFacts, counts: Counts, said: Phrases) -> str:
    heard = "finding_one" if said.is_one(counts.answered) else "finding"
    return said.say(
        "finding_before" if facts.nothing_sent and not counts.answered else heard,
        answered=counts.answered,
        total=counts.total,
        rate=said.percent(counts.response_rate),
        owing=counts.owing,
        decisions_sentence=decisions_sentence(said, waiting(facts), len(facts.questions)),
        left_sentence=time_left(facts, said, "left_sentence", "past_sentence"),
        paused_sentence=said.say("paused", day=said.day(facts.paused_at.astimezone(facts.now.tzinfo).date())) if facts.paused_at else "",
    ).strip()


def regions(found: Mapping[str, Counts], said: Phrases) -> DigestSection:
    """Return the section of the standings: how many organisations of each region are in which."""
    head = (
        said.say("regions.region"),
        said.say("regions.asked"),
        said.say("standing.answered").capitalize(),
        said.say("regions.rate"),
        *(said.say(f"standing.{standing}").capitalize() for standing in _UNFINISHED),
    )
    alone = len(found) < 2  # A list without regions, or the share of one, needs no sum.
    otherwise = said.say("total" if alone else "no_region")
    rows = tuple(_region_row(region or otherwise, counts, said) for region, counts in found.items())
    total = () if alone else _region_row(said.say("total"), together(found.values()), said)
    caption = said.say("regions.caption_alone" if [*found] in ([""], []) else "regions.caption")
    table = SectionTable(caption=caption, head=head, rows=rows, numbers_from=1, widths=(22,), total=total)
    return DigestSection(title=said.say("section.regions"), tables=(table,), note=said.say("regions.note"))


def _region_row(region: str, counts: Counts, said: Phrases) -> tuple[str, ...]:
    others = (str(getattr(counts, standing.value)) for standing in _UNFINISHED)
    return (region, str(counts.total), str(counts.answered), said.percent(counts.response_rate), *others)


def _curve(alt: str, said: Phrases) -> DigestSection:
    return DigestSection(title=said.say("section.curve"), intro=alt, picture=Picture(_CID, alt, WIDTH, HEIGHT))


def _with(section: DigestSection, table: SectionTable) -> DigestSection:
    return replace(section, tables=(*section.tables, table))


def _periods(shown: Curve, said: Phrases) -> SectionTable:
    """Return the curve as a table, for those who do not see it."""
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
    return SectionTable(caption=said.say("curve.caption"), head=head, rows=rows, numbers_from=1, widths=(40,))


def _alt(counts: Counts, shown: Curve, said: Phrases) -> str:
    finished = shown.until(shown.today)
    key = "curve.alt_open" if shown.deadline >= shown.today else "curve.alt_closed"
    now = said.say(
        f"{key}_one" if said.is_one(finished) else key,
        finished=finished,
        total=counts.total,
        today=said.day(shown.today),
        deadline=said.day(shown.deadline),
    )
    before = shown.before_until(shown.today)
    return now if before is None else flowing(now, said.say("curve.before", share=said.percent(before)))


def _owing(facts: StatusFacts, found: Mapping[str, Counts], said: Phrases) -> DigestSection:
    title = said.say("section.owing")
    numbers = {region: counts.owing for region, counts in found.items() if counts.owing}
    if not numbers:
        return DigestSection(title=title, intro=said.say("owing.nobody"))
    head = tuple(said.say(f"owing.{column}") for column in ("organisation", "standing", "last", "reminders"))
    owing = first_of_each(facts.organisations, numbers, room(facts))
    left = sum(numbers.values()) - sum(map(len, owing.values()))
    unnamed = "" if [*owing] == [""] else said.say("no_region")
    tables = tuple(
        SectionTable(
            caption=region or unnamed,
            head=head,
            rows=tuple(_owing_row(one, facts, said) for one in organisations),
            numbers_from=3,
            widths=_OWING_WIDTHS,
        )
        for region, organisations in owing.items()
    )
    intro = said.count("owing_intro" if len(owing) > 1 else "owing_alone", sum(numbers.values()))
    return DigestSection(title=title, intro=intro, tables=tables, note=said.count("owing_more", left) if left else "")


def _owing_row(organisation: OrganisationLine, facts: StatusFacts, said: Phrases) -> tuple[str, ...]:
    standing = said.say(f"standing.{organisation.standing}")
    problem = unreached(organisation, said)
    why = said.say("owing.problem", standing=standing, problem=problem) if problem else standing
    last = said.say("owing.never")
    if organisation.last_sent:
        mailing, sent_at = organisation.last_sent
        day = sent_at.astimezone(facts.now.tzinfo).date()
        last = said.listed((called(mailing, said), said.short_day(day, year=day.year != facts.now.year)))
    return (
        f"{organisation.name}\n{organisation.reference}",
        "\n".join(filter(None, [why, _parts(organisation, said), marked(organisation, facts, said)])),
        last,
        str(organisation.reminders),
    )


def _parts(organisation: OrganisationLine, said: Phrases) -> str:
    """Return which parts of an answer came and which are missing, as in "police done, justice missing"; blank where none is."""
    if not organisation.parts_missing:
        return ""
    came = [said.say("parts.done", parts=said.listed(organisation.parts_came))] if organisation.parts_came else []
    return said.listed([*came, said.say("parts.missing", parts=said.listed(organisation.parts_missing))])
