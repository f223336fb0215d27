"""Signing in, staying out, choosing a password, and who may administer."""

from __future__ import annotations

import re
from typing import Any

import pytest

from muster.errors import Refused

PASSWORD = "a long sentence of mine"


def _with_password(name: str, *roles: str) -> None:
    from django.contrib.auth.models import User

    from muster.web.pages.accounts import make_person

    make_person(name, roles)
    user = User.objects.get(username=name)
    user.set_password(PASSWORD)
    user.save()


def test_an_administrator_hands_over_a_link_with_which_its_owner_chooses_a_password(empty: None, visitor: Any,
                                                                                   signed_in: Any):
    page = signed_in("root", "administrator").post("/account/people/", {"name": "amina", "role": ["recorder"]})
    link = re.search(r"/account/password/[^<\s]+/", page.content.decode())
    assert link is not None
    assert visitor.post(link[0], {"password": "short", "again": "short"}).status_code == 422
    assert visitor.post(link[0], {"password": PASSWORD, "again": "another"}).status_code == 422
    assert visitor.post(link[0], {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert "amina" in visitor.get("/account/").content.decode()
    assert visitor.get(link[0]).status_code == 404  # works once


def test_after_five_wrong_tries_the_account_rests(empty: None, visitor: Any):
    _with_password("amina", "recorder")
    form = {"name": "amina", "password": "wrong"}
    answers = [visitor.post("/account/sign-in/", form).status_code for _ in range(5)]
    assert answers[:4] == [422] * 4
    last = visitor.post("/account/sign-in/", {"name": "amina", "password": PASSWORD})
    assert last.status_code == 429
    assert "rests for a quarter of an hour" in last.content.decode()


@pytest.mark.parametrize("wanted", [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example",
    "/%09/evil.example", "\t//evil.example",
])
def test_signing_in_never_leads_to_another_site(empty: None, visitor: Any, wanted: str):
    _with_password("amina", "recorder")
    answer = visitor.post("/account/sign-in/", {"name": "amina", "password": PASSWORD, "next": wanted})
    assert answer.status_code == 302
    where = answer.headers["Location"]
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))


def test_signing_in_leads_back_to_the_page_that_was_wanted(haiti: None, visitor: Any):
    _with_password("amina", "recorder")
    answer = visitor.post("/account/sign-in/", {"name": "amina", "password": PASSWORD, "next": "/haiti/queue/"})
    assert answer.headers["Location"] == "/haiti/queue/"
    assert visitor.get("/haiti/queue/").status_code == 200


def test_signing_out_ends_the_session(haiti: None, signed_in: Any):
    amina = signed_in("amina", "recorder")
    assert amina.get("/account/sign-out/").status_code == 405
    amina.post("/account/sign-out/")
    assert amina.get("/haiti/queue/").status_code == 403


def test_only_an_administrator_sees_people(empty: None, visitor: Any, signed_in: Any):
    assert visitor.get("/account/people/").status_code == 403
    assert signed_in("amina", "recorder", "approver").get("/account/people/").status_code == 403
    assert signed_in("root", "administrator").get("/account/people/").status_code == 200


def test_a_closed_account_no_longer_signs_in(empty: None, visitor: Any, signed_in: Any):
    _with_password("amina", "recorder")
    signed_in("root", "administrator").post("/account/people/", {"name": "amina", "active": "0"})
    assert visitor.post("/account/sign-in/", {"name": "amina", "password": PASSWORD}).status_code == 422


def test_nobody_closes_their_own_account(empty: None, signed_in: Any):
    answer = signed_in("root", "administrator").post("/account/people/", {"name": "root", "active": "0"})
    assert answer.status_code == 422
    assert "an account other than your own" in answer.content.decode()


@pytest.mark.parametrize(("name", "roles", "party", "told"), [
    ("", ("recorder",), "", "a name of at most 60 letters"), ("a" * 70, ("recorder",), "", "at most 60"),
    ("two words", ("recorder",), "", "without spaces"), ("amina", ("king",), "", "a role"),
    ("amina", ("contributor",), "", "whose own lines a contributor sees"),
])
def test_an_account_that_cannot_be_is_refused_in_a_sentence(empty: None, web_settings: None, name: str,
                                                            roles: tuple[str, ...], party: str, told: str):
    from muster.web.pages.accounts import make_person

    with pytest.raises(Refused, match=told):
        make_person(name, roles, party=party)


def test_what_was_added_since_the_last_visit_is_said(freedonia: Any, signed_in: Any):
    from muster.web.models import Person

    amina = signed_in("amina", "recorder")
    amina.get("/freedonia/")
    person = Person.objects.get(user__username="amina")
    an_hour = 3_600_000_000
    seen = person.seen["freedonia"]
    person.seen = {"freedonia": {**seen, "last": seen["last"] - an_hour}}
    person.save()
    amina.get("/freedonia/")  # a new visit begins
    freedonia.said("200 came")  # history: known before the visit, and news all the same
    page = amina.get("/freedonia/").content.decode()
    told = page[page.index("Since your last visit"):]
    assert "Added: 1 statement" in told
    assert "Report 1" in told
    assert re.search(r"personnel, persons, Present: <strong><a [^>]+>200</a></strong>", told)
