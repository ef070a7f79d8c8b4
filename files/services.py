"""Taking in what people upload: a few kinds of files, each really what its name says, and none that a browser would run."""

from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit
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
ARCHIVE, END_OF_ARCHIVE, LONGEST_END = b"PK\x03\x04", b"PK\x05\x06", 22 + 65_535
MAX_UNPACKED = 400 * 1024 * 1024
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
    if kind in PACKED and _unpacks_to(upload) > MAX_UNPACKED:
        raise ValidationError(_("Unpacked, this file is larger than any computer would want. Save it once more, with smaller pictures."))


def fit_to_follow(link: str) -> None:
    """A form field's validator for a link that others follow: a page on the web, and no name or password before its host."""
    try:
        parts = urlsplit(link)
    except ValueError:
        # No address at all: an open bracket where its host should be.
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"}:
        raise ValidationError(_("Only links that begin with https:// or http:// can be given."))
    if "@" in parts.netloc:
        raise ValidationError(_("Leave what stands before the @ out of the link: others would follow it to somewhere else than it seems."))


def keep(upload: UploadedFile, *, by: Any) -> File:
    """Keep an upload that is fit_to_keep."""
    return keep_content(upload.read(), name=_safe_name(upload.name or ""), content_type=KINDS[_ending(upload.name or "")], by=by)


@transaction.atomic
def keep_content(content: bytes, *, name: str, content_type: str, by: Any) -> File:
    """The same for what c40net itself has made."""
    file = File.objects.create(name=name, content_type=content_type, size=len(content), sha256=sha256(content).hexdigest(), uploaded_by=by)
    FileContent.objects.create(file=file, content=content)
    return file


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def _safe_name(name: str) -> str:
    path = PurePath(name)
    return f"{get_valid_filename(path.stem)[:150] or 'file'}{path.suffix.lower()}"


def _is_really(kind: str, upload: UploadedFile) -> bool:
    """Whether it begins, or for an office document is packed, as its kind is, and as no other beside.

    Text begins like no other kind, and holds no zero byte.
    """
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    if kind.startswith("text/"):
        return filetype.guess_mime(head) is None and b"\0" not in head
    if kind in PACKED:
        return head.startswith(ARCHIVE) and _holds(upload, PACKED[kind])
    return filetype.guess_mime(head) == kind and not _ends_as_archive(upload)


def _ends_as_archive(upload: UploadedFile) -> bool:
    """A picture or paper with an archive behind it is two files in one."""
    upload.seek(max(0, (upload.size or 0) - LONGEST_END))
    end = upload.read()
    upload.seek(0)
    at = end.rfind(END_OF_ARCHIVE)
    # The last two bytes of the 22 say how long a comment follows: to the end, or it was no archive.
    return at >= 0 and len(end) - at >= 22 and len(end) - at - 22 == int.from_bytes(end[at + 20 : at + 22], "little")  # noqa: PLR2004


def _unpacks_to(upload: UploadedFile) -> int:
    """How many bytes an archive, which was found to be one, says that it holds. Nothing is unpacked."""
    with ZipFile(upload) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    upload.seek(0)
    return size


def _holds(upload: UploadedFile, inside: str) -> bool:
    """Whether it is an archive with this inside. Nothing is unpacked."""
    try:
        with ZipFile(upload) as archive:
            return any(name.startswith(inside) for name in archive.namelist())
    except (BadZipFile, ValueError, EOFError, NotImplementedError):
        return False
    finally:
        upload.seek(0)
