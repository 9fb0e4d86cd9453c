"""The letter to the group is set on letterhead, whole, and never with a box in place of a character."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from domain.errors import LetterError
from languages import typefaces
from mailer.fonts import families, in_order, languages_without_glyphs, missing_glyphs
from mailer.merge import compile_letter
from mailer.pdf import render_pdf
from tests.mailer.letters import STUDY, context, of_study, sentences
from tests.programs import need_package


def pdf(name: str) -> PdfReader:
    """Return a letter of the sample study as PDF."""
    return PdfReader(io.BytesIO(render_pdf(of_study(name).group(context()), language=name[-2:])))


def words(reader: PdfReader) -> str:
    """Return the text of a PDF without white space, since a page breaks lines where it likes."""
    return re.sub(r"[\s\u200b]+", "", "".join(page.extract_text() for page in reader.pages))


def test_the_circular_holds_the_sentences_of_its_model_in_order() -> None:
    """Blocks that stand side by side are read one after the other."""
    text, position = words(pdf("circular.en")), 0
    for sentence in sentences():
        wanted = sentence.replace(" ", "")
        found = text.find(wanted, position)
        assert found >= 0, sentence
        position = found + len(wanted)


@pytest.mark.parametrize("language", ["en", "fr", "ar", "es"])
def test_the_circular_is_one_page_in_type_that_can_be_read(language: str) -> None:
    """A4, the body in 9.5 points or more, with title and language, and tagged for a screen reader."""
    reader = pdf(f"circular.{language}")
    (page,) = reader.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    sizes = dict[float, int]()

    def note(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        sizes[size] = sizes.get(size, 0) + len(text.strip())

    page.extract_text(visitor_text=note)
    assert max(sizes, key=lambda size: sizes[size]) >= 9.5
    assert reader.metadata is not None
    assert reader.metadata.title == of_study(f"circular.{language}").group(context()).subject_line
    assert str(reader.root_object["/Lang"]) == language
    assert "/StructTreeRoot" in reader.root_object


def test_links_can_be_clicked() -> None:
    """Both web addresses and the mail address lead where they say."""
    annotations: Any = pdf("circular.en").pages[0]["/Annots"]
    targets = {annotation.get_object()["/A"]["/URI"] for annotation in annotations}
    assert "mailto:cybercrime.study@unodc.org" in targets
    assert len(targets) == 3


def test_only_fonts_from_packages_are_used() -> None:
    """Every font is embedded and belongs to an installed family, so a page looks the same everywhere."""
    resources: Any = pdf("circular.ar").pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    known = {family.name.replace(" ", "") for family in families()}
    assert fonts
    for font in fonts:
        assert font["/BaseFont"].split("+")[1].split("-")[0] in known


def test_the_same_letter_gives_the_same_bytes() -> None:
    """So it is kept once, by its hash."""
    group = of_study("circular.fr").group(context())
    assert render_pdf(group, language="fr") == render_pdf(group, language="fr")


def test_a_character_without_a_font_is_an_error_that_names_it() -> None:
    """Never a box."""
    group = replace(of_study("circular.en").group(context()), salutation="Dear ሀለሐ,")
    with pytest.raises(LetterError) as caught:
        render_pdf(group, language="en")
    assert "U+1200 ETHIOPIC SYLLABLE HA" in caught.value.what
    assert caught.value.where == "circular.en.md"
    assert "fontpkg" in caught.value.remedy


def test_what_a_font_can_draw_is_known_by_character() -> None:
    """Latin, Greek, Cyrillic and Arabic are there; marks of direction are never drawn, so they are never missing."""
    assert missing_glyphs("Ünïcode Ελλάδα Москва العربية \u200e\u200f\u00a0\u202f\n", families()) == ()
    assert missing_glyphs("aሀbሀ€", families()) == ("ሀ",)
    assert missing_glyphs("a", ()) == ("a",)


def test_the_face_of_the_script_comes_first() -> None:
    """Arabic in an Arabic letter, Latin elsewhere."""
    assert [family.name for family in in_order("ar", families())][:2] == ["IBM Plex Sans Arabic", "IBM Plex Sans"]
    assert next(family.name for family in in_order("fr", families())) == "IBM Plex Sans"
    assert next(family.name for family in in_order("ru", families())) == "IBM Plex Sans"


def test_chinese_is_set_in_its_own_face_and_in_bold_where_that_is_asked_for() -> None:
    """The family comes from a package, as the others do; a Chinese name in an English letter is set in the shapes of the mainland."""
    need_package("manimgx_fonts_cjk")
    assert next(family.name for family in in_order("zh", families())) == "Noto Sans CJK SC"
    others = [family.name for family in in_order("en", families())]
    assert others[:3] == ["IBM Plex Sans", "IBM Plex Sans Arabic", "Noto Sans CJK SC"]
    assert missing_glyphs("请于2012年4月30日之前答复：“是”。《繁體》", families()) == ()
    group = replace(of_study("circular.en").group(context()), salutation="尊敬的女士/先生：", addressee="致各受函机构")
    reader = PdfReader(io.BytesIO(render_pdf(group, language="zh")))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "尊敬的女士/先生：" in text
    assert "致各受函机构" in text


def test_a_page_that_needs_no_chinese_opens_no_font_for_it() -> None:
    """It is large, and most installations never need it."""
    typefaces._characters.cache_clear()
    assert missing_glyphs("Ünïcode Москва العربية", families()) == ()
    assert [one.name for one in typefaces.needed("Москва العربية")] == ["IBM Plex Sans", "IBM Plex Sans Arabic"]
    assert typefaces._characters.cache_info().currsize == 2


def test_the_languages_that_the_program_speaks_can_be_set_or_are_named() -> None:
    """With nothing but the Latin family, Arabic and Chinese cannot."""
    latin = [family for family in families() if family.name == "IBM Plex Sans"]
    assert languages_without_glyphs(latin) == ("ar", "zh")
    need_package("manimgx_fonts_cjk")
    assert languages_without_glyphs(families()) == ()


@pytest.mark.parametrize("text", ["#panic()", "*a* _b_ @c <d>", '"] #sys.inputs', "$x$ \\ // /* `"])
def test_values_are_never_markup_on_the_page(text: str) -> None:
    """What means something to the typesetter is printed as it is."""
    group = replace(of_study("circular.en").group(context()), salutation=text, addressee=text)
    reader = PdfReader(io.BytesIO(render_pdf(group, language="en")))
    assert words(reader).count(re.sub(r"\s", "", text)) == 2


@pytest.mark.parametrize("language", ["en", "fr", "ar", "es", "pl", "pt"])
def test_a_web_address_that_is_broken_over_lines_can_still_be_copied(language: str) -> None:
    """Spanish, Polish and Portuguese repeat a hyphen at which a line is broken; an address is in no language."""
    address = f"http://un.example/{'resolution-' * 40}"
    source = (STUDY / "circular.en.md").read_text(encoding="utf-8").replace("Yours sincerely,", f"<{address}>\n\nYours sincerely,")
    letter = compile_letter(source, name="circular.en.md", language=language)
    reader = PdfReader(io.BytesIO(render_pdf(letter.group(context()), language=language)))
    assert address in words(reader)
