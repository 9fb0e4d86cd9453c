"""What organisations of the demo answer, unless its script says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.answer import AnswerValue

WARNED: Mapping[str, AnswerValue] = {"orders_received": "no", "powers_used": None, "foreign_requests": None, "foreign_share": None}
# A matrix, a row a kind of act and a column a year; the totals are worked out.
BY_YEAR: Mapping[str, AnswerValue] = {
    "offences[2009].offences_malware": 60,
    "offences[2009].offences_fraud": 20,
    "offences[2010].offences_malware": 77,
    "offences[2010].offences_fraud": 22,
    "offences[2011].offences_malware": 81,
    "offences[2011].offences_fraud": "n/a",
    "offences[2009].offences_total": 80,
    "offences[2010].offences_total": 99,
    "offences[2011].offences_total": 81,
    "offences_all_years": 260,
}
# A table, a row an incident; the losses per day and their sum are worked out.
INCIDENTS: Mapping[str, AnswerValue] = {
    "serious_incidents[1].incident_date": date(2011, 5, 4),
    "serious_incidents[1].incident_act": "denial",
    "serious_incidents[1].incident_affected": ("own", "customers"),
    "serious_incidents[1].incident_days": 4,
    "serious_incidents[1].incident_loss": 10.0,
    "serious_incidents[1].incident_reported": "yes",
    "serious_incidents[1].incident_loss_per_day": 2.5,
    "serious_incidents[2].incident_date": date(2011, 11, 30),
    "serious_incidents[2].incident_act": "fraud",
    "serious_incidents[2].incident_days": "conf",
    "serious_incidents[2].incident_loss": 0.5,
    "incidents_loss": 10.5,
}


def usual(number: int) -> dict[str, AnswerValue]:
    """Return what the organisation with this number in the script answers, unless its part says otherwise."""
    return {
        "respondent_name": f"Respondent {number}, legal counsel",
        "completed_on": date(2012, 3, 1 + number % 28),
        "sector": ("fixed", "mobile", "isp", "hosting", "vendor")[number % 5],
        "employees": 400 + 37 * number,
        "acts_experienced": ("malware", "fraud", "spam")[: 1 + number % 3],
        "trend": ("up_strongly", "up", "same", "down")[number % 4],
        "incidents_recorded": "yes",
        "incidents_total": 100 + 7 * number,
        "incidents_reported": number,
        "losses": 10.5 + number,
        "share_cross_border": 2.5 * (number % 40),
        "challenges_met": ("jurisdiction", "speed"),
        "main_challenge": "Attackers abroad cannot be reached: « au-delà des frontières », خارج الحدود.",
        "law_adequate": "partly",
        "law_harmonization": ("very", "fairly")[number % 2],
        "acts_not_covered": ("identity",),
        "gaps": "=Identity theft is no offence of its own.",
        "orders_received": "yes",
        "orders_number": 3 * number + 1,
        "powers_used": ("subscriber", "traffic"),
        "foreign_requests": "yes",
        "foreign_share": 5.25,
        "retention_months": number % 25,
        "evidence_procedure": ("yes", "no")[number % 2],
        "measures_taken": ("abuse_desk", "cert"),
        "abuse_staff": number,
        "security_budget": 7.5,
        "last_exercise": date(2012, 1, 1 + number % 28),
        "bodies_worked_with": ("itu", "first"),
        "expected_role": "Model legislation and contact points.",
        "assistance_given": "no",
        "assistance_needed": ("forensics",),
        "comments": None,
    }
