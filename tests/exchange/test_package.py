"""Any mission's package: every fault of every cell is said at once, and good rows can be taken without the bad."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from muster.exchange.package import read_editions, read_package
from muster.quantities import Quantity
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict


def said(folder: Path, **options: bool) -> list[str]:
    return [str(problem) for problem in read_package(folder, **options).problems]


def test_a_right_package_becomes_reports_statements_and_rulings(tables, write):
    read = read_package(write(tables))
    assert read.problems == ()
    pledge, arrival = read.value.statements
    assert (pledge.key, pledge.aspect, pledge.kind, pledge.grade) == (
        "note-1:pledges/FRE-300", Aspect.PLEDGE, Kind.PERSONNEL, Grade.PARTY)
    assert (str(arrival.when), arrival.from_stage, arrival.detail) == (
        "2031-03", Stage.PLEDGED, {"measure": "flow", "lot": "FRE-300"})
    assert arrival.quantity == Quantity(120, 114, 126, "about 120")
    assert read.value.reports[0].marking is Marking.PUBLIC


def test_what_no_ruling_judges_is_judged_by_the_posting_rules(tables, write):
    rulings = {ruling.statement: ruling for ruling in read_package(write(tables)).value.rulings}
    assert rulings["note-1:pledges/FRE-300"].policy == "posting rules"
    own = rulings["note-2:movements/FRE-1"]
    assert (own.author, own.verdict) == ("desk", Verdict.ACCEPT)
    assert own.postings[0].quantity == Quantity(120, 110, 130, "about 120")


def test_a_package_can_leave_unjudged_what_nobody_ruled_on(tables, write):
    filing = read_package(write(tables, posting_rules=False)).value
    assert [ruling.author for ruling in filing.rulings] == ["desk"]


SPOILED = [
    ("pledges", "announced", "10.01.2031",
     "kit/pledges.csv, row 2, column announced: found '10.01.2031' where a date as YYYY-MM-DD, YYYY-MM, YYYY or "
     "FIRST/LAST belongs. Write the date that way, as exactly as the source gave it."),
    ("pledges", "announced", "2031-02-30",
     "kit/pledges.csv, row 2, column announced: found '2031-02-30' where a date as YYYY-MM-DD, YYYY-MM, YYYY or "
     "FIRST/LAST belongs. Write the date that way, as exactly as the source gave it."),
    ("pledges", "quantity", "-300",
     "kit/pledges.csv, row 2, column quantity: found '-300' where a whole number of persons belongs. Correct the cell, "
     "or leave it empty if nobody gave a number."),
    ("pledges", "quantity", "9" * 20,
     f"kit/pledges.csv, row 2, column quantity: found '{'9' * 20}' where a figure below 9,007,199,254,740,992 belongs. "
     "Check the unit and the zeros."),
    ("pledges", "quantity", "up to 300",
     "kit/pledges.csv, row 2: note-1:pledges/FRE-300, quantity: found 'up to 300' where the number to book belongs. "
     "Rule on it yourself and say which number to book."),
    ("pledges", "unit", "",
     "kit/pledges.csv, row 2, column unit: found nothing where the unit of the quantity beside it belongs. Write "
     "persons, units, beds ... or a currency code."),
    ("pledges", "unit", "USX",
     "kit/pledges.csv, row 2, column unit: found 'USX' where an ISO 4217 currency code belongs. Correct the code."),
    ("pledges", "contributor", "FRD",
     "kit/pledges.csv, row 2, column contributor: found 'FRD' where the id of a party in parties belongs. Add it "
     "there, or correct the name."),
    ("pledges", "measure", "promise",
     "kit/pledges.csv, row 2, column measure: found 'promise' where one of pledge, tranche, restatement, revision, "
     "rotation, aggregate, superseded belongs. Choose one of these words."),
    ("pledges", "resource", "Personnel",
     "kit/pledges.csv, row 2, column resource: found 'Personnel' where one of personnel, equipment, logistics, money, "
     'undertaking, alone or before ": thing" belongs. Begin with the kind, as in equipment: helicopter.'),
    ("pledges", "source_id", "note-9",
     "kit/pledges.csv, row 2, column source_id: found 'note-9' where the id of a source in sources belongs. Add it "
     "there, or correct the name."),
    ("pledges", "passage", "",
     "kit/pledges.csv, row 2, column passage: found nothing where the passage; of a citation report, in our own words "
     "belongs. Fill the cell, or leave the row out."),
    ("parties", "kind", "empire",
     "kit/parties.csv, row 2, column kind: found 'empire' where one of state, organisation, unit, person belongs. "
     "Choose one of these words."),
    ("lots", "books", "pledged;gone",
     "kit/lots.csv, row 2, column books: found 'gone' where one of outside, pledged, committed, preparing, ready, "
     "moving, present, spent, held, returned, lost, lapsed belongs. Correct the stage."),
    ("rulings", "known", "2031-03-01",
     "kit/rulings.csv, row 2, column known: found '2031-03-01' where a day no earlier than 2031-03-02, when "
     "movements/FRE-1 was published belongs. Leave the cell empty, or correct the day."),
    ("rulings", "statement", "movements/FRE-2",
     "kit/rulings.csv, row 2, column statement: found 'movements/FRE-2' where a row named as table/id belongs. Add it "
     "there, or correct the name."),
    ("postings", "quantity", "120 [130, 110]",
     "kit/postings.csv, row 2, column quantity: found '120 [130, 110]' where NUMBER [LOWEST, HIGHEST], the lowest "
     "first belongs. Correct the bounds."),
    ("postings", "to_stage", "pledged",
     "kit/postings.csv, row 2, column to_stage: found 'pledged' where a stage other than the one it leaves belongs. "
     "Correct one of the two stages."),
]


@pytest.mark.parametrize(("table", "column", "cell", "sentence"), SPOILED)
def test_a_faulty_cell_is_said_with_file_row_column_and_remedy(tables, write, table, column, cell, sentence):
    tables[table][0][column] = cell
    assert sentence in said(write(tables))


def test_money_needs_a_currency(tables, write):
    tables["pledges"][0] |= {"resource": "money", "unit": "dollars", "lot": ""}
    assert said(write(tables)) == [
        "kit/pledges.csv, row 2, column unit: found 'dollars' where an ISO 4217 currency code belongs. Write USD, EUR, "
        "KES ..."]


def test_all_faults_are_said_at_once(tables, write):
    tables["sources"][0]["published"] = "soon"
    tables["pledges"][0] |= {"quantity": "many", "grade": "good"}
    tables["movements"][0]["stage"] = "there"
    places = [sentence.partition(":")[0] for sentence in said(write(tables))]
    assert [place for place in places if "column" in place][:4] == [
        "kit/sources.csv, row 2, column published", "kit/pledges.csv, row 2, column grade",
        "kit/pledges.csv, row 2, column quantity", "kit/movements.csv, row 2, column stage"]


def test_a_name_used_twice_is_said_with_both_rows(tables, write):
    tables["pledges"].append(dict(tables["pledges"][0]))
    assert said(write(tables)) == [
        "kit/pledges.csv, row 3, column id: found 'FRE-300' where a name of its own belongs. It is used already in "
        "kit/pledges.csv, row 2. Rename one of the two."]


def test_with_faults_nothing_is_handed_over(tables, write):
    tables["movements"][0]["stage"] = "there"
    assert read_package(write(tables)).value.reports == ()


def test_good_rows_are_taken_and_the_refused_kept_with_their_reasons(tables, write):
    tables["movements"][0]["stage"] = "there"
    read = read_package(write(tables), accept_good_rows=True)
    assert [statement.key for statement in read.value.statements] == ["note-1:pledges/FRE-300"]
    assert [(row.where, row.cells["id" if "id" in row.cells else "ruling"]) for row in read.value.refused[:2]] == [
        ("kit/movements.csv, row 2", "FRE-1"), ("kit/rulings.csv, row 2", "r1")]
    assert read.value.refused[1].reasons[0].remedy == "That row was refused: mend it first."


def test_a_ruling_without_one_of_its_postings_does_not_stand(tables, write):
    tables["postings"].append(dict(tables["postings"][0], posting="p2", quantity="lots"))
    read = read_package(write(tables), accept_good_rows=True)
    assert [ruling.statement for ruling in read.value.rulings] == ["note-1:pledges/FRE-300"]


def test_a_statement_whose_ruling_was_refused_is_not_judged_by_the_rules_instead(tables, write):
    tables["rulings"][0]["verdict"] = "perhaps"
    read = read_package(write(tables), accept_good_rows=True)
    assert "note-2:movements/FRE-1" not in {ruling.statement for ruling in read.value.rulings}


# --- files ------------------------------------------------------------------------------------------------


def test_text_that_is_not_utf8_is_said_with_its_line(tables, write):
    folder = write(tables)
    (folder / "parties.csv").write_bytes("party_id,name,kind\nFRE,Frédonie,state\n".encode("latin-1"))
    assert said(folder)[0] == ("kit/parties.csv, line 2: found 'byte e9' where text in UTF-8 belongs. Save the file "
                               "again as UTF-8.")


def test_a_missing_column_and_an_unknown_one_are_both_said(tables, write):
    for row in tables["pledges"]:
        row["amount"] = row.pop("measure")
    sentences = said(write(tables))
    assert sentences[0].startswith("kit/pledges.csv, row 1: found 'amount' where one of announced, channel, ")
    assert sentences[1].startswith("kit/pledges.csv, row 1: found nothing where the column measure belongs. Add it: ")


def test_a_row_with_a_cell_too_many_is_said(tables, write):
    folder = write(tables)
    with (folder / "parties.csv").open("a") as opened:
        opened.write("OSS,Osterlich,state,more\n")
    assert said(folder) == ["kit/parties.csv, row 4: found '4 cells' where 3 cells, as the heading has belongs. Look "
                            "for a missing or unquoted comma."]


@pytest.mark.parametrize(
    "path", ["../secret.csv", "/etc/passwd", "https://example.org/a.csv", "a\\b.csv", "", ".hidden"])
def test_no_path_leads_out_of_the_package(tables, write, path):
    folder = write(tables, resources=[{"name": "sources", "path": path}, {"name": "parties", "path": "parties.csv"}])
    assert "where a path inside the package, parts joined by / belongs." in said(folder)[0]


def test_a_link_is_not_followed(tables, write, tmp_path):
    folder = write(tables)
    secret = tmp_path / "secret.csv"
    secret.write_text("party_id,name,kind\nFRE,Freedonia,state\n")
    (folder / "parties.csv").unlink()
    os.symlink(secret, folder / "parties.csv")
    assert said(folder)[0] == ("kit/parties.csv: found 'parties.csv' where a file, not a link belongs. Put a copy of "
                               "the file into the package.")


def test_a_file_of_absurd_size_is_not_read(tables, write, monkeypatch):
    monkeypatch.setattr("muster.exchange.folder.bytes_inside.__defaults__", (2**20,))
    folder = write(tables)
    assert said(folder) == []
    with (folder / "sources.csv").open("a") as opened:
        opened.write("x" * 2**21)
    assert said(folder)[0] == ("kit/sources.csv: found 'sources.csv' where a file of at most 1 MB belongs. Divide the "
                               "package.")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"mission": 3}', '{"resources": 5}', "[" * 100_000])
def test_a_descriptor_that_is_none_is_a_sentence(tables, write, text):
    folder = write(tables)
    (folder / "datapackage.json").write_text(text)
    assert said(folder) != []


def test_a_folder_without_a_descriptor_is_a_sentence(tmp_path):
    assert said(tmp_path) == [
        f"{tmp_path.name}/datapackage.json: found 'datapackage.json' where a file of the package belongs. Add the "
        "file, or correct its name."]


# --- texts and editions -----------------------------------------------------------------------------------


def test_a_passage_must_be_part_of_the_text_that_is_held(tables, write):
    tables["sources"][0]["body"] = "note-1.txt"
    folder = write(tables)
    (folder / "note-1.txt").write_text("Freedonia offers 500.")
    assert said(folder)[0] == ("kit/pledges.csv, row 2, column passage: found 'Freedonia offers 300.' where an exact "
                               "part of the report's text belongs. Copy it from the text again.")


def test_an_edition_is_its_reports_with_rulings_of_its_own(tables, write):
    folder = write(tables, editions=[{"name": "first", "reports": ["note-1"]}], resources=[
        *({"name": name, "path": f"{name}.csv"} for name in tables),
        {"name": "first-rulings", "table": "rulings", "edition": "first", "path": "first.csv"},
        {"name": "first-postings", "table": "postings", "edition": "first", "path": "none.csv"}])
    (folder / "first.csv").write_text("ruling,statement,verdict,author,reason\nr9,pledges/FRE-300,unsure,desk,early\n")
    (folder / "none.csv").write_text("posting,ruling,lot,from_stage,to_stage,quantity,when\n")
    whole, first = (read.value for read in read_editions(folder))
    assert (whole.mission.slug, first.mission.slug) == ("kit", "kit@first")
    assert [report.name for report in first.reports] == ["note-1"]
    assert [(ruling.statement, ruling.verdict) for ruling in first.rulings] == [
        ("note-1:pledges/FRE-300", Verdict.UNSURE)]
    assert [party.id for party in first.parties] == ["FRE"]
