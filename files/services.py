"""Taking in what people upload: a few kinds of files, each really what its name says, and none that a browser would run."""

from hashlib import sha256
from pathlib import PurePath
from typing import Any
from zipfile import BadZipFile, ZipFile

import filetype
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from files.models import File, FileContent

MAX_BYTES = 20 * 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"
# What a name may end with → what the file then is.
KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
# Office documents are archives; each kind has something inside that no other has.
PACKED = {
    KINDS["docx"]: "word/",
    KINDS["xlsx"]: "xl/",
    KINDS["pptx"]: "ppt/",
    KINDS["odt"]: "content.xml",
    KINDS["ods"]: "content.xml",
    KINDS["odp"]: "content.xml",
}
ACCEPT = ",".join(f".{ending}" for ending in KINDS)


def fit_to_keep(upload: UploadedFile) -> None:
    """A form field's validator: says in the reader's words why a file cannot be kept."""
    name = upload.name or ""
    if not upload.size:
        raise ValidationError(_("This file is empty."))
    if upload.size > MAX_BYTES:
        limit = filesizeformat(MAX_BYTES)
        raise ValidationError(_("This file is larger than %(limit)s. Make it smaller, or give a link to it.") % {"limit": limit})
    kind = KINDS.get(_ending(name))
    if kind is None:
        endings = ", ".join(KINDS)
        raise ValidationError(_("Files of this kind cannot be kept here. These can: %(endings)s.") % {"endings": endings})
    if not _is_really(kind, upload):
        raise ValidationError(_("This file is not what its name says. Save it once more from the program it is from, and upload that."))


@transaction.atomic
def keep(upload: UploadedFile, *, by: Any) -> File:
    """Keep an upload that is fit_to_keep."""
    content = upload.read()
    file = File.objects.create(
        name=_safe_name(upload.name or ""), content_type=KINDS[_ending(upload.name or "")], size=len(content),
        sha256=sha256(content).hexdigest(), uploaded_by=by,
    )  # fmt: skip
    FileContent.objects.create(file=file, content=content)
    return file


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def _safe_name(name: str) -> str:
    path = PurePath(name)
    return f"{get_valid_filename(path.stem)[:150] or 'file'}{path.suffix.lower()}"


def _is_really(kind: str, upload: UploadedFile) -> bool:
    """Whether it begins, or for an office document is packed, as its kind is. Text begins like no other kind, and holds no zero byte."""
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    if kind.startswith("text/"):
        return filetype.guess_mime(head) is None and b"\0" not in head
    if kind in PACKED:
        return _holds(upload, PACKED[kind])
    return filetype.guess_mime(head) == kind


def _holds(upload: UploadedFile, inside: str) -> bool:
    """Whether it is an archive with this inside. Nothing is unpacked."""
    try:
        with ZipFile(upload) as archive:
            return any(name.startswith(inside) for name in archive.namelist())
    except (BadZipFile, ValueError, EOFError, NotImplementedError):
        return False
    finally:
        upload.seek(0)
