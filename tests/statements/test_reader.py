"""What comes out of a sentence: who, what, how many, which stage, when, who said so."""

from __future__ import annotations

from datetime import date

import pytest

from muster.quantities import Quantity
from muster.statements.model import Statement
from muster.vocabulary import Aspect, Stage


def _rows(found: list[Statement]) -> list[tuple[str, int | None, str | None]]:
    return [(s.party, None if s.quantity_low is None else int(s.quantity_low), s.stage) for s in found
            if s.kind == "quantity"]


CASES = [
    ("en", "Uruguay will send 180 engineers.", [("Uruguay", 180, "pledged")]),
    ("en", "Uruguay sent 180 engineers.", [("Uruguay", 180, "deployed")]),
    ("en", "Norway pledged €120 million, Japan €95 million and Canada €60 million.",
     [("Norway", 120_000_000, "pledged"), ("Japan", 95_000_000, "pledged"), ("Canada", 60_000_000, "pledged")]),
    ("en", "From Cyprus come 5 million euros.", [("Cyprus", 5_000_000, "pledged")]),
    ("en", "Jordan gave 24 armoured vehicles.", [("Jordan", 24, "received")]),
    ("en", "Three Nepalese peacekeepers were killed and seven wounded.", [("Nepal", 3, "lost"), ("Nepal", 7, "lost")]),
    ("en", "Ecuador withdrew its 90 soldiers.", [("Ecuador", 90, "withdrawn")]),
    ("en", "A group of 140 Fijian police flew home.", [("Fiji", 140, "returned")]),
    ("en", "The mission needs 2,400 people.", [("mission", 2400, "required")]),
    ("en", "The force is to number 3,000 soldiers.", [("mission", 3000, "authorised")]),
    ("en", "About 200 Togolese officers are in training.", [("Togo", 190, "in_training")]),
    ("en", "Benin's offer of 2,000 soldiers has been blocked by a court.", [("Benin", 2000, "pledged")]),
    ("en", "Not one Peruvian soldier has deserted.", [("Peru", 0, "withdrawn")]),
    ("en", "The United States has frozen $13 million.", [("United States", 13_000_000, "frozen")]),
    ("fr", "Le Maroc enverra 250 gendarmes.", [("Morocco", 250, "pledged")]),
    ("fr", "La Belgique a livré 18 camions.", [("Belgium", 18, "received")]),
    ("fr", "Deux Casques bleus tanzaniens ont été tués.", [("Tanzania", 2, "lost")]),
    ("fr", "Le Tchad a promis 1 500 hommes, le Niger 500.", [("Chad", 1500, "pledged"), ("Niger", 500, "pledged")]),
]


@pytest.mark.parametrize(("language", "text", "rows"), CASES, ids=[c[1] for c in CASES])
def test_a_sentence_tells_giver_number_and_stage(said, language: str, text: str, rows: list[tuple[str, int,
    str]]) -> None:
    assert _rows(said(text, language)) == rows


@pytest.mark.parametrize("text", [
    "The town has 12 million "
    "people.", "Kenya has taken part in 46 missions.", "The war has driven 300,000 people from their homes.",
    "The court sat for 14 days.", "They walked 40 kilometres.", "Resolution 2699 was read out."])
def test_numbers_that_are_no_support_stay_out(said, text: str) -> None:
    assert said(text, kind="quantity") == []


def test_a_bare_dollar_is_american_and_a_named_one_is_not(said) -> None:
    units = [s.unit for s in said("Canada gave 46 million Canadian dollars. Chile gave 2 million "
                "dollars.", kind="quantity")]
    assert units == ["CAD", "USD"]


def test_a_conversion_in_brackets_is_not_a_second_sum(said) -> None:
    assert [s.unit for s in said("Austria promised €18 million ($21 million).", kind="quantity")] == ["EUR"]


def test_a_rate_keeps_its_rate(said) -> None:
    found = said("The UN pays $1,400 a month for each soldier.", kind="quantity")
    assert [s.unit for s in found] == ["USD per month"]
    assert found[0].aspect is Aspect.RATE


def test_an_additional_number_adds_and_never_is_the_total(said) -> None:
    [found] = said("Kenya will send an additional 600 officers.", kind="quantity")
    assert (found.extra, found.quantity()) == (True, Quantity(600, 600, 600, "600"))


def test_nearly_keeps_the_number_said_and_its_bounds(said) -> None:
    [found] = said("Nearly 400 officers from Kenya are on the ground.", kind="quantity")
    assert found.quantity() == Quantity(400, 380, 400, "Nearly 400")
    assert (found.aspect, found.ledger_stage) == (Aspect.STOCK, Stage.PRESENT)


def test_a_quotation_belongs_to_whoever_is_named_behind_it(said) -> None:
    found = said('"We have lost two vehicles. The mission needs 40 trucks," General Luis Ortega told '
                 'reporters.', kind="quantity")
    assert {s.speaker for s in found} == {"Luis Ortega"}


def test_he_is_the_last_speaker(said) -> None:
    found = said("General Luis Ortega spoke to the press. He said Peru would send 90 engineers.", kind="quantity")
    assert [s.speaker for s in found] == ["Luis Ortega"]


def test_said_on_tuesday_is_a_day(said) -> None:
    [found] = said("Peru will send 90 engineers, Minister Ana Ferreira said on Monday.", kind="quantity")
    assert (found.speaker, found.as_of_start) == ("Ana Ferreira", date(2031, 3, 10))


def test_in_training_now_and_ready_later_are_two_statements(said) -> None:
    found = said("Some 500 Beninese soldiers are in training and will be ready in three weeks.", kind="quantity")
    assert [(s.stage, s.ledger_stage) for s in found] == [("in_training", Stage.PREPARING), ("ready", Stage.READY)]
    assert found[1].aspect is Aspect.PLAN


def test_leaving_is_moving_and_a_future_arrival_books_no_presence(said) -> None:
    [left] = said("Sixty Maltese soldiers set out for the island.", kind="quantity")
    assert (left.stage, left.ledger_stage) == ("deployed", Stage.MOVING)


def test_take_home_pay_is_context(said) -> None:
    [found] = said("Each Malawian soldier takes home $1,100.", kind="quantity")
    assert (found.stage, found.aspect, found.ledger_stage) == ("received", Aspect.CONTEXT, None)


def test_the_council_extends_and_the_new_end_is_told(said) -> None:
    found = said("The Security Council extended the mandate of the mission until 30 June 2032.", kind="mandate")
    assert [(s.party, s.stage, s.as_of_end) for s in found] == [("UNSC", "extended", None), ("UNSC", "expires",
        date(2032, 6, 30))]


def test_a_list_of_towns_gives_one_site_each(said) -> None:
    found = said("Rebels have captured Sellow, Marr (60%) and Tenby.", kind="site")
    assert [(s.party, s.resource, s.stage) for s in found] == [
        ("rebels", "Sellow", "secured"), ("rebels", "Marr (60%)", "secured"), ("rebels", "Tenby", "secured")]


def test_camps_given_back_are_closed(said) -> None:
    found = said("Seven posts were closed last year. They are Lorne, Birral and Cape Otter.", kind="site")
    assert [(s.resource, s.stage) for s in found] == [("Lorne", "closed"), ("Birral", "closed"), ("Cape Otter",
        "closed")]


def test_a_post_in_the_force_is_an_appointment_and_a_minister_is_an_office(said) -> None:
    found = said("General Luis Ortega, the force's commander, met Prime Minister Joni Vatu.")
    assert [(s.kind, s.party) for s in found] == [("appointment", "Luis Ortega"), ("office", "Joni Vatu")]


def test_a_refusal_is_an_undertaking(said) -> None:
    [found] = said("Chad will not send any troops.", kind="undertaking")
    assert (found.party, found.resource.startswith("no ")) == ("Chad", True)


def test_an_appeal_belongs_to_the_person_who_asks(said) -> None:
    [found] = said("President Elena Marsh called on all states to pay their share.", kind="appeal")
    assert found.party == "Elena Marsh"


def test_each_part_of_a_sentence_has_its_own_speaker(said) -> None:
    found = said("Two hundred Peruvian soldiers have landed; Chile has said that it will add 40 soldiers.",
                 kind="quantity")
    assert [(int(s.quantity_low or 0), s.speaker) for s in found] == [(200, "report"), (40, "Chile")]


def test_a_transcript_is_its_speakers_words(said) -> None:
    found = said("Question: And Chad?\nSpokeswoman: Wait.\nPeru has sent 90 engineers.\nQuestion: When?\n"
                 "Spokeswoman: Ask Lima.", kind="quantity")
    assert [s.speaker for s in found] == ["Spokeswoman"]


def test_a_language_nobody_reads_gives_no_statement(said) -> None:
    assert said("El contingente de 200 soldados llegó el lunes.", "es") == []


def test_a_sentence_wrapped_over_lines_is_read_as_one(said) -> None:
    found = said("Uruguay will send 180\nengineers to\nthe island.", kind="quantity")
    assert [(s.party, s.quantity_low, s.stage) for s in found] == [("Uruguay", 180, "pledged")]


def test_a_heading_is_not_glued_to_the_text(said) -> None:
    found = said("News in brief\nPeru sent 90 engineers.", kind="quantity")
    assert [s.anchor for s in found] == ["Peru sent 90 engineers."]


SPEAKERS = [
    ("en", "General Paul Achterberg put the force at 2,300 men.", "Paul Achterberg"),
    ("en", 'The fund\'s director, Maria Lund: "Peru has paid 3 million dollars."', "Maria Lund"),
    ("en", "By the count of the UN refugee agency, 90 trucks have arrived.", "UNHCR"),
    ("en", "Elena Marsh, the prime minister, expects 90 engineers from Peru.", "Elena Marsh"),
    ("en", "Peru's 90 engineers have left, the force's deputy, Colonel Ana Ruiz, let it be known.", "Ana Ruiz"),
    ("en", "Peru, which once promised help, sent 90 engineers.", "report"),
    ("fr", "D'après la porte-parole de la mission, Aida Sow, 640 soldats sont arrivés.", "Aida Sow"),
    ("en", "Peru has 90 engineers there, its new paymaster, Chilean accountant Ramona Vale, told envoys.",
        "Ramona Vale"),
    ("en", "Peru has 90 engineers there, a major who would not be named said.", "major"),
    ("en", '"We have lost 20 trucks," a Western diplomat grumbled.', "Western diplomat"),
    ("fr", "Le chef de la mission, le général Paul Ortega, a annoncé l'envoi de 90 soldats péruviens.", "Paul Ortega"),
    ("fr", "Le Pérou a envoyé 90 soldats, a précisé le ministre Paul Ortega.", "Paul Ortega"),
    ("fr", "Le général Ortega estime à 300 le nombre de soldats chiliens.", "Ortega"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), SPEAKERS, ids=[t for _, t, _ in SPEAKERS])
def test_this_sentence_is_answered_for_by(said, language: str, text: str, speaker: str) -> None:
    assert {s.speaker for s in said(text, language, kind="quantity")} == {speaker}
