"""Files of the sample world: real ones, as small as they can be."""

from datetime import datetime
from hashlib import sha256

from files.models import File, FileContent
from officials.models import User

PDF, CSV = "application/pdf", "text/csv"


def paper(name: str, content_type: str, content: bytes, *, by: User | None, at: datetime) -> File:
    """Not saved yet, as little as what it keeps."""
    digest = sha256(content).hexdigest()
    file = File(name=name, content_type=content_type, size=len(content), sha256=digest, uploaded_by=by, uploaded_at=at)
    file.kept = FileContent(file=file, content=content)
    return file


def save_papers(files: list[File]) -> None:
    File.objects.bulk_create(files)
    FileContent.objects.bulk_create(file.kept for file in files)


def pdf(title: str, text: str) -> bytes:
    """One page of Helvetica, as small as a real PDF can be."""
    words, lines = text.split(), [""]
    for word in words:
        lines = [*lines[:-1], f"{lines[-1]} {word}".strip()] if len(lines[-1]) + len(word) < 80 else [*lines, word]  # noqa: PLR2004
    shown = "".join(f"({_plain(line)}) Tj T* " for line in [title, "", *lines, "", "Sample data: invented."])
    page = f"BT /F 12 Tf 18 TL 60 760 Td {shown}ET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    return content + head + table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(content))


def _plain(line: str) -> str:
    """What a PDF's string may hold."""
    latin = line.replace("’", "'").encode("latin-1", "replace").decode("latin-1")
    return latin.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
