"""Help in the product (帮助): what each role does here, in short steps, one's own first."""

from __future__ import annotations

from zhibu.web.help.member import MEMBER
from zhibu.web.help.model import Guide, Picture, Task
from zhibu.web.help.operators import IT
from zhibu.web.help.organisers import COLLEGE, UNIVERSITY
from zhibu.web.help.secretary import SECRETARY

# The busiest role first: a secretary is a member too, and looks for the month.
GUIDES: dict[str, Guide] = {g.key: g for g in (UNIVERSITY, COLLEGE, SECRETARY, MEMBER, IT)}

__all__ = ["GUIDES", "Guide", "Picture", "Task"]
