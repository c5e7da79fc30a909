"""What this room offers to the pages above it."""

from __future__ import annotations

from zhibu.kit.offers import Duties
from zhibu.meetings.queries.duties import duty_kinds, duty_lines

DUTIES = Duties("meetings", duty_kinds, duty_lines)
