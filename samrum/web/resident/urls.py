"""The addresses of the resident's door."""

from django.urls import path

from samrum.web.resident import (
    acts,
    appeal,
    applying,
    decision,
    everything,
    front,
    hidden,
    mandates,
    mine,
    stepping,
)

app_name = "resident"
urlpatterns = [
    path("", front.home, name="home"),
    path("services/<slug:service>/", front.service, name="service"),
    path("apply/<slug:service>/", applying.begin, name="apply"),
    path("apply/<slug:service>/check/", applying.check, name="apply-check"),
    path("apply/<slug:service>/removal/", applying.remove, name="apply-remove"),
    path("apply/<slug:service>/files/<str:sha256>/", applying.upload, name="upload-show"),
    path("apply/<slug:service>/<slug:name>/", applying.questions, name="apply-page"),
    path("cases/", mine.cases, name="cases"),
    path("cases/<str:id>/", mine.case, name="case"),
    path("cases/<str:id>/receipt/", mine.receipt, name="receipt"),
    path("cases/<str:id>/step/<slug:step>/", stepping.step, name="step"),
    path("cases/<str:id>/step/<slug:step>/check/", stepping.check, name="step-check"),
    path("cases/<str:id>/step/<slug:step>/files/<str:sha256>/", stepping.upload, name="step-file"),
    path("cases/<str:id>/step/<slug:step>/<slug:name>/", stepping.questions, name="step-page"),
    path("cases/<str:id>/messages/", acts.messages, name="messages"),
    path("cases/<str:id>/documents/", acts.upload, name="upload"),
    path("cases/<str:id>/documents/<int:number>/", acts.document, name="document"),
    path("cases/<str:id>/letters/<int:number>.pdf", acts.letter, name="letter"),
    path("cases/<str:id>/decision/", decision.decision, name="decision"),
    path("cases/<str:id>/appeal/", appeal.appeal, name="appeal"),
    path("cases/<str:id>/appeal/papers.zip", appeal.papers, name="appeal-papers"),
    path("cases/<str:id>/corrections/<str:fact>/", acts.correction, name="correction"),
    path("cases/<str:id>/notes/<int:number>/objection/", acts.objection, name="objection"),
    path("cases/<str:id>/hidden/<int:number>/", hidden.hidden, name="hidden"),
    path("cases/<str:id>/reach/", acts.reach, name="reach"),
    path("cases/<str:id>/withdrawal/", acts.withdrawal, name="withdrawal"),
    path("everything/", everything.everything, name="everything"),
    path("everything/file/", everything.file, name="everything-file"),
    path("mandates/", mandates.mandates, name="mandates"),
    path("mandates/new/", mandates.mandate, name="mandate"),
    path("mandates/<int:number>/revocation/", mandates.revocation, name="revocation"),
    path("acting-for/", mandates.acting_for, name="acting-for"),
]
