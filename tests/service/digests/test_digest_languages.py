"""Each coordinator gets the digest in their own language."""

from __future__ import annotations

from pathlib import Path

from demo import respondents
from domain.letter import LetterKind
from service.authoring.drafts import apply
from service.digests.digest import preview_digest, send_digest
from service.installation import config
from service.installation.install import SAMPLE
from service.studies.running import running
from service.wiring import open_service
from tests.service.installed import at, letters, make

COORDINATORS = {"fr": "m.aubert@itu.example", "ar": "l.haddad@escwa.example", "pt": "a.silva@un.example"}
FINDINGS = {"fr": "Rien n’a encore été envoyé", "ar": "لم يُرسل شيء بعد", "pt": "Nothing has been sent yet"}


def test_a_digest_speaks_the_language_of_the_coordinator_who_reads_it(tmp_path: Path) -> None:
    """French and Arabic, and English where the program does not speak it; the preview is the first one's."""
    home = tmp_path / "installation"
    make(home, 2)
    file = home / "studies" / SAMPLE / "study.toml"
    before, _, after = file.read_text(encoding="utf-8").partition("[[coordinators]]")
    tables = [f'[[coordinators]]\nname = "X"\naddress = "{address}"\nlanguage = "{code}"\n' for code, address in COORDINATORS.items()]
    file.write_text(f"{before}{''.join(tables)}[senders.itu]{after.partition('[senders.itu]')[2]}", encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        apply(service, SAMPLE, at("02-01"), by="staff")
        with service.store.reading() as tx:
            found = running(service, tx, SAMPLE)
        assert found
        written = preview_digest(service, found, "weekly", at("03-05"), tmp_path / "look")
        send_digest(service, found, "weekly", at("03-05"))
    planned = {letter.address: letter.language for letter in letters(home) if letter.kind is LetterKind.DIGEST}
    assert planned == {COORDINATORS["fr"]: "fr", COORDINATORS["ar"]: "ar", COORDINATORS["pt"]: "en"}
    sent = {one.to: one for one in map(respondents.open_letter, (home / "out" / "new").iterdir())}
    for language, address in COORDINATORS.items():
        assert FINDINGS[language] in sent[address].text
    assert sent[COORDINATORS["fr"]].subject.startswith("Étude approfondie")
    assert FINDINGS["fr"] in next(path for path in written if path.suffix == ".txt").read_text(encoding="utf-8")
