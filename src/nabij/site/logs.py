"""Logs: one line per event, and never the variables of a traceback, since they may hold a telephone number."""

from __future__ import annotations

import logging
from typing import Any

import structlog


def configure() -> None:
    """Sets up structlog for this process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


class Routes(logging.Filter):
    """An address in a line becomes the route that it took: a code or the token of a link in it opens what belongs to somebody."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", "")
        if path and isinstance(record.args, tuple):
            record.args = tuple(route_of(request) if said == path else said for said in record.args)
        return True


def route_of(request: Any) -> str:
    """The pattern that an address fell under; its first part where it fell under none."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return f"/{match.route}"
    first = str(request.path).split("/")[1]
    return f"/{first}/..." if first else "/"


def plain_settings() -> dict[str, Any]:
    """Django's LOGGING: warnings and worse to standard error, without the content of requests."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"routes": {"()": "nabij.site.logs.Routes"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["routes"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }
