"""The report on quality as sections that are printed, set as a page, or mailed: rates with their parts, cases, items, checks and times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time

from digests.charts import HEIGHT, WIDTH, curve_svg, png
from digests.curve import Curve, curve_of
from digests.facts import Digest, DigestContent, StatusFacts
from digests.named import called
from digests.quality_facts import CaseLine, ItemLine, Outcomes, QualityFacts, Stratum
from digests.sections import DigestSection, Picture, SectionTable, as_context
from domain.quality import GROUPS, Basis, Code
from domain.rules.outcome_rates import RATES, OutcomeGroup, Rate
from domain.sentences import flowing
from languages.phrases import Phrases, phrases
from questionnaire.definition import in_language

_CID = "returns"
_SELDOM = ("coded", "withheld")  # Columns of items that stand there where some are.
_STATUSES = ("asked", "answered", "coded", "unanswered", "refused", "unreadable", "withheld", "edited")
_FEW = 10  # Items that a mail shows: those with the most answers missing.


def build(facts: StatusFacts, language: str) -> DigestContent:
    """Return the report as a digest: without the cases one by one, and of the items those with the most answers missing."""
    if facts.quality is None:
        raise ValueError("a digest of quality needs its facts")
    told, said = facts.quality, phrases("quality", language).respelled(facts.spelling)
    context: dict[str, object] = {
        "subject": subject(told, said),
        "finding": finding(told, said),
        "sections": as_context(sections(told, said, whole=False)),
    }
    return DigestContent(subject(told, said), context, ((_CID, png(picture(told, language)), alt(told, said)),))


DIGEST = Digest(name="quality", says="AAPOR's outcome rates, item non-response, checks and the time to respond.", build=build, quality=True)


def subject(told: QualityFacts, said: Phrases) -> str:
    """Return the report in a line."""
    rates = told.outcomes.rates
    return said.say("subject", title=told.title, rr1=_share(rates["RR1"], said), rr2=_share(rates["RR2"], said))


def finding(told: QualityFacts, said: Phrases) -> str:
    """Return the report in a sentence or two: RR1 and RR2 with their parts, and whether the codes are final."""
    rates = told.outcomes.rates
    facts = {name.lower(): _share(rates[name], said) for name in ("RR1", "RR2")}
    facts |= {f"{name.lower()}_parts": _parts(rates[name], said) for name in ("RR1", "RR2")}
    return said.say("finding_over" if told.now.date() > told.ends else "finding", ends=said.day(told.ends), **facts)


def picture(told: QualityFacts, language: str) -> str:
    """Return the curve of returns as SVG."""
    return curve_svg(returns(told), phrases("status", language))


def alt(told: QualityFacts, said: Phrases) -> str:
    """Return the curve of returns in a sentence."""
    shown = returns(told)
    return said.say("time.curve", returned=shown.until(shown.today), total=shown.total, today=said.day(shown.today))


def returns(told: QualityFacts) -> Curve:
    """Return the curve of returns, until the collection was over and the last of them had come; who is not eligible is not in it."""
    asked = sum(one.disposition.code is not Code.NOT_ELIGIBLE for one in told.cases)
    over = max((told.ends, told.deadline, *(at.date() for at in told.returns)))
    until = min(told.now, datetime.combine(over, time.max, told.now.tzinfo))
    return curve_of(told.returns, told.begun, until, told.deadline, asked)


def sections(told: QualityFacts, said: Phrases, *, whole: bool) -> tuple[DigestSection, ...]:
    """Return the sections of the report; the `whole` one has every case and every item."""
    found = [_rates(told, said), _codes(told, said), _items(told, said, whole=whole), _checks(told, said), _time(told, said)]
    return (*found, *_coverage(told, said), *([_cases(told, said)] if whole else []))


def _rates(told: QualityFacts, said: Phrases) -> DigestSection:
    tables = [_rate_table(one, said) for one in (told.outcomes, told.weighted) if one]
    return DigestSection(
        title=said.say("section.rates"),
        intro=said.say("rates.intro", none=said.say("none")),
        tables=tuple(tables),
        note=flowing(*_definitions(told, said)),
    )


def _rate_table(one: Outcomes, said: Phrases) -> SectionTable:
    return SectionTable(
        caption=said.say("rates.weighted", weight=one.weight) if one.weight else "",
        head=tuple(said.say(f"rates.{column}") for column in ("rate", "numerator", "denominator", "value")),
        rows=tuple(
            (name, said.number(rate.numerator), _denominator(rate, said), _share(rate, said))
            for name, rate in ((name, one.rates[name]) for name in RATES)
        ),
        numbers_from=1,
        widths=(25,),
    )


def _definitions(told: QualityFacts, said: Phrases) -> Iterator[str]:
    """Yield what must stand beside the rates, so that somebody else can compare them with others."""
    plan, e = told.plan, told.outcomes.e
    basis = "rates.complete_all" if plan.of is Basis.ALL else "rates.complete_required"
    yield said.say(basis, complete=said.share(plan.complete), partial=said.share(plan.partial))
    yield said.say(f"rates.sent_back_{plan.sent_back}")
    yield said.say(f"rates.silence_{plan.silence}")
    how = "rates.e_unknown" if e is None else "rates.e_estimated" if plan.e is None else "rates.e_given"
    yield said.say(how, e="" if e is None else said.number(e))
    if plan.e is None and told.weighted and told.weighted.e is not None:
        yield said.say("rates.e_weighted", e=said.number(told.weighted.e))
    yield said.say("rates.r5")
    yield said.say("rates.applied", version=told.version)
    if told.unweighable:
        yield said.say("rates.unweighable", organisations=said.listed(told.unweighable))


def _codes(told: QualityFacts, said: Phrases) -> DigestSection:
    counted = Counter(one.disposition.code for one in told.cases)
    rows = tuple((code.value, said.say(f"code.{code}"), GROUPS[code].value, str(counted[code])) for code in Code if counted[code])
    head = (*(said.say(f"codes.{column}") for column in ("code", "meaning", "group")), said.say("cases"))
    table = SectionTable(caption="", head=head, rows=rows, numbers_from=3, widths=(12, 58, 12))
    return DigestSection(title=said.say("section.codes"), tables=(table,))


def _cases(told: QualityFacts, said: Phrases) -> DigestSection:
    head = tuple(said.say(f"case.{column}") for column in ("organisation", "code", "event", "when"))
    rows = tuple(_case(one, told.now, said) for one in told.cases)
    table = SectionTable(caption="", head=head, rows=rows, numbers_from=len(head), widths=(36, 10, 36, 18))
    return DigestSection(title=said.say("section.cases"), tables=(table,))


def _case(one: CaseLine, now: datetime, said: Phrases) -> tuple[str, ...]:
    found = one.disposition
    kind, _, number = found.source.record.partition(" ")
    record = f" ({said.say(f'record.{kind}', number=number)})" if kind else ""
    when = said.moment(found.source.at.astimezone(now.tzinfo), year=True) if found.source.at else ""
    return (f"{one.name}\n{one.reference}", found.code.value, f"{said.say(f'event.{found.event}')}{record}", when)


def _items(told: QualityFacts, said: Phrases, *, whole: bool) -> DigestSection:
    title, asked = said.say("section.items"), [one for one in told.items if one.asked]
    if not asked:
        return DigestSection(title=title, intro=said.say("items.nothing"))
    shown = asked if whole else sorted(asked, key=lambda one: -one.rate.numerator)[:_FEW]
    columns = [one for one in _STATUSES if one not in _SELDOM or any(getattr(line, one) for line in shown)]
    rows = tuple(_item(one, columns, said, whole=whole) for one in shown)
    head = tuple(said.say(f"items.{column}") for column in ("item", *columns, "rate"))
    table = SectionTable(caption="", head=head, rows=rows, numbers_from=1, widths=(40,), apart=not whole)
    return DigestSection(title=title, intro=said.say("items.intro" if whole else "items.most"), tables=(table,))


def _item(one: ItemLine, columns: Iterable[str], said: Phrases, *, whole: bool) -> tuple[str, ...]:
    label = in_language(one.labels, said.language)
    numbers = (str(getattr(one, column)) for column in columns)
    return (f"{label}\n{one.item}" if whole else label, *numbers, _share(one.rate, said))


def _checks(told: QualityFacts, said: Phrases) -> DigestSection:
    title, found = said.say("section.checks"), told.conversions
    answers = sum(found.rules.values()) if found else 0
    within = said.count("conversions_in", found.workbooks) if found else ""
    note = said.count("conversions", answers, workbooks=within) if answers else ""
    if not told.checks:
        return DigestSection(title=title, intro=said.say("checks.nothing"), note=note)
    columns = ("failed", "confirmed", "corrected", "left", "edited")
    head = tuple(said.say(f"checks.{column}") for column in ("check", *columns))
    rows = tuple((_called(one.check, said), *(str(getattr(one, column)) for column in columns)) for one in told.checks)
    table = SectionTable(caption="", head=head, rows=rows, numbers_from=1, widths=(40,))
    return DigestSection(title=title, intro=said.say("checks.intro"), tables=(table,), note=note)


def _called(check: str, said: Phrases) -> str:
    """Return a check in words with its code, under which the data have it; the code alone where the program has no words for it."""
    known = f"found.{check}" in said.phrases
    return said.say("found_as.named", words=said.say(f"found.{check}"), code=check) if known else check


def _time(told: QualityFacts, said: Phrases) -> DigestSection:
    title, days = said.say("section.time"), told.days
    if days is None:
        return DigestSection(title=title, intro=said.say("time.nothing"))
    spread = {name: said.number(round(getattr(days, name), 1)) for name in ("least", "lower", "median", "upper", "most")}
    head = tuple(said.say(f"time.{column}") for column in ("mailing", "sent", "returned", "rate", "median"))
    rows = tuple(
        (
            called(one.mailing, said),
            str(one.sent),
            str(one.returned),
            _share(one.rate, said),
            said.say("none") if one.median_days is None else said.number(round(one.median_days, 1)),
        )
        for one in told.mailings
    )
    table = SectionTable(caption="", head=head, rows=rows, numbers_from=1, widths=(30,))
    intro = f"{said.count('days', days.returns, **spread)} {alt(told, said)}"
    return DigestSection(
        title=title, intro=intro, picture=Picture(_CID, alt(told, said), WIDTH, HEIGHT), tables=(table,), note=said.say("time.note")
    )


def _coverage(told: QualityFacts, said: Phrases) -> Iterator[DigestSection]:
    """Yield the section of the regions and the sizes; nothing where the list has neither, since one row would say the whole again."""
    tables = []
    if any(one.name for one in told.regions):
        tables.append(_strata(said.say("coverage.region"), told.regions, said))
    if told.sizes:
        tables.append(_strata(said.say("coverage.size", weight=told.plan.weight), told.sizes, said))
    if tables:
        yield DigestSection(title=said.say("section.coverage"), tables=tuple(tables))


def _strata(heading: str, strata: Sequence[Stratum], said: Phrases) -> SectionTable:
    head = (heading, said.say("cases"), said.say("coverage.complete"), said.say("coverage.partial"), "RR1", "RR2")
    rows = tuple(
        (
            one.name or said.say("no_region"),
            str(one.cases),
            *(said.number(one.outcomes.cases[group]) for group in (OutcomeGroup.COMPLETE, OutcomeGroup.PARTIAL)),
            *(_share(one.outcomes.rates[name], said) for name in ("RR1", "RR2")),
        )
        for one in strata
    )
    return SectionTable(caption="", head=head, rows=rows, numbers_from=1, widths=(30,))


def _share(rate: Rate, said: Phrases) -> str:
    return said.say("none") if rate.rate is None else said.share(rate.rate)


def _denominator(rate: Rate, said: Phrases) -> str:
    return said.say("none") if rate.denominator is None else said.number(rate.denominator)


def _parts(rate: Rate, said: Phrases) -> str:
    return said.say("parts", numerator=said.number(rate.numerator), denominator=_denominator(rate, said))
