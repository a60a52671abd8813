"""The addresses of the shared room."""

from django.urls import include, path

from samrum.web.room import (
    changes,
    consents,
    contacts,
    meeting,
    paper,
    people,
    planning,
    reading,
    room,
    rooms,
    speaking,
    telling,
    worrying,
)

app_name = "room"
_ROOMS = [
    path("", rooms.rooms, name="rooms"),
    path("new/", rooms.opening, name="opening"),
    path("together/", contacts.together, name="together"),
    path("<str:id>/", room.room, name="room"),
    path("<str:id>/changes/", changes.changes, name="changes"),
    path("<str:id>/contacts/", contacts.contacts, name="contacts"),
    path("<str:id>/needs/", planning.needs, name="needs"),
    path("<str:id>/goals/<int:number>/", planning.goal, name="goal"),
    path("<str:id>/goals/<int:number>/steps/<int:which>/", planning.step, name="step"),
    path("<str:id>/steps/<int:number>/answer/", planning.answer, name="step-answer"),
    path("<str:id>/steps/<int:number>/passing/", planning.passing, name="step-passing"),
    path("<str:id>/agreement/", planning.agreement, name="agreement"),
    path("<str:id>/dissent/", planning.dissent, name="dissent"),
    path("<str:id>/declining/", planning.declining, name="declining"),
    path("<str:id>/told/", room.told, name="told"),
    path("<str:id>/facts/", telling.topics, name="topics"),
    path("<str:id>/facts/<str:fact>/", telling.fact, name="fact"),
    path("<str:id>/questions/", telling.asking, name="asking"),
    path("<str:id>/questions/<int:number>/", telling.question, name="question"),
    path("<str:id>/consents/", consents.consents, name="consents"),
    path("<str:id>/consents/new/", consents.consent, name="consent"),
    path("<str:id>/consents/<int:number>/signature/", consents.signature, name="signature"),
    path("<str:id>/consents/<int:number>/revocation/", consents.revocation, name="revocation"),
    path("<str:id>/consents/<int:number>/paper/", consents.paper, name="consent-paper"),
    path("<str:id>/provisions/", consents.provision, name="provision"),
    path("<str:id>/readers/", reading.readers, name="readers"),
    path("<str:id>/readers/file/", reading.file, name="readers-file"),
    path("<str:id>/speaking/", speaking.speaking, name="speaking"),
    path("<str:id>/quietly/", reading.quietly, name="quietly"),
    path("<str:id>/people/", people.people, name="people"),
    path("<str:id>/meetings/new/", meeting.calling, name="calling"),
    path("<str:id>/meetings/<int:number>/", meeting.meeting, name="meeting"),
    path("<str:id>/meetings/<int:number>/file/", meeting.file, name="meeting-file"),
    path("<str:id>/plan/", paper.plan, name="plan"),
    path("<str:id>/plan/<str:language>/", paper.file, name="plan-file"),
    path("<str:id>/plan/<str:language>/child/", paper.child_file, name="plan-child"),
    path("<str:id>/worry/", worrying.worry, name="worry"),
    path("<str:id>/people/<int:number>/", people.leaving, name="leaving"),
    path("<str:id>/people/<int:number>/hiding/", people.hiding, name="hiding"),
]
_WORRIES = [
    path("", worrying.worries, name="worries"),
    path("new/", worrying.anybody, name="worry-anybody"),
    path("<str:id>/", worrying.reported, name="reported"),
]
# Under what they begin with, so that no other address is looked for among them.
urlpatterns = [path("rooms/", include(_ROOMS)), path("worries/", include(_WORRIES))]
