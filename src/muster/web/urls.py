"""Every address. A mission's pages stand under its short name, the question in the query: any page can be sent."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern, URLResolver, path

from muster.web import api
from muster.web.pages import (
    accounts,
    asks,
    audit,
    cases,
    corrections,
    forecast,
    ground,
    judgements,
    ledger,
    loading,
    method,
    mission,
    missions,
    overview,
    public,
    reports,
    ruling,
    sealing,
    search,
    tables,
    why,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", missions.index),
    path("health/", missions.health),
    path("account/", accounts.account),
    path("account/sign-in/", accounts.sign_in),
    path("account/sign-out/", accounts.sign_out),
    path("account/password/<str:user>/<str:token>/", accounts.choose_password),
    path("account/people/", accounts.people),
    path("account/missions/", loading.load),
    path("account/missions/<int:number>/", loading.tried),
    path("account/missions/<int:number>/problems.csv", loading.problems),
    path("api/", api.api.urls),
    path("<slug:slug>/", overview.overview),
    path("<slug:slug>/ledger/", ledger.lines),
    path("<slug:slug>/ledger/<str:line>/", ledger.line),
    path("<slug:slug>/contributors/", ledger.contributors),
    path("<slug:slug>/contributors/<str:party>/", ledger.contributor),
    path("<slug:slug>/reports/", reports.reports),
    path("<slug:slug>/reports/add/", reports.add),
    path("<slug:slug>/reports/jobs/<int:number>/", reports.job),
    path("<slug:slug>/reports/<str:name>/", reports.report),
    path("<slug:slug>/queue/", ruling.queue),
    path("<slug:slug>/rule/<str:statement>/", ruling.rule),
    path("<slug:slug>/undo/<str:ruling>/", ruling.undo),
    path("<slug:slug>/approve/", ruling.approvals),
    path("<slug:slug>/approve/<int:number>/", ruling.approve),
    *(path(f"<slug:slug>/{layout.place}/", partial(tables.table_page, layout=layout)) for layout in tables.PAGES),
    path("<slug:slug>/contradictions/<str:key>/", cases.case),
    path("<slug:slug>/regrade/<str:entry>/", judgements.regrade),
    path("<slug:slug>/parties/merge/", judgements.merge),
    path("<slug:slug>/mission/", mission.mission),
    path("<slug:slug>/seal/", sealing.seal),
    path("<slug:slug>/seal/<int:number>/", sealing.decide),
    path("<slug:slug>/load/", loading.load),
    path("<slug:slug>/load/support.<str:form>", loading.template),
    path("<slug:slug>/load/<int:number>/", loading.tried),
    path("<slug:slug>/load/<int:number>/problems.csv", loading.problems),
    path("<slug:slug>/asks/", asks.asks),
    path("<slug:slug>/ground/", ground.ground),
    path("<slug:slug>/forecast/", forecast.forecast),
    path("<slug:slug>/forecast/why/<path:address>/", forecast.why),
    path("<slug:slug>/why/<path:address>/", why.why),
    path("<slug:slug>/public/", public.public),
    path("<slug:slug>/audit/", audit.audit),
    path("<slug:slug>/method/", method.method),
    path("<slug:slug>/corrections/", corrections.corrections),
    path("<slug:slug>/corrections/propose/", corrections.propose),
    path("<slug:slug>/corrections/<int:number>/", corrections.answer),
    path("<slug:slug>/own/<str:line>/", corrections.own_line),
    path("<slug:slug>/search/", search.search),
    path("<slug:slug>/data/", tables.data),
    path("<slug:slug>/data/<str:name>/<str:form>/", tables.export),
]

handler404 = missions.not_found
handler500 = missions.broken
handler400 = missions.bad_request
handler403 = missions.not_allowed
