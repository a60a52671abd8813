"""The addresses of the site: each door brings its own."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("samrum.api.urls")),
    path("desk/", include("samrum.web.desk.urls")),
    path("", include("samrum.web.room.urls")),
    path("", include("samrum.web.shared.urls")),
    path("", include("samrum.web.resident.urls")),
]
handler400 = "samrum.web.shared.page.not_understood"
handler403 = "samrum.web.shared.page.forged"
handler404 = "samrum.web.shared.page.not_here"
handler500 = "samrum.web.shared.page.broken"
