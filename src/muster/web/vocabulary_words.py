"""Words that reach a page from the ledger's tables and the vocabulary, listed so that they can be translated.

What a source said, what a ruling gives as its reason and a table's own notes are not here: they stay as they are.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

STAGES = (
    _("outside"), _("pledged"), _("committed"), _("preparing"), _("ready"), _("moving"), _("present"), _("spent"),
    _("held"), _("returned"), _("lost"), _("lapsed"),
)
KINDS = (_("personnel"), _("equipment"), _("logistics"), _("money"), _("undertaking"))
UNITS = (_("persons"), _("units"), _("days"), _("lots"), _("uniformed persons"), _("vehicles"))
MARKINGS = (_("public"), _("contributors"), _("restricted"))
ROLES = (_("contributor"), _("reporter"), _("recorder"), _("approver"), _("administrator"))
SIDES = (_("mission"), _("host"), _("yes"), _("no"))
NO_NUMBERS = (_("no number given"), _("no reference chosen"))
OUTCOMES = (
    _("kept"), _("late"), _("part"), _("none found"), _("none_found"), _("waiting"), _("overtaken"), _("open"),
    _("stated"), _("reading"), _("none"),
)
GRADES = (
    _("the party itself"), _("the counterpart"), _("the fund's administrator"), _("independent"), _("press quoting"),
    _("press"),
)
PICTURES = (
    _("present, with bounds"), _("counts told"), _("announced total"), _("announced addition"),
    _("forecast: 50, 80, 95 %"), _("the day asked about"), _("required"),
)
FORECASTS = (
    _("not known"), _("no difference"), _("the promise itself"), _("a condition"), _("training places"), _("lift"),
    _("beds"), _("funds"), _("mandate"), _("nobody promised"), _("mission model"), _("outside view"),
    _("to the end, more likely than not"), _("the ledger"), _("nobody"), _("persons present"), _("persons required"),
    _("the mandate's ceiling"), _("days the mandate runs on"), _("days lift stays closed"), _("money frozen"),
    _("persons in training at once"), _("seats into theatre a week"), _("serviceable vehicles in theatre"),
    _("persons that can be housed"), _("money the mission can spend, as last told"), _("Median"), _("Mean"),
    _("50 % band"), _("80 % band"), _("95 % band"), _("At least"), _("On the last day"), _("Before the mandate ends"),
    _("What"), _("Of the missing person-weeks"), _("Of the futures, holds back most"),
    _("Of the futures, holds back in some week"), _("Cash"), _("Currency"), _("Lasts, in half of the futures, until"),
    _("Of the futures, lasts to the end"), _("View"), _("Weight"), _("Forecasts come due"), _("Mean CRPS"),
    _("Known since"), _("Change"), _("Officer-days gained (the mean lies in)"), _("80 % of futures lie in"),
    _("Days earlier"), _("Chance gained"), _("Announced"), _("Chance that it still comes"),
    _("Weeks from its telling to its arrival, in half of the futures"), _("Default"), _("Source"), _("Authorised on"),
    _("Funding"), _("Ceiling"), _("Rehatted"), _("Months counted"), _("Made on"), _("For"), _("CRPS"), _("Mission"),
    _("Value"), _("Name"), _("Unit"), _("The open promises carried forward"), _("The numbers of the model"),
    _("The past missions the outside view rests on"),
)
HEADINGS = (
    _("Resource"), _("Unit"), _("Required"), _("Promised"), _("Ever present"), _("Present"),
    _("Missing"), _("Contributor"), _("Kind"), _("Side"), _("Channel"), _("Earmark"), _("Conditions"), _("Lots"),
    _("Promised total"), _("Pledged"), _("Committed"), _("Preparing"), _("Ready"), _("Moving"), _("Spent"), _("Held"),
    _("Returned"), _("Lost"), _("Lapsed"), _("Lot"), _("Part of"), _("Day"), _("Told"), _("Told by"), _("Grade"),
    _("About"), _("Why"), _("Days"), _("Ledger"), _("Status"), _("Stands"), _("Reason"), _("Ruled by"), _("Result"),
    _("Ruling"), _("Said by"), _("Stage"), _("Delivered"), _("Due"), _("State"), _("Condition"), _("Promised by"),
    _("Chain"), _("Scope"), _("Outcome"), _("Happened"), _("Slip, days"), _("Open"), _("Open lines"), _("Waits for"),
    _("Reached present"), _("Lines"), _("Quantity"), _("Promised for"), _("First told"), _("Site"), _("Indicator"),
    _("Area"), _("When"), _("Value"), _("Since"), _("Until"), _("Name"),
    _("Theme"), _("Overdue, days"), _("What waits for it"), _("Told days ago"), _("Before"),
)
