"""What is written to the logs (日志): one JSON object a line, event names and numbers, no values.

A message's template is kept, what would be filled into it is not; of an error its class and where
it was raised, not what it said; of a request its route, not its address. Source: security.md rule 31.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

FRAMES = 12  # the innermost of a traceback
UNTOLD = "untold"  # a message made whole by somebody else's code: it may hold anything


class JsonLines(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": event_of(record),
            "process": record.process,
        }
        line |= _of_request(record) | _of_job(record) | _of_error(record)
        return json.dumps(line, ensure_ascii=False)


def event_of(record: logging.LogRecord) -> str:
    """The template of the message, or the event's own name; never what was filled in."""
    action = getattr(record, "action", None)  # procrastinate's name of what happened
    if isinstance(action, str):
        return action
    template = str(record.msg)
    if record.args or record.name.startswith("zhibu."):
        return template
    return f"{UNTOLD} {Path(record.pathname).name}:{record.lineno}"


def _of_request(record: logging.LogRecord) -> dict[str, object]:
    """Status, method and route of a request; a route is the address without what stands in it."""
    said: dict[str, object] = {}
    status = getattr(record, "status_code", None)
    if isinstance(status, int):
        said["status"] = status
    request = getattr(record, "request", None)
    if request is not None:
        found = getattr(request, "resolver_match", None)
        said |= {
            "method": str(getattr(request, "method", "")),
            "route": str(found.view_name) if found is not None else "",
        }
    return said


def _of_job(record: logging.LogRecord) -> dict[str, object]:
    """Name and number of a job, not its arguments."""
    job = getattr(record, "job", None)
    if not isinstance(job, dict):
        return {}
    return {"job": str(job.get("task_name", "")), "number": job.get("id")}


def _of_error(record: logging.LogRecord) -> dict[str, object]:
    """The class of an error and the places it came through."""
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, _error, trace = record.exc_info
    frames = traceback.extract_tb(trace)[-FRAMES:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": f"{kind.__module__}.{kind.__qualname__}", "through": places}
