"""Addresses under ``/g/``."""

from __future__ import annotations

from django.urls import path

from zhibu.gatherings.views import feeds, host, own, paper, share

app_name = "gatherings"
urlpatterns = [
    path("", own.listing, name="list"),
    path("feeds", feeds.feeds, name="feeds"),
    path("feeds/make", feeds.make, name="make_feed"),
    path("feeds/end", feeds.end, name="end_feed"),
    path("feed/<str:token>", feeds.feed, name="feed"),
    path("<int:gathering_id>/", own.gathering, name="gathering"),
    path("<int:gathering_id>/calendar.ics", own.calendar, name="calendar"),
    path("<int:gathering_id>/in", own.check_in, name="check_in"),
    path("<int:gathering_id>/sign-up", own.sign_up, name="sign_up"),
    path("<int:gathering_id>/withdraw", own.withdraw, name="withdraw"),
    path("<int:gathering_id>/leave", own.leave, name="leave"),
    path("<int:gathering_id>/leave/back", own.withdraw_leave, name="withdraw_leave"),
    path("<int:gathering_id>/copy", share.copy, name="copy"),
    path("<int:gathering_id>/poster", share.poster, name="poster"),
    path("<int:gathering_id>/host", host.host, name="host"),
    path("<int:gathering_id>/host/hall", host.hall, name="hall"),
    path("<int:gathering_id>/host/code", host.code, name="code"),
    path("<int:gathering_id>/host/absent", host.absent, name="absent"),
    path("<int:gathering_id>/host/arrived", host.arrived, name="arrived"),
    path("<int:gathering_id>/screen", host.screen, name="screen"),
    path("<int:gathering_id>/screen/board", host.board, name="board"),
    path("<int:gathering_id>/attendance", host.attendance, name="attendance"),
    path("<int:gathering_id>/here", host.here_now, name="here"),
    path("<int:gathering_id>/not-here", host.not_here, name="not_here"),
    path("<int:gathering_id>/excuse", host.excuse, name="excuse"),
    path("<int:gathering_id>/observers", host.observers, name="observers"),
    path("<int:gathering_id>/observers/add", host.add_observer, name="add_observer"),
    path("<int:gathering_id>/sheet", paper.sheet, name="sheet"),
    path("<int:gathering_id>/sheet/codes", paper.make_codes, name="make_codes"),
    path("<int:gathering_id>/sheet/print", paper.sheet_print, name="sheet_print"),
]
