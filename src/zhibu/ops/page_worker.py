"""What each page worker loads: first the leash to its parent, then the pages."""

from __future__ import annotations

import os

from zhibu.ops import leash
from zhibu.ops.pages import PARENT
from zhibu.web.wsgi import application

leash.fasten(parent=int(os.environ[PARENT]))

__all__ = ["application"]
