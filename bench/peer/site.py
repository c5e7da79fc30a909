"""The peer's site, run by the peer's own Python: ``python -m bench.peer.site lay`` or ``serve ADDRESS PORT``."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peer.settings")

import django  # noqa: E402 - its settings first
from django.apps import apps  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.test import Client  # noqa: E402

from bench.serving import serve  # noqa: E402

PAGES = 500  # as many pages below one as our school has branches

application = get_wsgi_application()


def lay() -> None:
    """Its tables, pages as a site has them, an editor; prints the editor's session."""
    call_command("migrate", verbosity=0)
    page = apps.get_model("wagtailcore", "Page")
    top = page.objects.get(depth=2)
    for number in range(PAGES):
        top.add_child(instance=page(title=f"第{number}党支部", slug=f"branch-{number}"))
    call_command(
        "createsuperuser", verbosity=0, interactive=False, username="editor", email="e@example.org"
    )
    editor = get_user_model().objects.get()
    client = Client()
    client.force_login(editor)
    print(client.cookies["sessionid"].value, top.pk)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "lay":
        lay()
    else:
        serve("bench.peer.site:application", sys.argv[2], int(sys.argv[3]))
