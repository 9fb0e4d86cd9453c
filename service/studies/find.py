"""Finding what a person names: an organisation by its printed reference or its code, asked for by index; a mailing; what has a number."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from contacts.fold import fold
from domain.errors import Asked, ConfigurationError
from domain.mail.reference import find_references
from domain.study import Mailing
from domain.submission import Invitation
from languages.telling import phrased, together
from service.studies.running import Running
from store import Transaction, contacts, invitations, studies

_NEAR = 3  # names that are told where none is the one that was given
_MOST = 2**31 - 1  # What every database takes as an integer.


def numbered(text: str) -> int | None:
    """Return the number that a person gives, or None where nothing can have that number."""
    return int(text) if text.isdecimal() and len(text) <= len(str(_MOST)) and int(text) <= _MOST else None


def find_mailing(running: Running, name: str) -> Mailing:
    """Return the mailing called `name`. ConfigurationError with those that there are where there is none, or none is named."""
    names = [mailing.name for mailing in running.study.mailings]
    if name not in names:
        raise ConfigurationError(
            f"There is no mailing {name!r}." if name else "Which mailing?",
            where=running.study.id,
            remedy=f"Known: {', '.join(names)}.",
            key="no_mailing",
            facts={"mailing": name},
        )
    return running.study.mailing(name)


def find_invitation(tx: Transaction, study: str, name: str) -> Invitation:
    """Return the invitation that a printed reference, a code or a name means; case, accents and punctuation do not matter in a name.

    ConfigurationError where there is none, with those that are called nearly so, or where several bear the name.
    """
    (found,) = find_invitations(tx, study, [name])
    return found


def find_invitations(tx: Transaction, study: str, names: Sequence[str]) -> list[Invitation]:
    """Return the invitation that each of these means (see `find_invitation`); references and codes are asked for together."""
    called = _called(tx, study, names)
    return [called[name][0] if called[name] else _named(tx, study, name) for name in names]


def called_anywhere(tx: Transaction, name: str) -> list[Invitation]:
    """Return the invitation of each study that has this reference or code."""
    return [some[0] for study in studies.applied_ids(tx) if (some := _called(tx, study, [name])[name])]


def find_anywhere(tx: Transaction, name: str) -> Invitation:
    """Return the one invitation that is called so in any study. ConfigurationError where none is, or a code is invited to several."""
    found = called_anywhere(tx, name)
    if not found:
        raise _nobody(phrased("faults.no_organisation", name=repr(name)), Asked.ORGANISATION)
    if len(found) > 1:
        remedy = phrased("faults.printed_reference_do", references=" or ".join(one.reference for one in found))
        why = phrased("faults.several_studies", name=name, many=str(len(found)))
        raise ConfigurationError(why, where=Asked.ORGANISATION, remedy=remedy)
    return found[0]


def _called(tx: Transaction, study: str, names: Sequence[str]) -> dict[str, list[Invitation]]:
    """Return by name the invitations that have it as their reference or code: those with a reference first."""
    references = {name: {*find_references(name), name.strip().upper()} for name in names}
    codes = {name: dict.fromkeys((name.strip(), name.strip().upper())) for name in names}
    wanted = invitations.with_references(tx, set().union(*references.values()))
    by_reference = {one.reference: one for one in wanted if one.study == study}
    by_code = invitations.of_study(tx, study, set().union(*codes.values()))
    return {
        name: [
            *sorted((by_reference[one] for one in references[name] & by_reference.keys()), key=lambda one: one.id),
            *(by_code[code] for code in codes[name] if code in by_code),
        ]
        for name in names
    }


def _named(tx: Transaction, study: str, name: str) -> Invitation:
    invited = invitations.of_study(tx, study)
    names = {one.code: one.name for one in contacts.organisations(tx, invited)}
    same = [code for code, theirs in names.items() if fold(theirs) == fold(name) != ""]
    if len(same) > 1:
        named = " or ".join(_said(invited[code], names[code]) for code in same)
        why = phrased("faults.same_name", many=str(len(same)), name=repr(name))
        raise ConfigurationError(why, where=study, remedy=phrased("faults.code_or_reference_do", organisations=named))
    if same:
        return invited[same[0]]
    words = {fold(word): code for code in names for word in (invited[code].reference, code, names[code])}
    near = dict.fromkeys(words[word] for word in get_close_matches(fold(name), words, n=_NEAR, cutoff=0.6))
    meant = phrased("faults.meant", near=" or ".join(_said(invited[code], names[code]) for code in near)) if near else ""
    raise _nobody(phrased("faults.no_organisation_here", name=repr(name)), study, meant)


def _said(invitation: Invitation, name: str) -> str:
    return f"{invitation.organisation} ({invitation.reference}, {name})"


def _nobody(why: str, where: str, meant: str = "") -> ConfigurationError:
    return ConfigurationError(why, where=where, remedy=together(meant, phrased("faults.give_reference_do")))
