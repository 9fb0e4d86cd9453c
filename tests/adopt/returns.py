"""Workbooks as governments and their auditors send them out: lines and columns with numbers, totals, cells that are shut, checks, notes."""

from __future__ import annotations

from collections.abc import Iterator

from tests.adopt.making import Maker, Sample

_YES_NO = {"validate": "list", "source": ["Y", "N"]}


def awards() -> Sample:
    """Return the schedule of federal awards: who is audited above, then a long table with lists, and columns that are worked out."""
    make = Maker("awards")
    make.hidden("Agencies", [["10", "14", "84", "93"], ["RESEARCH AND DEVELOPMENT", "STUDENT FINANCIAL ASSISTANCE", "N/A"]])
    cover = make.sheet("Coversheet")
    cover.write("A1", "Workbook Title", make.bold)
    cover.write("B1", "Federal Awards Expended", make.bold)
    cover.write("A2", "Version", make.bold)
    cover.write("B2", "1.1.6", make.bold)
    cover.write("A3", "Auditee UEI", make.bold)
    make.ask(
        cover, "B3", "Auditee UEI", "text", code="@", rule={"validate": "length", "criteria": "equal to", "value": 12}, name="auditee_uei"
    )
    page = make.sheet("Form")
    heads = (
        "Federal Agency Prefix",
        "ALN (CFDA) Three Digit Extension",
        "Additional Award Identification",
        "Federal Program Name",
        "Amount Expended",
        "Cluster Name",
        "Federal Program Total",
        "Loan / Loan Guarantee",
        "Passed Through to Subrecipients",
        "Type of Audit Report",
    )
    page.write_row("A1", heads, make.head)
    kinds = {
        "A": ("select_one", {"rule": {"validate": "list", "source": "=Agencies!$A$1:$A$4"}}),
        "B": ("text", {"code": "@"}),
        "C": ("text", {"code": "@"}),
        "D": ("text", {"code": "@"}),
        "E": ("integer", {"rule": {"validate": "integer", "criteria": "between", "minimum": -(10**9), "maximum": 10**9}}),
        "F": ("select_one", {"rule": {"validate": "list", "source": "=Agencies!$B$1:$B$3"}}),
        "H": ("select_one", {"rule": _YES_NO}),
        "I": ("select_one", {"rule": _YES_NO}),
        "J": ("select_one", {"rule": {"validate": "list", "source": ["U", "Q", "A", "D"]}}),
    }
    for row in range(2, 62):
        for letter, (kind, how) in kinds.items():
            make.ask(page, f"{letter}{row}", heads[ord(letter) - 65], kind, **how)  # type: ignore[arg-type]
        page.write_formula(f"G{row}", f'=IF(A{row}="","",SUMIFS(E$2:E$61,A$2:A$61,A{row},B$2:B$61,B{row}))', make.grey, "")
    page.write("L1", "Total Amount Expended", make.head)
    page.write_formula("L2", "=SUM(E2:E61)", make.grey, 0)
    return make.done()


def outturn(*, protect: bool = True) -> Sample:
    """Return a revenue outturn: lines and columns with numbers, a prior year, shut cells in grey, subtotals, and checks on a sheet."""
    make = Maker(f"outturn{'' if protect else '-open'}", protect=protect)
    page = make.sheet("RO2")
    page.merge_range("A1:J1", "REVENUE OUTTURN: HIGHWAYS AND TRANSPORT SERVICES (RO2) 2024-25", make.bold)
    page.write("A2", "Local authority")
    make.ask(page, "C2", "Local authority", "select_one", rule={"validate": "list", "source": ["Adur", "Barnet", "Camden"]})
    page.write("A3", "E-code")
    page.write_formula("C3", '=IF(C2="","",VLOOKUP(C2,LAs!A:B,2,0))', make.grey, "")
    page.merge_range("A5:B6", "Line and service", make.head)
    heads = {
        "C": "Employees",
        "D": "Running expenses",
        "E": "Total expenditure",
        "F": "Sales, fees and charges",
        "G": "Other income",
        "H": "Total income",
        "I": "Net current expenditure",
    }
    for number, (letter, head) in enumerate(heads.items(), 1):
        page.write(f"{letter}5", head, make.head)
        page.write(f"{letter}6", f"({number}){' = (1)+(2)' if letter == 'E' else ''}", make.head)
    page.write("J5", "Prior year", make.head)
    page.write("J6", "2023-24", make.head)
    row = 7
    for band, items in (
        ("Transport planning, policy and strategy", ("Highways maintenance planning", "Public and other transport planning")),
        ("Highways and roads – routine maintenance", ("Winter service", "Street lighting", "Bridges and structures")),
        ("Parking services", ("On-street parking", "Off-street parking")),
    ):
        page.merge_range(f"A{row}:J{row}", band, make.bold)
        row += 1
        first = row
        for item in items:
            page.write(f"A{row}", 200 + row)
            page.write(f"B{row}", item, make.text)
            for letter, head in heads.items():
                if letter in "EHI":
                    calculation = {"E": f"=C{row}+D{row}", "H": f"=F{row}+G{row}", "I": f"=E{row}-H{row}"}[letter]
                    page.write_formula(f"{letter}{row}", calculation, make.grey, 0)
                elif item == "Winter service" and letter == "F":
                    page.write_blank(f"F{row}", None, make.book.add_format({"bg_color": "#000000"}))
                else:
                    make.ask(page, f"{letter}{row}", f"{item}|{head}", "integer", code="#,##0")
            page.write(f"J{row}", row * 11, make.grey)
            row += 1
        page.write(f"B{row}", f"TOTAL {band}", make.bold)
        for letter in "CDEFGHI":
            page.write_formula(f"{letter}{row}", f"=SUM({letter}{first}:{letter}{row - 1})", make.grey, 0)
        row += 1
    checks = make.sheet("Validation")
    checks.write_row("A1", ["Check", "Result", "Difference", "Please explain"], make.head)
    for number in (2, 3, 4):
        checks.write(f"A{number}", f"Line {200 + number * 3}: income is not negative", make.text)
        checks.write_formula(f"B{number}", f'=IF(RO2!H{number + 6}<0,"Query","OK")', make.grey, "OK")
        checks.write_formula(f"C{number}", f"=RO2!H{number + 6}-RO2!J{number + 6}", make.grey, 0)
        make.ask(checks, f"D{number}", f"Line {200 + number * 3}: income is not negative|Please explain", "text", code="@")
    return make.done()


def bands() -> Sample:
    """Return a taxbase return: bands side by side, lines of many words over merged cells, totals, and a certificate beneath it."""
    make = Maker("bands", protect=False, colours=False)
    page = make.sheet("CTB Form")
    page.merge_range("A1:K1", "CTB(October 2024) Calculation of Council Tax Base", make.bold)
    page.merge_range("A2:B2", "Please e-mail to: returns@example.org", make.text)
    page.merge_range("A4:B4", "Dwellings shown on the Valuation List", make.head)
    letters = dict(zip("CDEFGHIJ", ("Band A", "Band B", "Band C", "Band D", "Band E", "Band F", "Band G", "Band H"), strict=True))
    for letter, band in letters.items():
        page.write(f"{letter}4", band, make.head)
    page.write("K4", "TOTAL", make.head)
    box = make.book.add_format({"border": 1, "text_wrap": True})
    said = (
        "1. Total number of dwellings on the Valuation List",
        "2. Number of dwellings on the list exempt on 7 October",
        "3. Number of demolished dwellings",
        "",
        "5. Number of chargeable dwellings in line 4 subject to disabled reduction",
        "6. Number of dwellings with a single adult discount of 25%",
    )
    for row, words in enumerate(said, 5):
        if not words:
            page.merge_range(f"A{row}:B{row}", "4. Number of chargeable dwellings (lines 1-2-3)", box)
            for letter in (*letters, "K"):
                page.write_formula(f"{letter}{row}", f"={letter}5-{letter}6-{letter}7", make.grey, 0)
            continue
        page.merge_range(f"A{row}:B{row}", words, box)
        for letter, band in letters.items():
            make.ask(page, f"{letter}{row}", f"{words}|{band}", "integer", code="0")
        page.write_formula(f"K{row}", f"=SUM(C{row}:J{row})", make.grey, 0)
    page.merge_range("A13:K13", "Certificate of Chief Financial Officer", make.head)
    page.merge_range(
        "A14:K14", "I certify that the information provided on this form is based on the dwellings shown in the Valuation List.", make.text
    )
    line = make.book.add_format({"bottom": 1})
    for row, label in ((16, "Chief Financial Officer:"), (17, "Date:")):
        page.write(f"A{row}", label)
        page.write_blank(f"B{row}", None, line)
        make.truth["CTB Form", f"B{row}"] = (label, "")
    return make.done()


def immunization() -> Sample:
    """Return a joint reporting form: codes before questions, schedules in a table, doses with a reason, nothing protected."""
    make = Maker("immunization", protect=False)
    page = make.sheet("Schedule and coverage")
    page.merge_range("A1:H1", "WHO/UNICEF Joint Reporting Form on Immunization, 2024", make.head)
    page.write("A2", "Country", make.bold)
    make.ask(page, "B2", "Country", "", to="D2")
    page.write_row("A4", ["Code", "Question", "Answer", "Comments"], make.head)
    for row, (code, words) in enumerate(
        (
            ("1010", "Does the country have a standing technical advisory group?"),
            ("1020", "Number of meetings held in 2024"),
            ("1030", "Year of the national plan"),
        ),
        5,
    ):
        page.write_row(f"A{row}", [code, words], make.text)
        make.ask(page, f"C{row}", f"{words}|Answer", "select_one" if row == 5 else "", rule=_YES_NO if row == 5 else None)
        make.ask(page, f"D{row}", f"{words}|Comments", "")
    page.merge_range("A9:H9", "Vaccination schedule", make.bold)
    heads = ("Vaccine", "1st dose", "2nd dose", "3rd dose", "Entire country?", "Comments")
    page.write_row("A10", heads, make.head)
    for row, vaccine in enumerate(("BCG", "Hepatitis B, birth dose", "DTP-containing vaccine", "Measles-containing vaccine", "HPV"), 11):
        page.write(f"A{row}", vaccine, make.text)
        for letter, head in zip("BCDEF", heads[1:], strict=True):
            make.ask(
                page, f"{letter}{row}", f"{vaccine}|{head}", "select_one" if letter == "E" else "", rule=_YES_NO if letter == "E" else None
            )
    page.merge_range("A18:H18", "Coverage (administrative)", make.bold)
    page.write_row("A19", ["Antigen", "Number of doses given", "Target population", "Coverage %"], make.head)
    for row, antigen in enumerate(("BCG", "DTP1", "DTP3", "MCV1", "MCV2"), 20):
        page.write(f"A{row}", antigen, make.text)
        make.ask(page, f"B{row}", f"{antigen}|Number of doses given", "integer", code="0")
        make.ask(page, f"C{row}", f"{antigen}|Target population", "integer", code="0")
        page.write_formula(f"D{row}", f'=IF(C{row}>0,B{row}/C{row},"")', make.grey, "")
    return make.done()


def inspection() -> Sample:
    """Return a French form without any drawing: numbered questions, Oui/Non beside them, and a word on what to say if so."""
    make = Maker("inspection", protect=False, colours=False)
    page = make.sheet("Questionnaire")
    page.write("A1", "Questionnaire sur l’administration et l’inspection du travail", make.bold)
    page.write_row("A3", ["N°", "Question", "Réponse", "Précisez"], make.head)
    said = (
        "Existe-t-il un service d’inspection du travail ?",
        "Nombre d’inspecteurs en fonction au 31 décembre",
        "dont femmes",
        "Nombre d’établissements assujettis",
        "Nombre de visites effectuées",
        "Les inspecteurs disposent-ils de véhicules ?",
        "Un rapport annuel est-il publié ?",
    )
    for row, words in enumerate(said, 4):
        page.write(f"A{row}", f"{row - 3}.")
        page.write(f"B{row}", words, make.text)
        for letter in "CD":
            make.truth["Questionnaire", f"{letter}{row}"] = ("", "")
        if words.endswith("?"):
            page.data_validation(f"C{row}", {"validate": "list", "source": ["Oui", "Non"]})
            make.truth["Questionnaire", f"C{row}"] = (f"{words}|Réponse", "select_one")
    page.write("A13", "Personne à contacter", make.bold)
    for row, label in enumerate(("Nom et prénom :", "Fonction :", "Courriel :", "Téléphone :"), 14):
        page.write(f"B{row}", label)
        make.truth["Questionnaire", f"C{row}"] = (label, "")
    return make.done()


def months() -> Sample:
    """Return monthly figures down the rows of two blocks side by side, with the contact above and a note on revisions beneath."""
    make = Maker("two-blocks", protect=False, colours=False)
    page = make.sheet("Monthly")
    page.write("A1", "Monthly questionnaire on electricity", make.bold)
    page.write("A2", "Reporting country:", make.bold)
    make.ask(page, "B2", "Reporting country:", "")
    plain = make.book.add_format({"border": 1})
    for first, title, heads in ((0, "Production, GWh", ("Hydro", "Thermal", "Wind")), (6, "Trade, GWh", ("Imports", "Exports"))):
        page.merge_range(3, first, 3, first + len(heads), title, make.head)
        page.write_row(4, first, ("Month", *heads), make.head)
        for row in range(12):
            month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[row]
            page.write(5 + row, first, month, plain)
            for number, head in enumerate(heads, 1):
                make.ask(page, f"{chr(65 + first + number)}{6 + row}", f"{month}|{head}", "")
        page.write(17, first, "Total", make.bold)
        for number in range(1, len(heads) + 1):
            letter = chr(65 + first + number)
            page.write_formula(17, first + number, f"=SUM({letter}6:{letter}17)", make.grey, 0)
    page.merge_range("A21:I21", "Revisions and breaks in series (please describe):", make.bold)
    make.ask(page, "A22", "Revisions and breaks in series (please describe):", "text", to="I26")
    return make.done()


def disclosures() -> Sample:
    """Return a sustainability template: data points with numbers, merged answers with units, a table of energy, and notes on each."""
    make = Maker("disclosures")
    make.hidden("Lists", [["Yes", "No"], ["Individual", "Consolidated"]])
    page = make.sheet("General information")
    page.set_column("B:B", 50)
    page.merge_range("B1:F1", "VSME Template – B1 Basis for preparation", make.head)
    page.merge_range("B2:F2", "Cells in yellow are to be filled in. Fields with * are required.", make.text)
    row = 4
    for label, kind, how in (
        ("Name of the reporting entity *", "text", {"code": "@"}),
        ("Identifier of the reporting entity *", "text", {"code": "@"}),
        ("Basis of the report *", "select_one", {"rule": {"validate": "list", "source": "=Lists!$B$1:$B$2"}}),
        ("Turnover", "decimal", {"code": "#,##0.00"}),
        ("Number of employees *", "integer", {"rule": {"validate": "integer", "criteria": ">=", "value": 0}}),
        ("Start of the reporting period *", "date", {"code": "dd/mm/yyyy"}),
        (
            "Has a disclosure been omitted as classified or sensitive?",
            "select_one",
            {"rule": {"validate": "list", "source": "=Lists!$A$1:$A$2"}},
        ),
    ):
        page.write(f"A{row}", f"B1-{row - 3}", make.grey)
        page.write(f"B{row}", label, make.text)
        make.ask(page, f"C{row}", label, kind, to=f"D{row}", **how)
        page.write(f"E{row}", "EUR" if label == "Turnover" else "")
        page.write_formula(f"F{row}", f'=IF(AND(RIGHT(B{row})="*",C{row}=""),"MISSING","OK")', make.grey, "MISSING")
        row += 1
    page.write("B12", "If the answer is yes, please list the disclosures that were omitted", make.text)
    make.ask(page, "B13", "If the answer is yes, please list the disclosures that were omitted", "text", to="D16")
    energy = make.sheet("B3 Energy")
    energy.merge_range("B2:E2", "Energy consumption (MWh)", make.head)
    energy.write_row("B3", ["", "Renewable", "Non-renewable", "Total"], make.head)
    for line, item in enumerate(("Electricity (as on the bills)", "Self-generated electricity", "Fuels"), 4):
        energy.write(f"B{line}", item, make.text)
        for letter, head in (("C", "Renewable"), ("D", "Non-renewable")):
            make.ask(energy, f"{letter}{line}", f"{item}|{head}", "decimal", code="0.00")
        energy.write_formula(f"E{line}", f"=C{line}+D{line}", make.grey, 0)
    return make.done()


def returns() -> Iterator[Sample]:
    """Yield all of them."""
    yield from (awards(), outturn(), outturn(protect=False), bands(), immunization(), inspection(), months(), disclosures())
