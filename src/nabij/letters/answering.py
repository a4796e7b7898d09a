from __future__ import annotations

from django.http import HttpResponse


def pdf_answer(content: bytes, name: str, *, kept: bool = False) -> HttpResponse:
    """A PDF that the browser shows, or keeps as a file; `name` without its ending."""
    how = "attachment" if kept else "inline"
    headers = {"Content-Disposition": f'{how}; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
