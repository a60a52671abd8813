"""The addresses of the caseworker's door."""

from django.urls import path

from samrum.web.desk import (
    appeal,
    assessment,
    case,
    change,
    closing,
    configuration,
    corrections,
    decision,
    delivery,
    documents,
    facts,
    filling,
    helping,
    hiding,
    keys,
    letters,
    mandates,
    messages,
    notes,
    register,
    registers,
    retention,
    taking,
    worklist,
)

app_name = "desk"
urlpatterns = [
    path("desk/", worklist.worklist, name="worklist"),
    path("desk/next/", worklist.next_case, name="next"),
    path("desk/register/", register.register, name="register"),
    path("desk/register.csv", register.as_list, name="register-list"),
    path("desk/retention/", retention.destroying, name="retention"),
    path("desk/keys/", keys.keys, name="keys"),
    path("desk/configuration/", configuration.configuration, name="configuration"),
    path(
        "desk/configuration/<str:service>/<int:number>.pdf", configuration.paper, name="rehearsal"
    ),
    path("desk/help/", helping.find, name="help"),
    path("desk/people/<str:id>/", helping.person, name="person"),
    path("desk/people/<str:id>/typing/", helping.typing, name="typing"),
    path("desk/people/<str:id>/mandates/", mandates.mandate, name="mandate"),
    path("desk/typed/", helping.typed, name="typed"),
    path("desk/cases/<str:id>/", case.case, name="case"),
    path("desk/cases/<str:id>/taking/", taking.taking, name="taking"),
    path("desk/cases/<str:id>/notes/", notes.note, name="note"),
    path("desk/cases/<str:id>/messages/", messages.message, name="message"),
    path("desk/cases/<str:id>/supplement/", messages.supplement, name="supplement"),
    path("desk/cases/<str:id>/facts/<str:fact>/", facts.fact, name="fact"),
    path("desk/cases/<str:id>/steps/<str:step>/", filling.step, name="step"),
    path("desk/cases/<str:id>/registers/", registers.registers, name="registers"),
    path(
        "desk/cases/<str:id>/corrections/<int:number>/", corrections.correction, name="correction"
    ),
    path("desk/cases/<str:id>/assessment/", assessment.assessment, name="assessment"),
    path("desk/cases/<str:id>/decision/", decision.decision, name="decision"),
    path("desk/cases/<str:id>/decision/made/", decision.decided, name="decided"),
    path("desk/cases/<str:id>/documents/<int:number>/", documents.document, name="document"),
    path("desk/cases/<str:id>/letters/<int:number>/", letters.letter, name="letter"),
    path("desk/cases/<str:id>/letters/<int:number>.pdf", letters.paper, name="paper"),
    path("desk/cases/<str:id>/hidden/", hiding.hiding, name="hiding"),
    path("desk/cases/<str:id>/hidden/<int:number>/", hiding.hidden_item, name="hidden-item"),
    path("desk/cases/<str:id>/appeal/", appeal.appeal, name="appeal"),
    path("desk/cases/<str:id>/appeal/papers.zip", appeal.papers, name="appeal-papers"),
    path("desk/cases/<str:id>/delivery/", delivery.delivery, name="delivery"),
    path("desk/cases/<str:id>/change/", change.change, name="change"),
    path("desk/cases/<str:id>/closing/", closing.closing, name="closing"),
]
