"""The addresses of the shared room."""

from django.urls import path

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
    telling,
    worrying,
)

app_name = "room"
urlpatterns = [
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/new/", rooms.opening, name="opening"),
    path("rooms/together/", contacts.together, name="together"),
    path("rooms/<str:id>/", room.room, name="room"),
    path("rooms/<str:id>/changes/", changes.changes, name="changes"),
    path("rooms/<str:id>/contacts/", contacts.contacts, name="contacts"),
    path("rooms/<str:id>/needs/", planning.needs, name="needs"),
    path("rooms/<str:id>/goals/<int:number>/", planning.goal, name="goal"),
    path("rooms/<str:id>/goals/<int:number>/steps/<int:which>/", planning.step, name="step"),
    path("rooms/<str:id>/steps/<int:number>/answer/", planning.answer, name="step-answer"),
    path("rooms/<str:id>/agreement/", planning.agreement, name="agreement"),
    path("rooms/<str:id>/dissent/", planning.dissent, name="dissent"),
    path("rooms/<str:id>/declining/", planning.declining, name="declining"),
    path("rooms/<str:id>/told/", room.told, name="told"),
    path("rooms/<str:id>/facts/", telling.topics, name="topics"),
    path("rooms/<str:id>/facts/<str:fact>/", telling.fact, name="fact"),
    path("rooms/<str:id>/questions/", telling.asking, name="asking"),
    path("rooms/<str:id>/questions/<int:number>/", telling.question, name="question"),
    path("rooms/<str:id>/consents/", consents.consents, name="consents"),
    path("rooms/<str:id>/consents/new/", consents.consent, name="consent"),
    path("rooms/<str:id>/consents/<int:number>/signature/", consents.signature, name="signature"),
    path(
        "rooms/<str:id>/consents/<int:number>/revocation/", consents.revocation, name="revocation"
    ),
    path("rooms/<str:id>/consents/<int:number>/paper/", consents.paper, name="consent-paper"),
    path("rooms/<str:id>/provisions/", consents.provision, name="provision"),
    path("rooms/<str:id>/readers/", reading.readers, name="readers"),
    path("rooms/<str:id>/readers/file/", reading.file, name="readers-file"),
    path("rooms/<str:id>/quietly/", reading.quietly, name="quietly"),
    path("rooms/<str:id>/people/", people.people, name="people"),
    path("rooms/<str:id>/meetings/new/", meeting.calling, name="calling"),
    path("rooms/<str:id>/meetings/<int:number>/", meeting.meeting, name="meeting"),
    path("rooms/<str:id>/meetings/<int:number>/file/", meeting.file, name="meeting-file"),
    path("rooms/<str:id>/plan/", paper.plan, name="plan"),
    path("rooms/<str:id>/plan/<str:language>/", paper.file, name="plan-file"),
    path("rooms/<str:id>/plan/<str:language>/child/", paper.child_file, name="plan-child"),
    path("rooms/<str:id>/worry/", worrying.worry, name="worry"),
    path("worries/", worrying.worries, name="worries"),
    path("worries/new/", worrying.anybody, name="worry-anybody"),
    path("worries/<str:id>/", worrying.reported, name="reported"),
    path("rooms/<str:id>/people/<int:number>/", people.leaving, name="leaving"),
    path("rooms/<str:id>/people/<int:number>/hiding/", people.hiding, name="hiding"),
]
