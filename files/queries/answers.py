from django.http import HttpResponse
from django.utils.http import content_disposition_header

from files.models import File

# A browser shows these itself, and can be told to run nothing in them.
SHOWN = {"application/pdf", "image/png", "image/jpeg", "image/webp"}


def answer(file: File, *, inline: bool = False) -> HttpResponse:
    """The file for a browser: to keep, or to look at where that is safe. The caller has seen to it that the reader may have it."""
    response = HttpResponse(bytes(file.kept.content), content_type=file.content_type)
    shown = inline and file.content_type in SHOWN
    response.headers["Content-Disposition"] = str(content_disposition_header(as_attachment=not shown, filename=file.name))
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response.headers["Cache-Control"] = "private, max-age=0"
    return response
