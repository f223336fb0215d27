"""Packages and sheets in: tried whole, told row by row, loaded by a decision, never half, whatever was sent."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import Builder

SECRET = "Zebulon"
HEADING = "contributor,resource,quantity,stage,date,source\n"
GOOD = HEADING + "Freedonia,personnel,250,present,2025-03-05,Gazette of 6 March\n"
MIXED = GOOD + "Narnia,personnel,7,flying,soon,letter\nFreedonia,personnel,c. some,present,2025-03-06,letter\n"


def sent(name: str, body: bytes | str) -> io.BytesIO:
    file = io.BytesIO(body.encode() if isinstance(body, str) else body)
    file.name = name
    return file


def package(slug: str = "freedonia", passage: str = "200 came", **extra: str) -> dict[str, str]:
    """The files of a small package."""
    return {
        "datapackage.json": json.dumps({
            "mission": {"slug": slug, "name": "Mission in Freedonia", "timezone": "Africa/Nairobi"},
            "resources": [{"name": name, "path": f"{name}.csv"} for name in ("sources", "parties", "movements")]}),
        "sources.csv": "source_id,title,publisher,published,date_basis,language,marking\n"
                       "g1,A gazette,Gazette,2025-03-02,stated,en,public\n",
        "parties.csv": "party_id,name,kind\nFRE,Freedonia,state\n",
        "movements.csv": "id,source_id,contributor,resource,unit,quantity,stage,from_stage,when,measure,grade,passage\n"
                         f"FRE-1,g1,FRE,personnel,persons,200,present,outside,2025-03-01,flow,party,{passage}\n",
        **extra,
    }


def zipped(files: dict[str, str], folder: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{folder}{name}", text)
    return packed.getvalue()


def hand_in(client: Any, *files: Any, place: str = "/freedonia/load/", **form: Any) -> Any:
    return client.post(place, {"files": list(files), **form})


def tried(client: Any, *files: Any, place: str = "/freedonia/load/", **form: Any) -> tuple[str, str]:
    """The trial's address and its page, after the worker has worked."""
    from muster.web import jobs

    answer = hand_in(client, *files, place=place, **form)
    assert answer.status_code == 302, answer.content.decode()
    while jobs.work_once():
        pass
    return answer.headers["Location"], client.get(answer.headers["Location"]).content.decode()


def decided(client: Any, address: str, decision: str) -> str:
    from muster.web import jobs

    answer = client.post(address, {"decision": decision})
    assert answer.status_code == 302, answer.content.decode()
    while jobs.work_once():
        pass
    return client.get(answer.headers["Location"]).content.decode()


def present(client: Any, slug: str = "freedonia") -> Any:
    rows = client.get(f"/{slug}/data/gap/json/").json()
    return next((row["present"] for row in rows if row["key"] == "personnel"), None)


@pytest.fixture
def begun(empty_on_both: None) -> Builder:
    return Builder().begin()


def test_a_sheet_is_tried_files_nothing_and_is_loaded_by_a_second_decision(begun: Builder, signed_in: Any):
    from muster import store
    from muster.web.models import Job

    amina = signed_in("amina", "recorder")
    before = store.head_of(begun.mission)
    address, page = tried(amina, sent("march.csv", GOOD))
    assert "No problem was found. Nothing was filed yet." in page
    assert "1 statement, 1 line, 1 lot, 1 ruling, 1 movement" in page
    assert "outside → present" in page
    assert store.head_of(begun.mission) == before
    assert "Loaded." in decided(amina, address, "load")
    assert present(amina) == 250
    assert all(job.body is None for job in Job.objects.all())


def test_every_problem_is_told_with_its_place_and_the_good_rows_alone_are_loaded_when_asked(
        begun: Builder, signed_in: Any):
    amina = signed_in("amina", "recorder")
    address, page = tried(amina, sent("march.csv", MIXED))
    assert "Nothing was filed." in page
    for told in ("march.csv, row 3", "Narnia", "flying", "soon", "march.csv, row 4", "c. some"):
        assert told in page
    assert amina.post(address, {"decision": "load"}).status_code == 422
    assert present(amina) is None
    sheet = amina.get(f"{address}problems.csv")
    assert sheet.headers["Content-Type"].startswith("text/csv")
    assert "march.csv, row 3" in sheet.content.decode()
    assert "Loaded." in decided(amina, address, "accept")
    assert present(amina) == 250
    assert "Narnia" in amina.get("/freedonia/queue/").content.decode()  # kept as it stood, for somebody to mend


def test_a_decision_sent_twice_loads_once(begun: Builder, signed_in: Any):
    from muster.web.models import Job

    amina = signed_in("amina", "recorder")
    address, _page = tried(amina, sent("march.csv", GOOD))
    first = amina.post(address, {"decision": "load"})
    second = amina.post(address, {"decision": "load"})
    assert first.headers["Location"] == second.headers["Location"]
    assert Job.objects.filter(kind="load").count() == 1
    decided(amina, address, "load")
    assert present(amina) == 250


def test_a_sheet_loaded_again_changes_nothing(begun: Builder, signed_in: Any):
    from muster import store

    amina = signed_in("amina", "recorder")
    decided(amina, tried(amina, sent("march.csv", GOOD))[0], "load")
    head = store.head_of(begun.mission)
    address, page = tried(amina, sent("march.csv", GOOD))
    assert "nothing new" in page
    decided(amina, address, "load")
    assert store.head_of(begun.mission) == head


def test_what_is_let_go_is_forgotten(begun: Builder, signed_in: Any):
    from muster.web.models import Job

    amina = signed_in("amina", "recorder")
    address, _page = tried(amina, sent("march.csv", GOOD))
    amina.post(address, {"decision": "let go"})
    assert Job.objects.get().body is None
    assert amina.post(address, {"decision": "load"}).status_code == 409
    assert present(amina) is None


def test_bytes_nobody_decided_on_are_forgotten_after_a_day(freedonia: Any, signed_in: Any):
    from datetime import timedelta

    from muster.web import loading
    from muster.web.models import Job

    tried(signed_in("amina", "recorder"), sent("march.csv", GOOD))
    assert Job.objects.get().body is not None
    job = Job.objects.get()
    Job.objects.update(finished=job.finished - timedelta(hours=25))
    loading.forget_old()
    assert Job.objects.get().body is None


def test_with_four_eyes_another_person_loads_what_was_sent(freedonia: Any, signed_in: Any):
    from muster import store
    from muster.web.models import Switch

    Switch.objects.create(mission="freedonia", four_eyes=True)
    amina, jean = signed_in("amina", "recorder", "approver"), signed_in("jean", "recorder", "approver")
    address, page = tried(amina, sent("march.csv", GOOD))
    assert "an approver who did not send it decides" in page
    assert amina.post(address, {"decision": "load"}).status_code == 422
    assert present(amina) is None
    assert address in jean.get("/freedonia/approve/").content.decode()
    assert "Loaded." in decided(jean, address, "load")
    assert present(amina) == 250
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT author FROM store_ruling")
        assert cursor.fetchall() == [("amina, approved by jean",)]
    assert store.verify(freedonia.mission) == []


@pytest.mark.parametrize("folder", ["", "freedonia/", "work/of/march/"])
def test_a_package_comes_as_a_zip_in_whatever_folder_it_was_packed(freedonia: Any, signed_in: Any, folder: str):
    amina = signed_in("amina", "recorder")
    address, page = tried(amina, sent("freedonia.zip", zipped(package(), folder)))
    assert "No problem was found." in page
    assert "Loaded." in decided(amina, address, "load")
    assert "Gazette" in amina.get("/freedonia/reports/").content.decode()


def test_a_package_comes_as_its_files_together(freedonia: Any, signed_in: Any):
    amina = signed_in("amina", "recorder")
    address, page = tried(amina, *(sent(name, text) for name, text in package().items()))
    assert "No problem was found." in page
    assert "Loaded." in decided(amina, address, "load")


def test_one_bad_row_of_a_package_is_told_with_file_and_row(freedonia: Any, signed_in: Any):
    files = package()
    files["movements.csv"] += "NAR-1,g1,NAR,personnel,persons,many,present,outside,2025-03-01,flow,party,many came\n"
    _address, page = tried(signed_in("amina", "recorder"), sent("freedonia.zip", zipped(files)))
    assert "freedonia/movements.csv, row 3" in page


def test_a_package_of_another_mission_is_an_administrators_to_load(freedonia: Any, signed_in: Any):
    from muster import store

    amina, root = signed_in("amina", "recorder"), signed_in("root", "administrator")
    _address, page = tried(amina, sent("other.zip", zipped(package("sylvania"))))
    assert "the short name of this mission (freedonia)" in page
    address, page = tried(root, sent("other.zip", zipped(package("sylvania"))), place="/account/missions/")
    assert "No problem was found." in page
    assert [one.slug for one in store.ledgers()] == ["freedonia"]
    assert "Loaded." in decided(root, address, "load")
    assert [one.slug for one in store.ledgers()] == ["freedonia", "sylvania"]
    assert root.get("/sylvania/mission/").status_code == 200


@pytest.mark.parametrize("slug", ["account", "api", "../x", "a b", "", "static", "<script>"])
def test_a_mission_cannot_take_an_address_that_pages_use(freedonia: Any, signed_in: Any, slug: str):
    from muster import store

    _address, page = tried(signed_in("root", "administrator"), sent("x.zip", zipped(package(slug))),
                           place="/account/missions/")
    assert "a short name of letters, digits and hyphens that no page uses" in page
    assert len(store.ledgers()) == 1


def _with_link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in package().items():
            archive.writestr(name, text)
        link = zipfile.ZipInfo("secret.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return packed.getvalue()


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in package().items():
            archive.writestr(name, text)
        archive.writestr("facts.csv", b"0" * (140 * 2**20))
    return packed.getvalue()


def _lying_bomb() -> bytes:
    """An archive that says its large file is small."""
    body = bytearray(_bomb())
    at = body.rfind(b"facts.csv") - 46
    body[at + 24:at + 28] = (100).to_bytes(4, "little")
    return bytes(body)


def _locked() -> bytes:
    body = bytearray(zipped(package()))
    at = body.rfind(b"PK\x01\x02")
    body[at + 8] |= 1
    return bytes(body)


@pytest.mark.parametrize(("name", "body", "told"), [
    ("up.zip", zipped({**package(), "../../evil.csv": "x"}), "inside the package"),
    ("abs.zip", zipped({**package(), "/etc/cron.d/evil": "x"}), "inside the package"),
    ("back.zip", zipped({**package(), "..\\evil.csv": "x"}), "inside the package"),
    ("link.zip", _with_link(), "a file, not a link"),
    ("bomb.zip", _bomb(), "at most 128 MB when unpacked"),
    ("lying.zip", _lying_bomb(), "a zip archive that is whole"),
    ("locked.zip", _locked(), "without a password"),
    ("many.zip", zipped({**package(), **{f"f{n}.csv": "" for n in range(500)}}), "at most 400 files"),
    ("none.zip", zipped({"a.csv": "x"}), "a package with its datapackage.json"),
    ("broken.zip", b"PK\x03\x04 broken", "a zip archive that is whole"),
    ("cut.zip", zipped(package())[:200], "a zip archive that is whole"),
    ("x.exe", b"MZ\x00\x00", "a .csv or .xlsx sheet, or a package as a .zip"),
    ("x.csv", b"\x00\x01\x02", "a .csv file"),
    ("x.csv", "a;b\n1;2\n", "a heading with"),
    ("x.xlsx", b"no workbook", "an .xlsx workbook"),
    ("deep.zip", zipped({**package(), "datapackage.json": "[" * 100_000}), "JSON"),
    ("<img src=x>.csv", b"\x00", "a .csv file"),
    ("../../../etc/passwd.csv", b"\x00", "passwd.csv"),
])
def test_what_cannot_be_loaded_is_refused_in_a_sentence_and_nothing_is_filed(
        freedonia: Any, signed_in: Any, tmp_path: Path, name: str, body: Any, told: str):
    from muster import store

    before = store.head_of(freedonia.mission)
    _address, page = tried(signed_in("amina", "recorder"), sent(name, body))
    assert told in page
    assert "/tmp" not in page
    assert "Traceback" not in page
    assert "<img src=x>" not in page
    assert "An error of ours" not in page
    assert 'value="load"' not in page
    assert store.head_of(freedonia.mission) == before
    assert not list(tmp_path.rglob("evil*"))


def test_a_form_without_a_file_and_one_too_large_are_refused_at_once(freedonia: Any, signed_in: Any):
    amina = signed_in("amina", "recorder")
    empty = hand_in(amina)
    assert empty.status_code == 422
    assert "a sheet, or a package as a zip or as its files" in empty.content.decode()
    huge = hand_in(amina, sent("huge.csv", b"a" * (20 * 2**20 + 10)))
    assert huge.status_code == 422
    assert "at most 20 MB together" in huge.content.decode()
    nothing = hand_in(amina, sent("nothing.csv", b""))
    assert nothing.status_code == 422


def test_a_body_beyond_all_measure_is_turned_away_before_it_is_read(freedonia: Any, signed_in: Any):
    answer = signed_in("amina", "recorder").generic(
        "POST", "/freedonia/load/", b"x" * (22 * 2**20), content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "20 MB" in answer.content.decode()


def test_what_the_ledger_itself_refuses_is_told_at_the_trial(freedonia: Any, signed_in: Any):
    from muster import store

    sheet = HEADING + f"Freedonia,personnel,{9 * 10**17},present,2025-03-05,Gazette\n"
    before = store.head_of(freedonia.mission)
    _address, page = tried(signed_in("amina", "recorder"), sent("march.csv", sheet))
    assert 'value="load"' not in page
    assert store.head_of(freedonia.mission) == before


def test_formulas_and_html_in_a_sheet_are_data(freedonia: Any, signed_in: Any):
    sheet = HEADING + '<script>alert(1)</script>,personnel,7,present,2025-03-05,"=HYPERLINK(""x"")"\n'
    amina = signed_in("amina", "recorder")
    address, page = tried(amina, sent("march.csv", sheet))
    assert "<script>alert" not in page
    assert "\n=HYPERLINK" not in amina.get(f"{address}problems.csv").content.decode()


def test_nobody_without_the_role_loads_or_reads_what_others_sent(freedonia: Any, visitor: Any, signed_in: Any):
    amina = signed_in("amina", "recorder")
    address, page = tried(amina, sent(f"{SECRET}.csv", MIXED.replace("Narnia", SECRET)))
    assert SECRET in page
    for client in (visitor, signed_in("rep", "reporter"), signed_in("con", "contributor", party="FRE")):
        for place in (address, f"{address}problems.csv", "/freedonia/load/", "/account/missions/"):
            answer = client.get(place)
            assert answer.status_code == 403, place
            assert SECRET not in answer.content.decode()
        assert client.post(address, {"decision": "accept"}).status_code == 403
    approver = signed_in("app", "approver")
    assert approver.get("/freedonia/load/").status_code == 403
    assert approver.post(address, {"decision": "accept"}).status_code == 422  # no four eyes here: its sender decides
    assert present(amina) is None


def test_a_trial_of_one_mission_is_not_another_missions(freedonia: Any, signed_in: Any):
    Builder("sylvania").begin()
    amina = signed_in("amina", "recorder")
    address, _page = tried(amina, sent("march.csv", GOOD))
    elsewhere = address.replace("freedonia", "sylvania")
    assert amina.get(elsewhere).status_code == 404
    assert amina.post(elsewhere, {"decision": "load"}).status_code == 404
    assert present(amina, "sylvania") is None


def test_a_sheet_is_restricted_unless_its_sender_says_otherwise(freedonia: Any, signed_in: Any, visitor: Any):
    amina = signed_in("amina", "recorder")
    decided(amina, tried(amina, sent("march.csv", GOOD))[0], "load")
    assert present(visitor) is None
    other = GOOD.replace("250", "70").replace("2025-03-05", "2025-04-05")
    decided(amina, tried(amina, sent("april.csv", other), marking="public")[0], "load")
    assert present(visitor) == 70


def test_the_empty_sheet_to_fill_in_is_one_that_loads(freedonia: Any, signed_in: Any):
    amina = signed_in("amina", "recorder")
    sheet = amina.get("/freedonia/load/support.csv").content.decode("utf-8-sig")
    assert set(HEADING.strip().split(",")) <= set(sheet.strip().split(","))
    assert amina.get("/freedonia/load/support.xlsx").content[:2] == b"PK"
    assert amina.get("/freedonia/load/support.exe").status_code == 404


# --- missions ---------------------------------------------------------------------------------------------


def test_an_administrator_begins_a_mission_and_nobody_else_does(freedonia: Any, signed_in: Any):
    from muster import store

    root = signed_in("root", "administrator")
    form = {"name": "Mission in Sylvania", "slug": "sylvania", "timezone": "Africa/Nairobi"}
    assert signed_in("amina", "recorder").post("/account/missions/", form).status_code == 403
    answer = root.post("/account/missions/", form)
    assert answer.headers["Location"] == "/sylvania/mission/"
    assert "Mission in Sylvania" in root.get("/sylvania/mission/").content.decode()
    for wrong in ({**form, "slug": "account"}, {**form, "name": " "}, {**form, "timezone": "Mars/Olympus"},
                  {**form, "slug": "a/../b"}, form):
        assert root.post("/account/missions/", wrong).status_code == 422, wrong
    assert len(store.ledgers()) == 2


def test_the_mission_page_shows_names_mandates_needs_and_switches(haiti: None, visitor: Any, signed_in: Any):
    page = visitor.get("/haiti/mission/?on=2025-03-01").content.decode()
    assert "America/Port-au-Prince" in page
    assert "Multinational Security Support" in page
    assert "2,500" in page
    assert "reference" in page
    assert 'name="four_eyes"' not in page
    assert visitor.post("/haiti/mission/", {"four_eyes": "1"}).status_code == 403
    root = signed_in("root", "administrator")
    assert root.post("/haiti/mission/", {"four_eyes": "1"}).status_code == 302
    assert "another person, agrees" in visitor.get("/haiti/mission/").content.decode()


def test_a_party_is_found_by_another_of_its_names(haiti: None, visitor: Any):
    page = visitor.get("/haiti/parties/?where=turkey").content.decode()
    assert "Turkiye" in page
    assert "/haiti/contributors/TUR/" in page


def test_competing_needs_stand_beside_the_reference(haiti: None, visitor: Any):
    rows = visitor.get("/haiti/data/requirements/json/?on=2025-03-01").json()
    personnel = [row for row in rows if row["resource"] == "personnel" and row["holds"]]
    assert [row["role"] for row in personnel].count("reference") == 1
    assert {row["role"] for row in personnel} >= {"reference", "competing"}


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_tried(freedonia: Any, signed_in: Any,
                                                                    monkeypatch: pytest.MonkeyPatch):
    import time

    from muster import store
    from muster.actions import loading
    from muster.web import jobs

    before = store.head_of(freedonia.mission)
    amina = signed_in("amina", "recorder")
    with monkeypatch.context() as patch:
        patch.setitem(jobs.LONGEST_SECONDS, "try", 1)
        patch.setattr(loading, "load", lambda *_words, **_more: time.sleep(20))
        _address, page = tried(amina, sent("slow.csv", GOOD))
    assert "Divide it, and send its parts one by one." in page
    assert store.head_of(freedonia.mission) == before
    assert "No problem was found." in tried(amina, sent("march.csv", GOOD))[1]


def test_a_sheet_of_thousands_of_faults_is_answered_soon_with_their_number(freedonia: Any, signed_in: Any):
    sheet = HEADING + "".join(f"Narnia {number},weapons,lots,flying,soon,\n" for number in range(3000))
    _address, page = tried(signed_in("amina", "recorder"), sent("march.csv", sheet))
    assert "15000 problems. Nothing was filed." in page
    assert "page 1 of 20" in page
    assert "No row of it could be filed." in page
    assert 'value="load"' not in page
