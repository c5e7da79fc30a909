"""Addresses under ``/m/``."""

from __future__ import annotations

from django.urls import path

from zhibu.meetings.views import (
    corrections,
    feedback,
    late,
    lists,
    meetings,
    papers,
    plans,
    records,
    themes,
    votes,
)

app_name = "meetings"
urlpatterns = [
    path("", lists.index, name="list"),
    path("plan/<int:organisation_id>", plans.plan, name="plan"),
    path("late/<int:organisation_id>", late.late, name="late"),
    path("<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("<int:meeting_id>/plan", plans.change, name="change"),
    path("<int:meeting_id>/publish", plans.publish, name="publish"),
    path("<int:meeting_id>/cancel", plans.cancel, name="cancel"),
    path("<int:meeting_id>/all-here", meetings.all_here, name="all_here"),
    path("<int:meeting_id>/close", records.close, name="close"),
    path("<int:meeting_id>/resume", records.resume, name="resume"),
    path("<int:meeting_id>/record", records.edit, name="edit"),
    path("<int:meeting_id>/items/<int:item_id>/tally", votes.tally, name="tally"),
    path("<int:meeting_id>/items/<int:item_id>/verdict", votes.verdict, name="verdict"),
    path("<int:meeting_id>/review", votes.review, name="review"),
    path("<int:meeting_id>/count", votes.count, name="count"),
    path("<int:meeting_id>/agree", records.agree, name="agree"),
    path("<int:meeting_id>/scans", records.attach, name="attach"),
    path("<int:meeting_id>/confirm", records.confirm, name="confirm"),
    path("<int:meeting_id>/correct", corrections.correct, name="correct"),
    path("<int:meeting_id>/versions", meetings.versions, name="versions"),
    path("<int:meeting_id>/versions/<int:number>", meetings.version, name="version"),
    path("<int:meeting_id>/feedback", feedback.feedback, name="feedback"),
    path("<int:meeting_id>/papers/<slug:what>/<slug:kind>", papers.paper, name="paper"),
    path("ledger/<int:organisation_id>/<int:year>/<slug:kind>", papers.ledger, name="ledger"),
    path("agreed/", lists.agreed, name="agreed"),
    path("agreed/<int:agreed_id>", lists.agreed_item, name="agreed_item"),
    path("agreed/<int:agreed_id>/drop", records.drop_agreed, name="drop_agreed"),
    path("themes/", themes.themes, name="themes"),
    path("themes/set", themes.set_theme, name="set_theme"),
    path("themes/propose", themes.propose, name="propose"),
    path("themes/ideas/<int:proposal_id>/withdraw", themes.withdraw, name="withdraw_proposal"),
    path("themes/ideas/<int:proposal_id>/prefer", themes.prefer, name="prefer"),
    path("themes/ideas/<int:proposal_id>/take", themes.take, name="take"),
    path("themes/cards/new", themes.add_card, name="add_card"),
    path("themes/cards/<slug:code>", themes.card, name="card"),
    path("themes/cards/<slug:code>/rest", themes.rest, name="rest"),
    path("checklist/<int:organisation_id>", themes.checklist, name="checklist"),
]
