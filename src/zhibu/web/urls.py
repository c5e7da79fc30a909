"""All addresses of the house. A new one is red until ``docs/permissions.md`` has its row."""

from __future__ import annotations

from django.urls import include, path

from zhibu.orgs import urls as orgs_urls
from zhibu.people import urls as people_urls
from zhibu.web import (
    about_me,
    door,
    gallery,
    glossary,
    language,
    my_factors,
    my_sessions,
    second,
    views,
)
from zhibu.web.help import views as help_pages
from zhibu.web.identity import views as identity
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
        path("me/post", views.act, name="act"),
        path("me/about", about_me.about_me, name="about_me"),
        path("me/take-along", about_me.take_along, name="take_along"),
        path("me/theme", views.theme, name="theme"),
        path("me/password", door.password, name="password"),
        path("me/prove", second.prove, name="prove"),
        path("me/second", my_factors.factors, name="factors"),
        path("me/second/codes", my_factors.codes, name="codes"),
        path("me/second/codes/begin", my_factors.begin_codes, name="begin_codes"),
        path("me/second/codes/remove", my_factors.remove_codes, name="remove_codes"),
        path("me/second/recovery", my_factors.renew_recovery, name="renew_recovery"),
        path("me/second/passkeys/new", my_factors.new_passkey_options, name="new_passkey_options"),
        path("me/second/passkeys", my_factors.add_passkey, name="add_passkey"),
        path(
            "me/second/passkeys/<int:passkey_id>/remove",
            my_factors.remove_passkey,
            name="remove_passkey",
        ),
        path(
            "me/second/passkeys/<int:passkey_id>/rename",
            my_factors.rename_passkey,
            name="rename_passkey",
        ),
        path("me/sessions", my_sessions.sessions, name="sessions"),
        path("me/sessions/end", my_sessions.end_others, name="end_other_sittings"),
        path("me/sessions/<int:sitting_id>/end", my_sessions.end_one, name="end_sitting"),
        path("language", language.choose, name="language"),
        path("sign-in", door.sign_in, name="sign_in"),
        path("sign-in/as", door.be, name="be"),
        path("sign-in/oidc", identity.oidc_begin, name="oidc_begin"),
        path("sign-in/oidc/back", identity.oidc_back, name="oidc_back"),
        path("sign-in/oidc/left", identity.oidc_left, name="oidc_left"),
        path("sign-in/oidc/front", identity.oidc_front, name="oidc_front"),
        path("sign-in/cas", identity.cas_begin, name="cas_begin"),
        path("sign-in/cas/back", identity.cas_back, name="cas_back"),
        path("sign-in/second", second.second, name="second"),
        path("sign-in/passkey", second.passkey_sign_in, name="passkey_sign_in"),
        path("sign-in/passkey/options", second.passkey_options, name="passkey_options"),
        path("signed-out", identity.signed_out, name="signed_out"),
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
