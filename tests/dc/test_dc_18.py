"""DC-18: accessible, light, and useful on an old telephone."""

from __future__ import annotations

import gzip
import re
from random import Random

import pytest
from django.test import Client

from tests.browser.page import DESK, PHONE, axe_findings, chromium, opened
from tests.browsing import signed_in
from tests.cast import Branch
from zhibu.web.settings import BUILD

MOST = 100_000  # bytes of a first view, compressed
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')


def weight(client: Client, address: str, *, more: bytes = b"") -> int:
    """A page with its style and scripts, compressed."""
    page = client.get(address).content + more
    parts = {
        page,
        *(
            BUILD.joinpath(a.removeprefix("/static/")).read_bytes()
            for a in ASSET.findall(page.decode())
        ),
    }
    return sum(len(gzip.compress(part, 6)) for part in parts)


@pytest.mark.parametrize("address", ["/", "/week", "/self-check", "/o/features"])
def test_dc_18_a_first_view_weighs_less_than_100_kb(branch: Branch, address: str) -> None:
    assert 5_000 < weight(signed_in(branch.secretary_person), address) <= MOST


def test_dc_18_a_page_with_a_picture_too_many_is_found(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    heavy = Random(18).randbytes(100_000).hex().encode()
    assert weight(client, "/week", more=heavy) > MOST


@pytest.mark.browser
@pytest.mark.slow
def test_dc_18_the_pages_have_no_finding_of_axe(branch: Branch) -> None:
    """Pages as the server gives them, in a browser that may not reach out."""
    client = signed_in(branch.secretary_person)
    pages = {
        address: client.get(address).content.decode()
        for address in ("/week", "/self-check", "/o/features")
    }
    said = []
    with chromium() as browser:
        for screen in (PHONE, DESK):
            for address, page in pages.items():
                with opened(browser, screen) as seen:
                    style = "".join(
                        BUILD.joinpath(a.removeprefix("/static/")).read_text()
                        for a in ASSET.findall(page)
                        if a.endswith(".css")
                    )
                    bare = re.sub(r"<(link|script)[^>]*/static/[^>]*>(</script>)?", "", page)
                    seen.page.set_content(bare)
                    seen.page.add_style_tag(content=style)
                    said += [f"{address}: {finding}" for finding in axe_findings(seen.page)]
    assert said == []
