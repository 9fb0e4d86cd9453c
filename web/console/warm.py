"""What pages share, made before the first of them is asked for: templates, words, forms, statements of the database, letters.

Else whoever comes first after a start waits for it. Nothing is decided or sent, and nothing depends on it: what cannot be made here is told
on the page that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import product

from domain.desk import EVERY_STUDY, DeskRole, DeskUser
from domain.errors import CounterfoilError
from domain.process.events import LOG
from languages import ENGLISH
from languages.phrases import console_languages
from service.authoring.letters_seen import letter_preview
from service.studies.at_work import at_work
from service.studies.running import Running
from service.views.overview import unapplied
from service.wiring import Service
from web.console import cases, dashboard, drafts, letters, lists, mailings, organisations, questions, results, settings, studies
from web.console.doors import Answer, PageAnswer, Visit
from web.console.edge import place_of
from web.console.pages import draw, load_templates
from web.console.tries import Tries

_PAGES = (studies.studies, settings.settings)
_OF_STUDY = (
    dashboard.dashboard,
    cases.cases,
    questions.asked,
    organisations.organisations,
    lists.contacts,
    letters.letters,
    mailings.mailings,
    results.results,
    results.journal,
)
# Who looks is nobody on record: what is drawn is thrown away.
_NOBODY = DeskUser(id=0, name="", has_password=False, roles={EVERY_STUDY: DeskRole.ADMINISTER})


def warm(service: Service, now: datetime) -> None:
    """Make what pages share, by drawing those that need it."""
    for language in console_languages():
        load_templates(language)
    with service.store.reading() as tx:
        running = tuple(at_work(service, tx).runs.values())
    _draw(service, now, None, _PAGES)
    for one in running:
        _draw(service, now, one, _OF_STUDY)
        for mailing, language in product(one.study.mailings, one.study.languages):
            with _as_far_as_it_goes():
                letter_preview(service, one.study.id, mailing.name, language, now)
    with _as_far_as_it_goes():
        for begun in unapplied(service, lambda _: True):
            _draw(service, now, None, (drafts.draft,), draft=begun.id)


@contextmanager
def _as_far_as_it_goes() -> Iterator[None]:
    """Leave what cannot be made to the page that needs it: nor does a fault of a page keep the console from starting."""
    try:
        yield
    except CounterfoilError:
        return
    except Exception as error:  # noqa: BLE001 - Whoever runs the program reads where it failed, as when the page is asked for.
        LOG.error("event=web.failed error=%s at=%s", type(error).__name__, place_of(error))


def _draw(service: Service, now: datetime, running: Running | None, pages: Iterable[Callable[[Visit], Answer]], **path: str) -> None:
    visit = Visit(service=service, now=now, language=ENGLISH, tries=Tries(), user=_NOBODY, running=running, welcome=str, path=path)
    for page in pages:
        with _as_far_as_it_goes():
            shown = page(visit)
            if isinstance(shown, PageAnswer):
                draw(visit, shown)
