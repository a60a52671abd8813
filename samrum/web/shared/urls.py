"""The addresses that all doors share."""

from django.urls import path

from samrum.web.shared import entrance, log_ins, metrics

app_name = "shared"
urlpatterns = [
    path("language/", entrance.language, name="language"),
    path("login/", entrance.login, name="login"),
    path("login/start/", entrance.start, name="login-start"),
    path("login/back/", entrance.come_back, name="login-back"),
    path("login/kept/", entrance.parked, name="parked"),
    path("login/everywhere/", log_ins.log_ins, name="log-ins"),
    path("logout/", entrance.logout, name="logout"),
    path("metrics", metrics.metrics, name="metrics"),
    path("stay/", entrance.stay, name="stay"),
]
