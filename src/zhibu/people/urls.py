"""Addresses under /p/, and those under /o/ whose pages carry people."""

from __future__ import annotations

from django.urls import path

from zhibu.people.audit import urls as audit
from zhibu.people.extracts import urls as extracts
from zhibu.people.imports import urls as imports
from zhibu.people.views import care, person, posts, reshape, roster, slips, tree

app_name = "people"
urlpatterns = [
    path("", roster.roster, name="roster"),
    *imports.urlpatterns,
    *extracts.urlpatterns,
    *audit.urlpatterns,
    path("print", roster.print_roster, name="print_roster"),
    path("add/<int:organisation_id>", person.add, name="add"),
    path("groups/<int:organisation_id>", posts.groups, name="groups"),
    path("slips/<int:organisation_id>", slips.slips, name="slips"),
    path("slips/shown", slips.slips_shown, name="slips_shown"),
    path("corrections", care.corrections, name="corrections"),
    path("corrections/<int:request_id>", care.answer, name="answer"),
    path("accounts", posts.account_list, name="accounts"),
    path("me/ask", care.ask, name="ask"),
    path("me/corrections", care.my_corrections, name="my_corrections"),
    path("me/reading", care.reading, name="reading"),
    path("me/looks", care.looks, name="looks"),
    path("<int:person_id>", person.person, name="person"),
    path("<int:person_id>/edit", person.edit, name="edit"),
    path("<int:person_id>/status", person.status, name="status"),
    path("<int:person_id>/vote", person.vote, name="vote"),
    path("<int:person_id>/move", person.move, name="move"),
    path("<int:person_id>/slip", slips.slip, name="slip"),
    path("<int:person_id>/slip/revoke", slips.revoke_slip, name="revoke_slip"),
    path("<int:person_id>/sessions/end", person.end_sessions, name="end_sessions"),
    path("<int:person_id>/second/reset", person.reset_second, name="reset_second"),
    path("<int:person_id>/account/disable", person.disable, name="disable"),
    path("<int:person_id>/account/enable", person.enable, name="enable"),
]

of_organisations = [
    path("", tree.tree, name="tree"),
    *imports.of_organisations,
    path("start", tree.start, name="start"),
    path("<int:organisation_id>", tree.organisation, name="organisation"),
    path("<int:organisation_id>/post", posts.appoint, name="appoint"),
    path("<int:organisation_id>/post/<int:appointment_id>/end", posts.end_post, name="end_post"),
    path("<int:organisation_id>/merge", reshape.merge, name="merge"),
    path("<int:organisation_id>/split", reshape.split, name="split"),
    path("<int:organisation_id>/move", reshape.move, name="move"),
    path("<int:organisation_id>/dissolve", reshape.dissolve, name="dissolve"),
    path("<int:organisation_id>/season", reshape.season, name="season"),
]
