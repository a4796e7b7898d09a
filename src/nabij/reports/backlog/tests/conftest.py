from __future__ import annotations

from nabij.reports.tests.conftest import town

__all__ = ["town"]
