"""All addresses of the house. A new one is red until ``docs/permissions.md`` has its row."""

from __future__ import annotations

from django.urls import include, path

from zhibu.orgs import urls as orgs_urls
from zhibu.people import urls as people_urls
from zhibu.web import about_me, door, gallery, glossary, language, views
from zhibu.web.help import views as help_pages
from zhibu.web.selfcheck import views as selfcheck

web = (
    [
        path("", views.home, name="home"),
        path("month", views.month, name="month"),
        path("branches", views.branches, name="branches"),
        path("week", views.week, name="week"),
        path("health", views.health, name="health"),
        path("clause/<slug:regulation>/<str:article>", views.clause, name="clause"),
        path("terms", glossary.glossary, name="terms"),
        path("terms/<slug:key>", glossary.term, name="term"),
        path("help", help_pages.start, name="help"),
        path("help/<slug:role>", help_pages.guide, name="guide"),
        path("self-check", selfcheck.page, name="self_check"),
        path("self-check/<str:kind>", selfcheck.file, name="self_check_file"),
        path("components", gallery.gallery, name="gallery"),
        path("me", views.me, name="me"),
        path("me/about", about_me.about_me, name="about_me"),
        path("me/take-along", about_me.take_along, name="take_along"),
        path("me/theme", views.theme, name="theme"),
        path("me/password", door.password, name="password"),
        path("language", language.choose, name="language"),
        path("sign-in", door.sign_in, name="sign_in"),
        path("sign-in/as", door.be, name="be"),
        path("sign-out", door.sign_out, name="sign_out"),
        path("slip/<str:token>", door.slip, name="slip"),
    ],
    "web",
)
urlpatterns = [
    path("", include(web)),
    path("a/", include("zhibu.archive.urls")),
    path("c/", include("zhibu.points.urls")),
    path("g/", include("zhibu.gatherings.urls")),
    path("i/", include("zhibu.insights.urls")),
    path("m/", include("zhibu.meetings.urls")),
    path("n/", include("zhibu.notices.urls")),
    path("o/", include(((*orgs_urls.urlpatterns, *people_urls.of_organisations), "orgs"))),
    path("p/", include("zhibu.people.urls")),
    path("y/", include("zhibu.appeals.urls")),
]
handler404 = "zhibu.web.errors.not_found"
handler403 = "zhibu.web.errors.forbidden"
handler500 = "zhibu.web.errors.broken"
