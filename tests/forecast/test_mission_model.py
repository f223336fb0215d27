"""The mission model: the same bits everywhere, what binds, what would help, and what it says when little is known."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from example_mission import MISSION, TODAY, promise
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.forecast.keeping import learn_keeping
from muster.forecast.parameters import DEFAULTS, TABLE, with_changes
from muster.forecast.simulate import Forecast, SureArrival, simulate
from muster.forecast.state import Cash, Gates, Mandate, MissionState, PastChain, Presence
from muster.forecast.what_if import Change, parse_change, usual_changes, what_if
from muster.problems import Problem
from muster.vocabulary import DateBasis, Kind, Outcome, Stage


def run(state: MissionState = MISSION, **more: object) -> Forecast:
    forecast = simulate(state, **{"weeks": 52, "futures": 5_000, **more})
    assert isinstance(forecast, Forecast)
    return forecast


def same(one: Forecast, other: Forecast) -> bool:
    return np.array_equal(one.histogram, other.histogram) and replace(one, histogram=0) == replace(other, histogram=0)


def test_one_core_and_many_give_the_same_bits():
    alone = run(futures=20_000, thresholds=(1_250, 2_500))
    assert same(alone, run(futures=20_000, thresholds=(1_250, 2_500), workers=3))
    with ProcessPoolExecutor(2) as elsewhere:
        assert same(alone, run(futures=20_000, thresholds=(1_250, 2_500), executor=elsewhere))


def test_the_order_promises_are_told_in_changes_nothing():
    assert same(run(), replace(run(replace(MISSION, promises=MISSION.promises[::-1])), laws=run().laws))


def test_another_seed_gives_other_futures():
    assert not np.array_equal(run(seed=1).histogram, run(seed=2).histogram)


def test_the_weekly_bands_are_nested():
    for row in run().weekly_rows():
        ends = [row[name] for name in ("low95", "low80", "low50", "median", "high50", "high80", "high95")]
        assert ends == sorted(ends)


def test_the_chance_of_a_threshold_agrees_with_the_histogram():
    forecast = run(thresholds=(600,))
    exact = forecast.chance_of_at_least(600, TODAY + timedelta(weeks=30))
    near = replace(forecast, thresholds=()).chance_of_at_least(600, TODAY + timedelta(weeks=30))
    assert 0 < exact < 1
    assert near == pytest.approx(exact, abs=0.03)


def test_reaching_a_strength_never_becomes_less_likely_with_time():
    (reached,) = run(thresholds=(700,)).reached_by
    assert list(reached) == sorted(reached)


def test_the_shares_of_what_holds_the_mission_back_make_a_whole():
    causes = run().causes
    assert sum(cause.shortfall_share for cause in causes) == pytest.approx(1)
    assert sum(cause.leading_share for cause in causes) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(("state", "gate"), [
    (replace(MISSION, gates=Gates(lift_seats_per_week=0)), "lift"),
    (replace(MISSION, gates=Gates(beds=420)), "beds"),
    (replace(MISSION, gates=Gates(vehicles=1)), "equipment"),
    (replace(MISSION, gates=Gates(training_places=0), promises=(
        promise("untrained", "LEA", Stage.COMMITTED, 2_000, TODAY - timedelta(weeks=1)),)), "training places"),
    (replace(MISSION, gates=Gates(), cash=Cash(1_000_000)), "funds"),
    (replace(MISSION, gates=Gates(), cash=None, mandate=Mandate(None, 413)), "mandate"),
    (replace(MISSION, gates=Gates(), cash=None, mandate=Mandate(), promises=()), "nobody promised"),
])
def test_a_closed_gate_is_named_as_what_holds_the_mission_back(state, gate):
    parameters = with_changes({"keep_committed": 0.99, "lead_weeks_committed": 1.0, "keep_weight": 100}).value
    causes = {cause.name: cause.shortfall_share for cause in run(state, parameters=parameters).causes}
    assert gate in causes
    assert causes[gate] > 0.05


def test_more_of_anything_that_binds_never_costs_officer_days():
    poor = replace(MISSION, cash=Cash(8_000_000))
    effects = what_if(poor, [parse_change(text, as_of=TODAY) for text in (
        "USA money +50000000 by 2024-11", "officers +100", "seats +100", "beds +500", "vehicles +10")])
    for effect in effects:
        assert effect.officer_days >= 0
    assert effects[0].officer_days > 1_000


def test_a_change_that_changes_nothing_gains_exactly_nothing():
    (effect,) = what_if(MISSION, [Change("nothing")], strength=1_000)
    assert (effect.officer_days, effect.officer_days_range, effect.days_earlier) == (0.0, (0.0, 0.0), 0.0)


def test_common_luck_makes_the_estimate_sharper_than_two_separate_forecasts():
    (effect,) = what_if(MISSION, [parse_change("officers +50 by 2025-01", as_of=TODAY)], futures=4_096)
    low, high = effect.officer_days_interval
    apart = 2 * 1.645 * run(futures=4_096).officer_days_sd * np.sqrt(2 / 4_096)
    assert high - low < apart / 2


def test_the_usual_questions_are_answered_each_with_its_uncertainty():
    effects = what_if(MISSION, usual_changes(MISSION), strength=1_250)
    labels = [effect.label for effect in effects]
    assert labels[0].startswith("USD 1,000,000 more")
    assert "ten vehicles more, in four weeks" in labels
    assert any("one cycle" in label for label in labels)
    assert any("kept on time" in label for label in labels)
    for effect in effects:
        assert effect.officer_days_interval[0] <= effect.officer_days <= effect.officer_days_interval[1]
        assert effect.days_earlier is not None


def test_a_promise_kept_on_time_brings_more_than_it_would_by_itself():
    (effect,) = what_if(MISSION, [Change("kept", kept=("far-1500",))], weeks=104)
    assert effect.officer_days > 10_000


@pytest.mark.parametrize(("text", "state", "words"), [
    ("money +1000000", replace(MISSION, cash=None), "no cash position is known"),
    ("vehicles +10", replace(MISSION, gates=Gates()), "the number of serviceable vehicles is not known"),
    ("beds +10", replace(MISSION, gates=Gates()), "the number of beds is not known"),
    ("seats +10", replace(MISSION, gates=Gates()), "lift seats are not known"),
    ("places +10", replace(MISSION, gates=Gates()), "training places are not known"),
])
def test_a_change_to_a_gate_nobody_knows_gains_nothing_and_says_so(text, state, words):
    (effect,) = what_if(state, [parse_change(text, as_of=TODAY)])
    assert effect.officer_days == 0
    assert [note.startswith(words) for note in effect.notes] == [True]


@pytest.mark.parametrize("text", [
    "", "more money", "USA money 5", "money +", "money +5 by soon", "money +5 by 2019-01", "tanks +4", "seats +0",
])
def test_a_change_nobody_can_read_is_a_problem(text):
    assert isinstance(parse_change(text, as_of=TODAY), Problem)


def test_an_unknown_promise_in_a_change_is_a_problem_naming_the_open_ones():
    (problem,) = what_if(MISSION, [Change("x", kept=("nobody",))])
    assert isinstance(problem, Problem)
    assert "far-1500" in problem.remedy


# --- promises ------------------------------------------------------------------------------------------------


def chain(name: str, contributor: str, outcome: Outcome, weeks: float, *, group: str = "region",
          delivered: int | None = None) -> PastChain:
    announced = TODAY - timedelta(weeks=80)
    end = announced + timedelta(weeks=weeks)
    came = outcome in (Outcome.KEPT, Outcome.LATE, Outcome.PART)
    return PastChain(name, contributor, group, Kind.PERSONNEL, Stage.PLEDGED, announced, None, DateBasis.NONE, outcome,
                     end if came else None, end, 100 if came else None, delivered if came else None)


def law_after(*chains: PastChain, contributor: str = "NEW", group: str = "region"):
    fresh = promise("fresh", contributor, Stage.PLEDGED, 100, TODAY, group=group)
    return learn_keeping(chains, DEFAULTS).law(fresh, TODAY)


def test_without_chains_the_defaults_stand():
    assert law_after().keep == pytest.approx(DEFAULTS["keep_pledged"])
    assert np.exp(law_after().lead_log) == pytest.approx(DEFAULTS["lead_weeks_pledged"])


def test_a_contributor_without_a_record_borrows_from_its_class_and_less_from_others():
    kept = [chain(f"k{n}", f"C{n}", Outcome.KEPT, 5) for n in range(6)]
    assert law_after(*kept).keep > law_after(*kept, group="far").keep > DEFAULTS["keep_pledged"]
    assert law_after(*kept).lead_log < law_after(*kept, group="far").lead_log < law_after().lead_log


def test_a_contributor_with_a_record_of_its_own_is_moved_more_by_it():
    kept = [chain(f"k{n}", "GOOD", Outcome.KEPT, 5) for n in range(3)]
    silent = [chain(f"s{n}", f"B{n}", Outcome.NONE_FOUND, 80) for n in range(3)]
    assert law_after(*kept, *silent, contributor="GOOD").keep > law_after(*kept, *silent).keep


def test_a_young_open_promise_is_no_failure_and_an_old_silent_one_nearly_is():
    young = law_after(*[chain(f"o{n}", f"C{n}", Outcome.OPEN, 2) for n in range(5)]).keep
    old = law_after(*[chain(f"o{n}", f"C{n}", Outcome.OPEN, 80) for n in range(5)]).keep
    assert young == pytest.approx(DEFAULTS["keep_pledged"], abs=0.02)
    assert old < young - 0.1


def test_waiting_on_a_condition_is_not_lateness_of_the_promisor():
    waiting = law_after(*[chain(f"w{n}", f"C{n}", Outcome.WAITING, 80) for n in range(5)])
    assert (waiting.keep, waiting.lead_log) == (law_after().keep, law_after().lead_log)


def test_an_announced_date_alone_is_never_believed():
    due = TODAY + timedelta(weeks=2)
    soon = promise("soon", "NEW", Stage.PLEDGED, 100, TODAY, promised_for=due, basis=DateBasis.STATED)
    law = learn_keeping((), DEFAULTS).law(soon, TODAY)
    assert np.exp(law.lead_log) > 2 * 2
    assert law.lead_log < law_after().lead_log


def test_partial_deliveries_lower_the_share_that_comes_in_full():
    part = [chain(f"p{n}", f"C{n}", Outcome.PART, 20, delivered=30) for n in range(5)]
    assert law_after(*part).full < DEFAULTS["full_share"]


# --- little or bad input -------------------------------------------------------------------------------------


def test_an_empty_mission_is_answered_with_what_could_not_be_known():
    forecast = run(MissionState(as_of=TODAY))
    assert set(forecast.mean) == {0.0}
    assert forecast.run_out is None
    assert forecast.causes == ()
    for words in ("no open promise of personnel", "no requirement", "no cash position", "no end of the mandate",
                  "not known, so not binding here: training places, lift seats, vehicles, beds"):
        assert any(words in note for note in forecast.notes), words


@pytest.mark.parametrize(("state", "more", "where"), [
    (MISSION, {"weeks": 0}, "horizon"),
    (MISSION, {"weeks": -5}, "horizon"),
    (MISSION, {"weeks": 100_000}, "horizon"),
    (MISSION, {"futures": 0}, "futures"),
    (MISSION, {"seed": -1}, "seed"),
    (replace(MISSION, gates=Gates(beds=-1)), {}, "beds"),
    (replace(MISSION, mandate=Mandate(None, -1)), {}, "ceiling"),
    (replace(MISSION, present=(Presence("LEA", -3),)), {}, "present, LEA"),
    (replace(MISSION, promises=(promise("neg", "A", Stage.READY, -5, TODAY),)), {}, "promise neg"),
    (replace(MISSION, promises=(promise("new", "A", Stage.READY, 5, TODAY + timedelta(days=1)),)), {}, "promise new"),
])
def test_what_cannot_be_simulated_is_a_problem_and_no_number(state, more, where):
    answer = simulate(state, **{"weeks": 52, "futures": 100, **more})
    assert isinstance(answer, tuple)
    assert [problem.where for problem in answer] == [where]


def test_contradictory_gates_are_told():
    state = replace(MISSION, mandate=Mandate(TODAY - timedelta(days=40), 100), required=2_500)
    notes = " ".join(run(state).notes)
    assert "the mandate ended on 2024-08-21 as known" in notes
    assert "more are present than the ceiling allows" in notes
    assert "the requirement is above the mandate's ceiling" in notes


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 5_000), st.integers(0, 20_000), st.sampled_from([s for s in Stage if 1 <= s <= 8]),
    st.dates(date(2015, 1, 1), TODAY), st.one_of(st.none(), st.dates(date(2010, 1, 1), date(2030, 1, 1))),
    st.one_of(st.none(), st.integers(0, 4_000)), st.one_of(st.none(), st.floats(0, 1e10)),
)
def test_no_input_makes_a_negative_or_endless_strength(present, quantity, stage, announced, due, number, cash):
    state = MissionState(
        as_of=TODAY, present=(Presence("A", present),),
        promises=(promise("p", "A", stage, quantity, announced, promised_for=due, basis=DateBasis.STATED),),
        gates=Gates(number, number, due, number, number), cash=None if cash is None else Cash(cash),
        mandate=Mandate(due, number), required=number,
    )
    forecast = run(state, futures=64, weeks=60)
    target = forecast.target(TODAY + timedelta(weeks=60))
    assert target.quantiles[0] >= 0
    assert target.quantiles[-1] <= present + quantity


def test_every_parameter_has_unit_source_and_a_default_within_its_bounds():
    for parameter in TABLE:
        assert parameter.unit
        assert parameter.source
        assert parameter.meaning
        assert parameter.least <= parameter.default <= parameter.most


def test_a_mission_package_changes_parameters_by_name_and_a_wrong_entry_keeps_the_default():
    understood = with_changes({"tour_weeks": 26, "tour_days": 3, "extension": 7, "drawdown": "fast"})
    assert understood.value["tour_weeks"] == 26
    assert understood.value["extension"] == DEFAULTS["extension"]
    assert [problem.where for problem in understood.problems] == [
        "parameters, tour_days", "parameters, extension", "parameters, drawdown"]


def test_a_sure_arrival_comes_in_its_week():
    state = MissionState(as_of=TODAY)
    forecast = simulate(
        state, with_changes({"lift_closes": 0.0, "losses_week": 0.0}).value, weeks=10, futures=10,
        sure=(SureArrival("x", Kind.PERSONNEL, 50, TODAY + timedelta(days=21)),),
    )
    # the rounding of losses takes nobody when the loss rate is zero
    assert forecast.mean[2] == 0
    assert forecast.mean[3] == 50
