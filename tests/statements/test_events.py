"""Mandates, places, posts, promises and appeals: each told in the shapes reports use."""

from __future__ import annotations

import pytest

from muster.statements.model import Statement

SITES = [
    ("en", "The army announced the recapture of Ostrow.", [("Ostrow", "secured")]),
    ("en", "Position 12, abandoned last year, reopened on Monday.", [("Position 12", "lost"),
        ("Position 12", "opened")]),
    ("en", "Camp Lessing, which the Danes left on 3 March, was the last base.", [("Camp Lessing", "closed")]),
    ("en", "Karsk and Dorn were handed back in February; two camps remain.", [("Karsk", "closed"), ("Dorn", "closed")]),
    ("fr", "La chute de Marolles a surpris la mission.", [("Marolles", "secured")]),
    ("fr", "Les bases de Marolles et de Vernay, que tient le M23, sont vides.", [("Marolles", "secured"),
        ("Vernay", "secured")]),
]


def _sites(found: list[Statement]) -> list[tuple[str, str | None]]:
    return [(s.resource, s.stage) for s in found]


@pytest.mark.parametrize(("language", "text", "sites"), SITES, ids=[t for _, t, _ in SITES])
def test_what_happened_to_a_place_is_read(said, language: str, text: str, sites: list[tuple[str, str]]) -> None:
    assert _sites(said(text, language, kind="site")) == sites


@pytest.mark.parametrize("text", ["Fifty Kenyan officers left Nairobi for Haiti on Monday.",
    "The plane left Ostrow Airport at dawn.", "Talks were held in Vienna."])
def test_setting_out_from_a_place_loses_none(said, text: str) -> None:
    assert said(text, kind="site") == []


MANDATES = [
    ("The mandate, which SADC renewed in November 2030 for a year, is thin.", [("SADC", "extended"),
        ("SADC", "expires")]),
    ("Ecuador requested that the mandate, which expires on 2 October, be renewed.", [("UNSC", "requested"),
        ("UNSC", "expires")]),
    ("Kinshasa refused to prolong the mandate.", []),
]


@pytest.mark.parametrize(("text", "acts"), MANDATES, ids=[t for t, _ in MANDATES])
def test_an_act_on_a_mandate_is_read(said, text: str, acts: list[tuple[str, str]]) -> None:
    assert [(s.party, s.stage) for s in said(text, kind="mandate")] == acts


POSTS = [
    ("en", "Ana Lindqvist, who heads the mission's office in Ostrow, spoke.", "Ana Lindqvist"),
    ("en", "A spokeswoman for the force, Marta Oduya, spoke.", "Marta Oduya"),
    ("en", "General Paul Achterberg assumed command of the mission.", "Paul Achterberg"),
    ("en", "General Paul Achterberg spoke. He is the force's spokesman.", "Paul Achterberg"),
    ("fr", "La relève est commandée depuis un an par le colonel Awa Diarra.", "Awa Diarra"),
]


@pytest.mark.parametrize(("language", "text", "person"), POSTS, ids=[t for _, t, _ in POSTS])
def test_a_post_in_the_mission_is_read(said, language: str, text: str, person: str) -> None:
    assert [s.party for s in said(text, language, kind="appointment")] == [person]


def test_an_army_spokesman_holds_no_post_in_the_mission(said) -> None:
    assert said("Army spokesman Luis Ortega, who runs the Defence Force, spoke.", kind="appointment") == []


@pytest.mark.parametrize(("text", "party"), [
    ("Ottawa, its envoy said, will not send any soldiers.", "Canada"),
    ("Mali and Togo promised troops.", "Mali; Togo"),
    ("Washington is its champion but will not send any soldiers.", "United States"),
])
def test_a_promise_belongs_to_its_subject_past_what_stands_between(said, text: str, party: str) -> None:
    assert [s.party for s in said(text, kind="undertaking")] == [party]
