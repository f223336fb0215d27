"""A secretariat's sheet: rows become movements by one documented rule, and every odd file is one sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from muster.exchange.sheet import COLUMNS, EarlierRow, read_sheet
from muster.exchange.template import write_template
from muster.ledger.drafts import Filing, NewRuling
from muster.ledger.records import Party
from muster.quantities import Quantity
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict

HEADING = "contributor,resource,quantity,stage,date,source"
PARTIES = {"KEN": Party("KEN", "Kenya", "state", ("the lead nation",))}


def csv_sheet(folder: Path, *rows: str, heading: str = HEADING, name: str = "march.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    return path


def workbook(folder: Path, *rows: list[Any], name: str = "march.xlsx", title: str = "Support") -> Path:
    book = Workbook()
    book.active.title = title
    book.active.append(HEADING.split(","))
    for row in rows:
        book.active.append(row)
    path = folder / name
    book.save(path)
    return path


def said(path: Path, **options: Any) -> list[str]:
    return [str(problem) for problem in read_sheet(path, parties=PARTIES, **options).problems]


def filed(path: Path, **options: Any) -> Filing:
    read = read_sheet(path, parties=PARTIES, **options)
    assert read.problems == ()
    return read.value


def moves(rulings: tuple[NewRuling, ...]) -> list[tuple[str, str, int | None]]:
    return [(posting.from_stage.word, posting.to_stage.word, posting.quantity.booked)
            for ruling in rulings for posting in ruling.postings]


# --- the rule for movements -------------------------------------------------------------------------------


def test_what_arrives_is_taken_from_what_was_pledged(tmp_path):
    filing = filed(csv_sheet(tmp_path, "Kenya,personnel,200,present,2024-06-25,note",
                             "Kenya,personnel,1000,pledged,2023-07-29,letter"))
    assert moves(filing.rulings) == [("outside", "pledged", 1000), ("pledged", "present", 200)]
    first, second = (ruling.postings[0].lot for ruling in filing.rulings)
    assert first == second


def test_what_was_never_pledged_comes_from_outside(tmp_path):
    assert moves(filed(csv_sheet(tmp_path, "Kenya,personnel,200,present,2024-06-25,note")).rulings) == [
        ("outside", "present", 200)]


def test_more_than_was_pledged_comes_from_outside_beyond_it(tmp_path):
    filing = filed(csv_sheet(tmp_path, "Kenya,personnel,150,pledged,2024-01-01,letter",
                             "Kenya,personnel,200,present,2024-06-25,note"))
    assert moves(filing.rulings) == [("outside", "pledged", 150), ("pledged", "present", 150),
                                     ("outside", "present", 50)]


def test_the_furthest_stage_is_drawn_on_first(tmp_path):
    filing = filed(csv_sheet(
        tmp_path, "Kenya,personnel,1000,pledged,2024-01-01,a", "Kenya,personnel,600,in training,2024-02-01,b",
        "Kenya,personnel,700,present,2024-06-25,c"))
    assert moves(filing.rulings)[2:] == [("preparing", "present", 600), ("pledged", "present", 100)]


def test_who_goes_home_was_present(tmp_path):
    filing = filed(csv_sheet(tmp_path, "Kenya,personnel,1000,pledged,2024-01-01,a",
                             "Kenya,personnel,400,present,2024-06-25,b", "Kenya,personnel,18,returned,2024-09-26,c"))
    assert moves(filing.rulings)[-1] == ("present", "returned", 18)


def test_contributors_resources_and_named_lots_are_kept_apart(tmp_path):
    heading = HEADING + ",lot"
    filing = filed(csv_sheet(
        tmp_path, "Kenya,personnel,600,pledged,2024-01-01,a,next", "Kenya,personnel,400,pledged,2024-01-01,a,first",
        "Haiti,personnel,10,present,2024-02-01,a,", "Kenya,personnel,450,present,2024-03-01,a,first", heading=heading))
    assert moves(filing.rulings)[2:] == [("outside", "present", 10), ("pledged", "present", 400),
                                         ("outside", "present", 50)]


def test_a_named_lot_is_drawn_on_before_what_stands_nearer_in_none(tmp_path):
    filing = filed(csv_sheet(
        tmp_path, "Kenya,personnel,200,pledged,2024-01-01,a,first", "Haiti,personnel,1,pledged,2024-01-01,a,",
        "Kenya,personnel,300,ready,2023-12-01,b,", "Kenya,personnel,250,present,2024-03-01,c,first",
        heading=HEADING + ",lot"))
    assert moves(filing.rulings)[-2:] == [("pledged", "present", 200), ("ready", "present", 50)]


def test_a_row_without_a_number_is_kept_and_books_nothing(tmp_path):
    filing = filed(csv_sheet(tmp_path, "Tchad,personnel,,pledged,2024-02-29,letter"))
    assert (filing.statements[0].quantity, filing.rulings[0].postings) == (None, ())


def test_nearly_400_keeps_its_bounds(tmp_path):
    filing = filed(csv_sheet(tmp_path, "Kenya,personnel,nearly 400,present,2024-09-21,speech"))
    assert filing.rulings[0].postings[0].quantity == Quantity(400, 380, 400, "nearly 400")


@given(st.lists(st.tuples(st.sampled_from(["pledged", "committed", "preparing", "present", "returned"]),
                          st.integers(1, 500), st.dates(date(2024, 1, 1), date(2024, 12, 31))), min_size=1, max_size=12,
                unique=True),
       st.randoms())
def test_the_order_of_the_rows_changes_no_position_and_nothing_is_lost(tmp_path_factory, rows, random):
    def positions(order: list[tuple[str, int, date]]) -> dict[Stage, int]:
        folder = tmp_path_factory.mktemp("sheet")
        filing = filed(csv_sheet(folder, *(f"Kenya,personnel,{n},{stage},{day},x" for stage, n, day in order)))
        standing: dict[Stage, int] = {}
        for ruling in filing.rulings:
            for posting in ruling.postings:
                standing[posting.from_stage] = standing.get(posting.from_stage, 0) - posting.quantity.booked
                standing[posting.to_stage] = standing.get(posting.to_stage, 0) + posting.quantity.booked
        return standing

    def brought(order: list[tuple[str, int, date]]) -> int:
        return sum(n for stage, n, _ in order if stage == "returned")

    shuffled = random.sample(rows, k=len(rows))
    first = positions(rows)
    assert sum(first.values()) == 0
    assert first.get(Stage.RETURNED, 0) == brought(rows)
    if len({(stage, day) for stage, _, day in rows}) == len(rows):
        assert positions(shuffled) == first


# --- what a cell may say ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Kenya", "KEN", "ke", "the lead nation", "KENYA"])
def test_a_contributor_answers_to_any_of_its_names(tmp_path, name):
    assert filed(csv_sheet(tmp_path, f"{name},personnel,1,present,2024-01-01,x")).statements[0].contributor == "KEN"


def test_a_state_the_ledger_does_not_know_is_added(tmp_path):
    filing = filed(csv_sheet(tmp_path, "Côte d'Ivoire,personnel,1,present,2024-01-01,x",
                             "République dominicaine,personnel,1,present,2024-01-01,x"))
    assert [party.id for party in filing.parties] == ["CIV", "DOM"]


def test_two_parties_of_one_name_must_be_told_apart(tmp_path):
    assert said(csv_sheet(tmp_path, "Congo,personnel,1,present,2024-01-01,x")) == [
        "march.csv, row 2, column contributor: found 'Congo' where one party belongs. Two bear that name: write COD or "
        "COG."]


def test_an_unknown_contributor_is_asked_about(tmp_path):
    assert said(csv_sheet(tmp_path, "Keniya,personnel,1,present,2024-01-01,x")) == [
        "march.csv, row 2, column contributor: found 'Keniya' where a state or a party of this mission belongs. Is it "
        "Kenya? Correct it."]


@pytest.mark.parametrize(("said_so", "kind", "resource", "unit"), [
    ("personnel", Kind.PERSONNEL, "personnel", "persons"), ("police officers", Kind.PERSONNEL, "personnel", "persons"),
    ("Equipment: Helicopter", Kind.EQUIPMENT, "equipment: helicopter", "units"),
    ("armoured vehicles", Kind.EQUIPMENT, "equipment: armoured vehicles", "units"),
    ("véhicules blindés", Kind.EQUIPMENT, "equipment: véhicules blindés", "units")])
def test_a_resource_may_be_a_plain_word(tmp_path, said_so, kind, resource, unit):
    statement = filed(csv_sheet(tmp_path, f"Kenya,{said_so},3,present,2024-01-01,x")).statements[0]
    assert (statement.kind, statement.resource, statement.unit) == (kind, resource, unit)


@pytest.mark.parametrize(("amount", "unit"), [("USD 5000000", ""), ("5000000 USD", ""), ("5000000", "usd")])
def test_money_finds_its_currency_and_is_kept_in_cents(tmp_path, amount, unit):
    sheet = csv_sheet(tmp_path, f"Kenya,money,{amount},committed,2024-01-01,x,{unit}", heading=HEADING + ",unit")
    statement = filed(sheet).statements[0]
    assert (statement.unit, statement.quantity.booked) == ("USD", 500_000_000)


@pytest.mark.parametrize(("cell", "when"), [
    ("2024-09-21", "2024-09-21"), ("2024-09", "2024-09"), ("21 September 2024", "2024-09-21"),
    ("21 septembre 2024", "2024-09-21"), ("1er août 2024", "2024-08-01"), ("Sept. 2024", "2024-09"), ("2024", "2024")])
def test_dates_keep_the_precision_they_were_written_with(tmp_path, cell, when):
    assert str(filed(csv_sheet(tmp_path, f"Kenya,personnel,1,present,{cell},x")).statements[0].when) == when


@pytest.mark.parametrize(("cell", "remedy"), [
    ("03/04/2024", "Day and month could be taken for each other: write it so that they cannot, or say with --dates "
     "day-first or --dates month-first."),
    ("31 February 2024", "There is no such day. Correct it."), ("2024-02-30", "There is no such day. Correct it."),
    ("31/02/2024", "There is no such day, whichever number is the month. Correct it."),
    ("3/4/24", "Write the year out in four figures."),
    ("soon", "Write it that way, as exactly as it is known."),
    ("", "Fill in the day it got there, as exactly as it is known.")])
def test_a_date_that_could_be_misread_is_refused(tmp_path, cell, remedy):
    assert said(csv_sheet(tmp_path, f"Kenya,personnel,1,present,{cell},x")) == [
        f"march.csv, row 2, column date: found {cell!r} where a date as YYYY-MM-DD, YYYY-MM or 21 September 2024 "
        f"belongs. {remedy}".replace("found ''", "found nothing")]


def test_all_faults_of_all_rows_are_said_at_once(tmp_path):
    places = [sentence.partition(":")[0] for sentence in said(csv_sheet(
        tmp_path, "Kenya,personnel,1.5,present,2024-01-01,x", "Narnia,magic,1,here,someday,"))]
    assert places == ["march.csv, row 2, column quantity", "march.csv, row 3, column contributor",
                      "march.csv, row 3, column resource", "march.csv, row 3, column stage",
                      "march.csv, row 3, column date", "march.csv, row 3, column source"]


def test_good_rows_are_taken_and_the_bad_kept_with_their_reasons(tmp_path):
    sheet = csv_sheet(tmp_path, "Kenya,personnel,1,present,2024-01-01,x", "Narnia,personnel,1,present,2024-01-01,x")
    read = read_sheet(sheet, parties=PARTIES, accept_good_rows=True)
    assert [one.locator for one in read.value.statements] == ["row 2"]
    assert [(row.where, row.cells["contributor"]) for row in read.value.refused] == [("march.csv, row 3", "Narnia")]
    assert read_sheet(sheet, parties=PARTIES).value == Filing()


def test_a_row_that_stands_twice_is_asked_about(tmp_path):
    row = "Kenya,personnel,1,present,2024-01-01,x"
    assert said(csv_sheet(tmp_path, row, row)) == [
        "march.csv, row 3: found 'the same as row 2' where a row of its own belongs. Remove it, or tell the two apart "
        "by lot or note."]


def test_a_row_of_an_earlier_sheet_counts_once(tmp_path):
    first = filed(csv_sheet(tmp_path, "Kenya,personnel,600,pledged,2024-01-01,x"))
    earlier = [EarlierRow(one.key, "march", "", one.passage, one.key) for one in first.statements]
    longer = filed(csv_sheet(tmp_path, "Kenya,personnel,600,pledged,2024-01-01,x",
                             "Kenya,personnel,200,present,2024-02-01,x", name="april.csv"), earlier=earlier)
    assert [ruling.verdict for ruling in longer.rulings] == [Verdict.SAME_AS, Verdict.ACCEPT]
    assert longer.rulings[0].cites == (first.statements[0].key,)
    assert longer.rulings[1].postings[0].lot == first.rulings[0].postings[0].lot


def test_the_sheet_is_the_report_and_is_known_by_its_content(tmp_path):
    row = "Kenya,personnel,1,present,2024-01-01,x"
    one, other = filed(csv_sheet(tmp_path, row)), filed(csv_sheet(tmp_path, row + "y"))
    assert one.reports[0].body == (HEADING + "\n" + row + "\n").encode()
    assert one.reports[0].name != other.reports[0].name
    assert (one.reports[0].marking, one.statements[0].aspect) == (Marking.RESTRICTED, Aspect.FLOW)


# --- files as they come -----------------------------------------------------------------------------------


def test_a_workbook_with_real_dates_is_read(tmp_path):
    sheet = workbook(tmp_path, ["Kenya", "personnel", 600, "preparing", date(2024, 9, 21), "speech"],
                     ["Kenya", "personnel", 200, "present", datetime(2024, 10, 1, 8, 30), "note"])
    assert [str(one.when) for one in filed(sheet).statements] == ["2024-09-21", "2024-10-01"]


def test_a_date_shown_as_a_number_is_recognised(tmp_path):
    assert said(workbook(tmp_path, ["Kenya", "personnel", 600, "preparing", 45556, "speech"])) == [
        "march.xlsx, sheet Support, row 2, column date: found '45556' where a date belongs. It looks like 2024-09-21 "
        "shown as a number: give the cell a date format."]


def test_a_formula_is_not_a_value(tmp_path):
    assert said(workbook(tmp_path, ["Kenya", "personnel", "=2*300", "preparing", date(2024, 9, 21), "x"])) == [
        "march.xlsx, sheet Support, row 2, column quantity: found '=2*300' where a value, not a formula belongs. Copy "
        "the column and paste it as values."]


def test_merged_cells_are_named(tmp_path):
    book = Workbook()
    book.active.title = "Support"
    book.active.append(HEADING.split(","))
    book.active.append(["Kenya", "personnel", 600, "preparing", "2024-09-21", "x"])
    book.active.merge_cells("A2:A4")
    book.save(tmp_path / "march.xlsx")
    assert said(tmp_path / "march.xlsx") == [
        "march.xlsx, sheet Support, cells A2:A4: found 'merged cells' where one cell for each value belongs. Unmerge "
        "them and fill each cell."]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_sheet_saved_with_other_separators_and_a_byte_order_mark_is_read(tmp_path, separator):
    text = (HEADING + "\nKenya,personnel,600,preparing,2024-09-21,x\n").replace(",", separator)
    (tmp_path / "march.csv").write_text(text, encoding="utf-8-sig")
    assert filed(tmp_path / "march.csv").statements[0].contributor == "KEN"


def test_french_headings_and_stages_are_understood(tmp_path):
    sheet = csv_sheet(tmp_path, "Kenya,policiers,600,en formation,21 septembre 2024,discours",
                      heading="Contributeur,Ressource,Quantité,Étape,Date,Référence")
    assert filed(sheet).statements[0].stage is Stage.PREPARING


def zipped(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


HOSTILE = [
    ("empty.xlsx", b"", "empty.xlsx: found nothing where a sheet with a heading belongs. Write one with the template."),
    ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
     "old.xls: found 'an old or password-protected workbook' where an .xlsx workbook or a .csv file "
     "belongs. Save it without a password as .xlsx."),
    ("cut.xlsx", b"PK\x03\x04 cut", "cut.xlsx: found 'a damaged archive' where an .xlsx workbook belongs. "
     "Save it again as .xlsx."),
    ("text.docx", zipped(word__document=b"<w/>"), "text.docx: found 'an archive that is no workbook' where an "
     ".xlsx workbook belongs. Save it again as .xlsx."),
    ("macro.xlsm", zipped(xl__workbook=b"", **{"xl__vbaProject.bin": b"x"}), "macro.xlsm: found 'a workbook "
     "with macros' where a workbook without macros belongs. Save it as .xlsx, not .xlsm."),
    ("bomb.xlsx", zipped(**{f"xl__{n}": bytes(70 * 2**20) for n in range(4)}), "bomb.xlsx: found 'an archive that "
     "unpacks to far more than a sheet' where a workbook of at most 256 MB unpacked belongs. Divide the workbook."),
    ("wide.csv", HEADING.encode("utf-16"), "wide.csv: found 'text in UTF-16' where text in UTF-8 belongs. Save it as "
     '"CSV UTF-8".'),
    ("torn.csv", (HEADING + "\nKenya,").encode() + b"\x81\x8d", "torn.csv, line 2: found 'byte 81' where text in "
     "UTF-8 belongs. Save the file again as UTF-8."),
    ("photo.csv", b"\x89PNG\x00\x01", "photo.csv: found 'a binary file' where an .xlsx workbook or a .csv "
     "file belongs. Choose another file."),
    ("quote.csv", HEADING.encode() + b'\nKenya,"personnel', "quote.csv, after row 1: found 'unexpected end of data' "
     "where cells between quotation marks that close belongs. Look for a quotation mark too many."),
    ("poem.csv", b"roses are red\nviolets are blue\n", "poem.csv: found 'roses are red' where a heading with "
     "contributor, resource, quantity, stage, date, source belongs. Start from the template."),
]


@pytest.mark.parametrize(("name", "content", "sentence"), HOSTILE, ids=[name for name, _, _ in HOSTILE])
def test_a_hostile_or_broken_file_is_one_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    assert said(tmp_path / name) == [sentence]


def test_a_million_rows_are_refused_before_they_are_read(tmp_path):
    row = "Kenya,personnel,1,present,2024-01-01,x\n"
    (tmp_path / "long.csv").write_text(HEADING + "\n" + row * 101_000)
    assert said(tmp_path / "long.csv") == ["long.csv: found 'more than 100,000 rows' where at most 100,000 rows "
                                           "belongs. Divide the sheet."]


def test_a_missing_file_is_a_sentence(tmp_path):
    assert said(tmp_path / "none.csv") == ["none.csv: found nothing where a file that can be read belongs. No such "
                                           "file or directory: check it."]


def test_a_column_nobody_knows_is_asked_about(tmp_path):
    sheet = csv_sheet(tmp_path, "Kenya,personnel,1,present,2024-01-01,x,,", heading=HEADING + ",conditon,colour")
    assert [sentence.partition("belongs. ")[2] for sentence in said(sheet)] == [
        "Rename it to condition.", "Remove the column, or call it note."]


def test_a_missing_column_is_said(tmp_path):
    sheet = csv_sheet(tmp_path, "Kenya,personnel,1,present,2024-01-01", heading=HEADING.removesuffix(",source"))
    assert said(sheet) == [
        "march.csv, row 1: found nothing where the column source belongs. Add it: who says so: a document, a letter, a "
        "person in office."]


@pytest.mark.parametrize("name", ["template.xlsx", "template.csv"])
def test_the_template_has_every_column_and_says_that_there_is_nothing_to_load_yet(tmp_path, name):
    write_template(tmp_path / name)
    assert said(tmp_path / name) == [
        f"{name}: found 'a heading and no row below it' where a sheet with something in it belongs. There is nothing "
        "to load yet: fill in a row."]
    if name.endswith("csv"):
        assert (tmp_path / name).read_text(encoding="utf-8-sig").strip().split(",") == list(COLUMNS)


# --- as they come from Excel in Europe --------------------------------------------------------------------


@pytest.mark.parametrize(("cell", "unit", "cents"), [
    ("EUR 2.5m", "EUR", 250_000_000), ("€2.5m", "EUR", 250_000_000), ("US$ 1,2 Mio", "USD", 120_000_000),
    ("2,5 M€", "EUR", 250_000_000), ("5 million USD", "USD", 500_000_000), ("C$80.5m", "CAD", 8_050_000_000),
    ("2 Mrd EUR", "EUR", 200_000_000_000), ("EUR 1.200,50", "EUR", 120_050), ("EUR 1.200.000", "EUR", 120_000_000),
    ("EUR 1 200,50", "EUR", 120_050), ("10 millions d'euros", "EUR", 1_000_000_000), ("EUR 12,50", "EUR", 1_250)])
def test_money_is_read_as_people_write_it_where_it_can_mean_one_thing(tmp_path, cell, unit, cents):
    statement = filed(csv_sheet(tmp_path, f'Kenya,money,"{cell}",committed,2024-01-01,x')).statements[0]
    assert (statement.unit, statement.quantity) == (unit, Quantity(cents, cents, cents))


@pytest.mark.parametrize(("cell", "quantity"), [
    ("twelve", Quantity(12, 12, 12)), ("une vingtaine", Quantity(20, 19, 21, "une vingtaine")),
    ("a dozen", Quantity(12, 12, 12)), ("1.200", Quantity(1200, 1200, 1200)), ("1 200", Quantity(1200, 1200, 1200)),
    ("1'200", Quantity(1200, 1200, 1200)), ("three hundred and fifty", Quantity(350, 350, 350)),
    ("600 officers", Quantity(600, 600, 600)), ("plus de 600", Quantity(600, 600, None, "plus de 600")),
    ("between 40 and 50", Quantity(40, 40, 50, "between 40 and 50"))])
def test_persons_are_counted_in_words_and_with_any_separator(tmp_path, cell, quantity):
    (one,) = filed(csv_sheet(tmp_path, f'Kenya,personnel,"{cell}",present,2024-01-01,x')).statements
    assert one.quantity == quantity


@pytest.mark.parametrize(("cell", "remedy"), [
    ("EUR 1.200", "Write 1200 or 1.200, or say with --decimal comma or --decimal point which mark ends the whole "
     "part."),
    ("USD 1,200 million", "Write 1200 million or 1.200 million, or say with --decimal comma or --decimal point which "
     "mark ends the whole part."),
    ("5 million shillings", "Write its code, for example KES."),
    ("¥5m", "Write its code, for example USD, CAD or JPY."),
    ("hundreds of euros", "Write it in figures, for example 2500000 or nearly 400, or leave it empty if nobody gave a "
     "number.")])
def test_an_amount_that_could_be_two_is_refused_with_both(tmp_path, cell, remedy):
    (sentence,) = said(csv_sheet(tmp_path, f'Kenya,money,"{cell}",committed,2024-01-01,x'))
    assert sentence.partition(" belongs. ")[2] == remedy


def test_what_other_cells_show_settles_what_one_leaves_open_and_is_said(tmp_path):
    sheet = csv_sheet(tmp_path, 'Kenya,money,"EUR 1.200",committed,2024-01-01,x',
                      'Kenya,money,"EUR 3.400,50",committed,05/03/2024,x', "Haiti,personnel,5,present,21/03/2024,x")
    read = read_sheet(sheet, parties=PARTIES)
    assert [one.quantity.booked for one in read.value.statements] == [120_000, 340_050, 5]
    assert str(read.value.statements[1].when) == "2024-03-05"
    assert read.notes == ("Read with a decimal comma, as '3.400,50' shows.",
                          "Dates read day-first, as '21/03/2024' shows.")


def test_what_the_owner_declares_settles_the_rest(tmp_path):
    sheet = csv_sheet(tmp_path, 'Kenya,money,"EUR 1.200",committed,03/04/2024,x')
    (one,) = filed(sheet, decimal=",", dates="month-first").statements
    assert (one.quantity.booked, str(one.when)) == (120_000, "2024-03-04")


def test_a_bare_number_of_a_workbook_has_a_decimal_point_whatever_the_other_cells_show(tmp_path):
    sheet = workbook(tmp_path, ["Kenya", "money", "EUR 3.400,50", "committed", "2024-01-01", "x"],
                     ["Kenya", "personnel", 1.25, "present", "2024-01-01", "x"])
    (sentence,) = said(sheet)
    assert "row 3, column quantity: found '1.25'" in sentence


def test_a_sheet_as_excel_saves_it_in_western_europe_is_read_and_its_encoding_told(tmp_path):
    lines = ("sep=;", HEADING.replace(",", ";"), "Côte d’Ivoire;money;EUR 1.200;committed;2024-01-01;né à Zürich", "")
    (tmp_path / "mars.csv").write_bytes("\r\n".join(lines).encode("cp1252"))
    read = read_sheet(tmp_path / "mars.csv")
    assert read.problems == ()
    assert [(one.contributor, one.quantity.booked) for one in read.value.statements] == [("CIV", 120_000)]
    assert read.notes == ("mars.csv is not UTF-8 and was read as Windows-1252: check its accents.",
                          "Read with a decimal comma, since semicolons stand between the cells.")


def test_a_title_above_the_heading_does_not_hide_what_stands_between_the_cells(tmp_path):
    (tmp_path / "march.csv").write_text("Support, received\n" + HEADING.replace(",", ";")
                                        + "\nKenya;personnel;600;preparing;2024-09-21;x\n", encoding="utf-8")
    assert filed(tmp_path / "march.csv").statements[0].contributor == "KEN"


def test_a_row_says_how_near_its_source_stands(tmp_path):
    sheet = csv_sheet(tmp_path, "Kenya,personnel,1,present,2024-01-01,radio,press quoting",
                      "Kenya,personnel,2,present,2024-01-01,note,", heading=HEADING + ",grade")
    assert [one.grade for one in filed(sheet).statements] == [Grade.PRESS_QUOTING, Grade.COUNTERPART]


def test_an_id_names_one_row(tmp_path):
    sheet = csv_sheet(tmp_path, "Kenya,personnel,1,present,2024-01-01,x,K1",
                      "Kenya,personnel,2,present,2024-01-01,x,K1", heading=HEADING + ",id")
    assert said(sheet) == ["march.csv, row 3, column id: found 'K1' where an id of its own belongs. Row 2 has it "
                           "already: give this one another."]


def test_all_that_one_row_brought_leaves_with_its_bounds(tmp_path):
    filing = filed(csv_sheet(tmp_path, "Kenya,personnel,nearly 400,present,2024-01-01,x",
                             "Kenya,personnel,nearly 400,returned,2024-02-01,x"))
    assert filing.rulings[1].postings[0].whole


def test_people_are_given_in_persons_not_in_battalions(tmp_path):
    sheet = csv_sheet(tmp_path, "Kenya,personnel,1,pledged,2024-01-01,x,battalion", heading=HEADING + ",unit")
    assert said(sheet) == ["march.csv, row 2, column unit: found 'battalion' where persons belongs. Give the number of "
                           "persons, or leave the quantity empty where nobody did."]


# --- money in words, and money nobody can read ------------------------------------------------------------

@pytest.mark.parametrize("cell", [
    "one and a half million euros", "a million and a half euros", "un million et demi d'euros",
    "anderthalb Millionen Euro", '"1,5 Millionen Euro"', "EUR 1500000",
])
def test_a_million_and_a_half_is_read_in_words(tmp_path, cell):
    sheet = csv_sheet(tmp_path, f"Kenya,money,{cell},pledged,2024-09-21,letter")
    assert moves(filed(sheet).rulings) == [("outside", "pledged", 150_000_000)]


@pytest.mark.parametrize(("cell", "told"), [
    ("XXQ 12", "an amount of money with its currency belongs. XXQ is no ISO 4217 code. Write the code and the number "
               "in figures, for example EUR 1500000."),
    ("Dinars 5", "an amount of money with its currency belongs. Write the code and the number in figures, for example "
                 "EUR 1500000."),
    ("Sh2.5 billion", "a currency that can be read one way only belongs. Write its code, for example KES."),
    ("five million and a quarter euros", "an amount of money with its currency belongs. Write the code and the number "
                                         "in figures, for example EUR 1500000."),
])
def test_money_without_a_currency_anybody_knows_names_its_own_cell(tmp_path, cell, told):
    sheet = csv_sheet(tmp_path, f"Kenya,money,{cell},pledged,2024-09-21,letter")
    assert said(sheet) == [f"march.csv, row 2, column quantity: found {cell!r} where {told}"]


def test_a_plain_number_of_money_lacks_its_unit(tmp_path):
    assert said(csv_sheet(tmp_path, "Kenya,money,2.5 million,pledged,2024-09-21,letter")) == [
        "march.csv, row 2, column unit: found nothing where an ISO 4217 currency code belongs. Write USD, EUR, KES ..."]


# --- days as people write them ----------------------------------------------------------------------------

@pytest.mark.parametrize(("cell", "day"), [
    ('"March 12, 2024"', "2024-03-12"), ("mars 12 2024", "2024-03-12"), ("2024-1-5", "2024-01-05"),
    ("2024/1/5", "2024-01-05"), ("3rd of November 2024", "2024-11-03"), ("1. November 2024", "2024-11-01"),
    ("le 1er novembre 2024", "2024-11-01"), ("3. März 2024", "2024-03-03"), ("March of 2024", "2024-03"),
])
def test_a_day_that_names_its_month_is_read_as_written(tmp_path, cell, day):
    filing = filed(csv_sheet(tmp_path, f"Kenya,personnel,200,present,{cell},letter"))
    assert [str(posting.when) for ruling in filing.rulings for posting in ruling.postings] == [day]


@pytest.mark.parametrize("cell", ["2024-13-5", '"February 30, 2024"', "31. November 2024", "0. March 2024"])
def test_a_day_that_never_was_is_refused(tmp_path, cell):
    (told,) = said(csv_sheet(tmp_path, f"Kenya,personnel,200,present,{cell},letter"))
    assert told.endswith("There is no such day. Correct it.")


def test_a_file_that_is_a_workbook_by_name_alone_is_said_to_be_one(tmp_path):
    (tmp_path / "march.xlsx").write_bytes(b"\x01\x02\xfe random")
    assert said(tmp_path / "march.xlsx") == [
        "march.xlsx: found 'a file that only its name calls .xlsx' where an .xlsx workbook belongs. Open it in what "
        "made it and save it as .xlsx, or name it .csv if it is text."]
