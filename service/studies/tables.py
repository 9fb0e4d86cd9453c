"""The tables of `study.toml` as typed models, each of which becomes a value of the domain."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, NaiveDatetime, ValidationInfo, field_validator

from domain.changes import NO_CHANGES
from domain.quality import Basis, QualityPlan, SentBack, Silence
from domain.rules.hours import Hours
from domain.study import DEFAULT, Answers, Attachment, Audience, CasesBy, DigestPlan, Mailing, Person, Sender, Study, Wishes
from languages import ENGLISH
from service.studies.change_tables import ChangesTable, LastRoundTable
from service.studies.table_fields import (
    BEYOND,
    DAYS,
    FIRST,
    Address,
    CronTime,
    HoursOfDay,
    Language,
    Name,
    Prefix,
    Span,
    SpokenAnswer,
    Weekend,
    Zone,
    clock,
    listed,
    span,
)
from settings.reading import Line, Text, TomlSection, told

_ADDRESS = ['address = "miriam.keller@agency.example"']


class PersonTable(TomlSection):
    """`[contact]`: the person whom respondents may ask."""

    name: Text = Field(examples=['name = "Miriam Keller"'])
    address: Address = Field(examples=_ADDRESS)
    language: Language = Field(default=ENGLISH, examples=['language = "en"'])

    def value(self) -> Person:
        """Return the person."""
        return Person(self.name, self.address, self.language)


class CoordinatorTable(PersonTable):
    """One of `[[coordinators]]`: `cases` says whether each case comes in a mail of its own, `regions` whose cases they decide by mail.

    `digests` are those that they get; all, where none is named.
    """

    cases: Annotated[CasesBy, Field(strict=False)] = Field(default=CasesBy.DIGEST, examples=['cases = "at_once" or "digest"'])
    regions: list[Text] = Field(default=[], examples=['regions = ["Europe"]'])
    digests: list[Text] = Field(default=[], examples=['digests = ["weekly"]'])

    def value(self) -> Person:
        """Return the coordinator."""
        return Person(self.name, self.address, self.language, Wishes(self.cases, tuple(self.regions), tuple(self.digests)))


class SenderTable(TomlSection):
    """One of `[senders.KEY]`. `transport` names a table [transports.NAME] of the installation; without it, [transport] is meant."""

    name: Text = Field(examples=['name = "ITU Cybersecurity"'])
    address: Address = Field(examples=_ADDRESS)
    transport: Text = Field(default=DEFAULT, examples=['transport = "itu", the NAME of a table [transports.NAME] in counterfoil.toml'])


class MailingTable(TomlSection):
    """One of `[[mailings]]`. `at` is local to the study's zone."""

    name: Name = Field(examples=['name = "circular"'])
    letter: Name = Field(examples=['letter = "circular"'])
    sender: Text = Field(examples=['sender = "itu"'])
    at: NaiveDatetime = Field(
        ge=datetime.combine(FIRST, time.min), lt=datetime.combine(BEYOND, time.min), examples=["at = 2012-02-10T10:00:00"]
    )
    audience: Annotated[Audience, Field(strict=False)] = Field(default=Audience.ALL, examples=['audience = "all" or "owing"'])
    attach: list[Annotated[Attachment, Field(strict=False)]] = Field(default=[], examples=['attach = ["pdf", "workbook"]'])

    def value(self, zone: ZoneInfo) -> Mailing:
        """Return the mailing with its instant."""
        return Mailing(
            name=self.name,
            letter=self.letter,
            sender=self.sender,
            at=self.at.replace(tzinfo=zone),
            audience=self.audience,
            attach=tuple(self.attach),
        )


class DigestTable(TomlSection):
    """One of `[[digests]]`."""

    name: Name = Field(examples=['name = "weekly"'])
    cron: CronTime = Field(examples=['cron = "0 8 * * mon"'])
    kind: Text = Field(default="status", examples=['kind = "status"'])

    def value(self) -> DigestPlan:
        """Return the plan."""
        return DigestPlan(self.name, self.cron, self.kind)


class AnswerTable(TomlSection):
    """One of `[[answers]]`: what is answered to a question that is asked again and again, by language."""

    name: Name = Field(examples=['name = "deadline"'])
    text: dict[Language, SpokenAnswer] = Field(min_length=1, examples=['text.en = "Until 30 April."'])

    def value(self) -> Answers:
        """Return the answer."""
        return Answers(self.name, self.text)


class SendingTable(TomlSection):
    """`[sending]`: when mailings may reach people, in their own time."""

    hours: HoursOfDay = Field(default="00:00-24:00", examples=['hours = "08:00-18:00"'])
    weekend: Weekend = Field(default="", examples=['weekend = "sat,sun"'])

    def value(self) -> Hours:
        """Return the hours."""
        begin, end = (clock(part) for part in self.hours.split("-"))
        return Hours(begin, end, frozenset(DAYS.index(day) for day in listed(self.weekend)))


class QualityTable(TomlSection):
    """`[quality]`: how cases and answers are reported on. Shares are from 0 to 1."""

    complete: float = Field(default=0.8, ge=0, le=1, examples=["complete = 0.8"])
    partial: float = Field(default=0.5, ge=0, le=1, examples=["partial = 0.5"])
    of: Annotated[Basis, Field(strict=False)] = Field(default=Basis.REQUIRED, examples=['of = "required" or "all"'])
    weight: Line = Field(default="", examples=['weight = "Members", the heading of a column of the contact list with numbers'])
    e: float | None = Field(default=None, ge=0, le=1, examples=["e = 0.95"])
    silence: Annotated[Silence, Field(strict=False)] = Field(default=Silence.UNKNOWN, examples=['silence = "unknown" or "eligible"'])
    sent_back: Annotated[SentBack, Field(strict=False)] = Field(default=SentBack.PARTIAL, examples=['sent_back = "partial" or "other"'])
    closes: date | None = Field(default=None, ge=FIRST, lt=BEYOND, examples=["closes = 2012-05-31"])

    @field_validator("partial")
    @classmethod
    def _below(cls, partial: float, info: ValidationInfo) -> float:
        if partial > info.data.get("complete", 1):
            raise told(f"partial is {partial}, which is more than complete.", "Write one that is not more, such as partial = 0.5.")
        return partial

    def value(self) -> QualityPlan:
        """Return the settings of the report."""
        return QualityPlan(**{name: getattr(self, name) for name in QualityTable.model_fields})


class StudyTable(TomlSection):
    """`study.toml`."""

    id: Text = Field(examples=['id = "cybercrime-2012"'])
    title: Text = Field(examples=['title = "Comprehensive Study on Cybercrime"'])
    prefix: Prefix = Field(examples=['prefix = "CYB12"'])
    zone: Zone = Field(examples=['zone = "Europe/Vienna"'])
    languages: list[Language] = Field(min_length=1, examples=['languages = ["en", "fr"]'])
    contact_list: Text = Field(examples=['contact_list = "members"'])
    deadline: date = Field(ge=FIRST, lt=BEYOND, examples=["deadline = 2012-04-30"])
    senders: dict[str, SenderTable] = Field(min_length=1, examples=['tables: [senders.KEY], each with name = "..." and address = "..."'])
    returns_to: Address = Field(examples=['returns_to = "study@agency.example"'])
    contact: PersonTable = Field(examples=['a table: [contact] with name = "..." and address = "..."'])
    coordinators: list[CoordinatorTable] = Field(examples=['tables: [[coordinators]], each with name = "..." and address = "..."'])
    mailings: list[MailingTable] = Field(
        min_length=1, examples=["tables: [[mailings]], each with name, letter, sender and at; the sample study shows one"]
    )
    digests: list[DigestTable] = Field(default=[], examples=['tables: [[digests]], each with name = "..." and cron = "0 8 * * mon"'])
    questionnaire: Text = Field(default="questionnaire.xlsx", examples=['questionnaire = "questionnaire.xlsx"'])
    late_after: Span = Field(default="2 days", examples=['late_after = "2 days"'])
    approvals: int = Field(default=0, ge=0, le=2, examples=["approvals = 0, 1 or 2"])
    previous: str = Field(default="", examples=['previous = "cybercrime-2010"'])
    sheet_protection: bool = Field(default=True, examples=["sheet_protection = false"])
    titles: dict[str, Text] = Field(default={}, examples=['titles = { fr = "the title in French" }'])
    sending: SendingTable | None = Field(default=None, examples=['a table: [sending] with hours = "08:00-18:00"'])
    quality: QualityTable = Field(default_factory=QualityTable, examples=["a table: [quality] with complete = 0.8 and partial = 0.5"])
    spelling: dict[str, dict[Text, Text]] = Field(
        default={}, examples=['tables: [spelling.en] with the words that the study writes otherwise: organisation = "organization"']
    )

    answers: list[AnswerTable] = Field(default=[], examples=['tables: [[answers]], each with name = "..." and text.en = "..."'])
    changes: list[ChangesTable] = Field(default=[], examples=['tables: [[changes]], each with renamed = { old_name = "new_name" }'])
    last_round: LastRoundTable | None = Field(default=None, examples=["a table: [last_round] with scaled = { question = 0.001 }"])

    def value(self) -> Study:
        """Return the study."""
        zone = ZoneInfo(self.zone)
        return Study(
            id=self.id,
            title=self.title,
            prefix=self.prefix,
            zone=self.zone,
            languages=tuple(self.languages),
            contact_list=self.contact_list,
            deadline=self.deadline,
            senders=tuple(Sender(key, one.name, one.address, one.transport) for key, one in self.senders.items()),
            returns_to=self.returns_to,
            contact=self.contact.value(),
            coordinators=tuple(one.value() for one in self.coordinators),
            mailings=tuple(one.value(zone) for one in self.mailings),
            digests=tuple(one.value() for one in self.digests),
            questionnaire=self.questionnaire,
            late_after=span(self.late_after),
            approvals=self.approvals,
            previous=self.previous,
            sheet_protection=self.sheet_protection,
            titles=self.titles,
            spelling=self.spelling,
            hours=self.sending.value() if self.sending else None,
            answers=tuple(one.value() for one in self.answers),
            changes=tuple(one.value() for one in self.changes),
            last_round=self.last_round.value() if self.last_round else NO_CHANGES,
            quality=self.quality.value(),
        )
