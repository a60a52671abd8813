"""The addresses for other systems; samrum/web/doors.txt lists them too."""

from django.urls import path

from samrum.api import acts, growth, health, openapi, reading
from samrum.api.door import by_method

app_name = "api"
urlpatterns = [
    path("health", health.alive, name="health"),
    path("ready", health.ready, name="ready"),
    path("v1/openapi.json", openapi.description, name="openapi"),
    path("v1/keys", reading.keys, name="keys"),
    path("v1/checkpoint", growth.checkpoint, name="checkpoint"),
    path("v1/services/<str:service>", reading.service, name="service"),
    path("v1/cases", by_method(GET=reading.cases, POST=acts.cases), name="cases"),
    path("v1/cases/<str:case>", reading.case, name="case"),
    path("v1/cases/<str:case>/acts/<str:name>", acts.case, name="act"),
    path("v1/cases/<str:case>/documents/<int:number>", reading.document, name="document"),
    path("v1/cases/<str:case>/letters/<int:number>", reading.letter, name="letter"),
    path("v1/receipts/<str:key>", reading.receipt, name="receipt"),
    path("v1/events", reading.events, name="events"),
]
