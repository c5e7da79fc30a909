"""Whatever file is handed in, the page ends in a sentence or a preview, and nothing is imported by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from tests.browsing import signed_in
from tests.cast import Branch, person
from tests.kit.sheets.bombs import BOMBS
from tests.kit.sheets.mutations import FORMS, mutated, sound
from tests.people.imports.test_pages import upload, words
from tests.proof import Proof, many

from zhibu.orgs.models import Organisation, Post
from zhibu.people.imports import drafts
from zhibu.people.models import ImportBatch, Person

SPOILED = many(4, 48)
BOMBS_AT_ONCE = many(2, len(BOMBS))
DOORS = ("people:import", "orgs:import")
State = ImportBatch.State


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"


@pytest.fixture
def organiser(branch: Branch) -> Client:
    """Who may hand in rosters and trees."""
    held = person("方闻笛")
    branch.appoint(held, Post.UNIVERSITY_ORGANISER, at=branch.root)
    return signed_in(held)


def handed_in(folder: Path, rng: Random) -> Iterator[Path]:
    """Spoiled files of every form, then bombs."""
    for turn in range(SPOILED):
        form = FORMS[turn % len(FORMS)]
        raw = sound(form, folder).path.read_bytes()
        path = folder / f"名册{turn}.xlsx"
        path.write_bytes(mutated(form, raw, rng, folder / "scratch"))
        yield path
    for bomb, _codes in rng.sample(BOMBS, BOMBS_AT_ONCE):
        yield bomb(folder / f"{bomb.__name__}.xlsx")


def fault_of(client: Client, page: Any) -> str:
    """What is wrong with an answer: neither a preview, nor a refusal with its sentence."""
    if page.status_code == 422:
        return "" if 'class="err"' in words(page) else "422 without a word"
    batch = ImportBatch.objects.order_by("-pk")[0]
    if batch.state == State.READING:  # a large one, read beside the pages
        batch = drafts.read_draft(batch.pk)
        page = client.get(reverse("people:import_batch", args=[batch.pk]))
    if page.status_code != 200 or batch.confirmed_at:
        return f"answered {page.status_code}, {batch.state}"
    told = batch.state == State.READY or batch.message
    return "" if told and escape(batch.message) in words(page) else f"{batch.state} without a word"


@pytest.mark.parametrize("door", DOORS)
def test_any_file_ends_in_a_sentence_or_a_preview(
    door: str, branch: Branch, organiser: Client, tmp_path: Path, proof: Proof
) -> None:
    before = (Person.objects.count(), Organisation.objects.count())
    said = []
    for path in handed_in(tmp_path, proof.random("any file", door)):
        page = upload(organiser, branch, path, door, org=branch.root.pk)
        said += [f"{path.name}: {fault}"] if (fault := fault_of(organiser, page)) else []
        path.unlink()
        proof.figure("交到页面上的文件")
    assert said == []
    assert (Person.objects.count(), Organisation.objects.count()) == before
