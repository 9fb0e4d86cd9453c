"""One study as it stood on a day: six regions, all standings, cases to decide, and hostile names."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from digests.facts import Arrival, ArrivalKind, OrganisationLine, StatusFacts, UncertainLine, Upcoming
from digests.holds import HoldLine
from domain.contact import Stopped
from domain.letter import DeliveryState
from domain.submission import Standing

ZONE = ZoneInfo("Europe/Vienna")
NOW = datetime(2012, 3, 14, 8, 0, tzinfo=ZONE)
_NAMES = {
    "Africa": ["Sénégal Ondes SA", "Lagune Télécom", "Meridian Kenya Ltd", "Capenet (Pty) Ltd", "Sahel Net SARL"],
    "Americas": ["Andes Telecomunicaciones SpA", "Pampa Redes S.A.", "Great Lakes Fibre Cooperative Association of Ontario"],
    "Arab States": ["شركة النيل للاتصالات", "برق للاتصالات", "Atlas Maghreb Télécom"],
    "Asia-Pacific": ["Mekong Data Co., Ltd.", "Himal Net Pvt. Ltd.", "Sakura Hikari K.K."],
    "Europe": ["Atlântida Telecom S.A.", "Balti Liin OÜ", "=cmd|' /C calc'!A0 GmbH", "Réseau <b>Alpin</b> SA", "Nordlys Nett AS"],
    "": ["Orbital Relay Ltd"],
}
_STANDINGS = [
    Standing.ANSWERED,
    Standing.SILENT,
    Standing.QUERIED,
    Standing.ANSWERED,
    Standing.UNDELIVERABLE,
    Standing.SILENT,
    Standing.DECLINED,
]


def organisations() -> tuple[OrganisationLine, ...]:
    """Return the organisations of the sample, each standing several times."""
    lines = []
    for number, (region, name) in enumerate((region, name) for region, names in _NAMES.items() for name in names):
        standing = _STANDINGS[number % len(_STANDINGS)]
        came = standing in {Standing.ANSWERED, Standing.QUERIED}
        lines.append(
            OrganisationLine(
                code=f"ORG{number:02d}",
                name=name,
                country="FR",
                region=region,
                reference=f"CYB12-{number:04d}-K",
                standing=standing,
                last_sent=("reminder", datetime(2012, 3, 12, 9, 0, tzinfo=ZONE))
                if number % 3
                else ("questionnaire", datetime(2012, 2, 20, 9, 0, tzinfo=ZONE)),
                answered_at=datetime(2012, 2, 24, 15, 0, tzinfo=ZONE) + timedelta(days=number) if came else None,
                reminders=1 if number % 3 else 0,
                contact_addresses=(f"contact{number}@org{number}.example", f"copy{number}@org{number}.example"),
                unreached={f"contact{number}@org{number}.example": Stopped.NO_SUCH_MAILBOX} if standing is Standing.UNDELIVERABLE else {},
            )
        )
    return tuple(lines)


def facts() -> StatusFacts:
    """Return the study on 14 March 2012, 47 days before its deadline."""
    lines = organisations()
    return StatusFacts(
        study_id="cybercrime-2012",
        title="Cybercrime study",
        now=NOW,
        since=NOW - timedelta(days=7),
        begun_at=datetime(2012, 2, 10, 10, 0, tzinfo=ZONE),
        deadline=date(2012, 4, 30),
        organisations=lines,
        holds=(
            HoldLine(
                id=4,
                organisation="Lagune Télécom",
                reasons=(
                    "The workbook came from jane@agency.example, who is not on record for Lagune Télécom.",
                    "It would replace the answer that Mme Kouassi sent on 2 March.",
                ),
                options=("accept", "reject"),
                received_at=datetime(2012, 3, 13, 16, 20, tzinfo=ZONE),
                how="counterfoil held decide 4 WHAT",
            ),
            HoldLine(
                id=5,
                organisation=None,
                reasons=("The workbook carries no reference.",),
                options=("assign REF", "reject"),
                received_at=datetime(2012, 3, 13, 18, 5, tzinfo=ZONE),
                how="counterfoil held decide 5 WHAT",
            ),
        ),
        uncertain=(
            UncertainLine(
                address="contact8@org8.example",
                organisation="شركة النيل للاتصالات",
                mailing="reminder",
                since=datetime(2012, 3, 12, 9, 1, tzinfo=ZONE),
                how="counterfoil held decide letter-61 WHAT",
            ),
        ),
        arrivals=(
            Arrival(when=datetime(2012, 3, 13, 11, 2, tzinfo=ZONE), organisation="Nordlys Nett AS", what=ArrivalKind.ANSWERED),
            Arrival(
                when=datetime(2012, 3, 13, 9, 40, tzinfo=ZONE),
                organisation="Great Lakes Fibre Cooperative Association of Ontario",
                what=ArrivalKind.WROTE,
            ),
        ),
        returns=tuple(line.answered_at for line in lines if line.answered_at),
        upcoming=(
            Upcoming("reminder", datetime(2012, 3, 26, 10, 0, tzinfo=ZONE), 11),
            Upcoming("last-call", datetime(2012, 4, 23, 10, 0, tzinfo=ZONE), 11),
        ),
        deliveries={DeliveryState.SENT: 74, DeliveryState.BOUNCED: 2, DeliveryState.UNCERTAIN: 1, DeliveryState.DEFERRED: 0},
    )
