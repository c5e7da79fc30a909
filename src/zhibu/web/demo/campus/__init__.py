"""The generated part of the demo (演示大学): two more colleges with fourteen months of history.

Everything is laid by the actions of the rooms: rosters by their import, sittings by plan, notice,
attendance, draft and confirmation, letters in June, a second import in September, points by joining and
entering. In bulk are only the accounts, which carry no password (``rosters.open_doors``). Seeded: the
same day gives the same people. A college depends on no other, so each may be laid in a process of its own.
"""

from zhibu.web.demo.campus.college import lay_college
from zhibu.web.demo.campus.plans import COLLEGES, CollegePlan, Season, season

__all__ = ["COLLEGES", "CollegePlan", "Season", "lay_college", "season"]
