"""Pictures of what was shared. That a version is drawn is a row of the database, so that none is lost or drawn twice."""

from celery import shared_task
from django.db import transaction

from exchange.models import ResourceVersion
from files.queries import first_pages
from files.services import keep_content


@shared_task(ignore_result=True)
def draw_preview(version_id: int) -> None:
    """A picture of the first pages, once. What cannot be drawn is not tried again."""
    version = ResourceVersion.objects.select_related("file__kept").filter(pk=version_id, is_drawn=False).first()
    if version is None or version.file is None:
        return
    picture = first_pages(bytes(version.file.kept.content), version.file.content_type)
    with transaction.atomic():
        if ResourceVersion.objects.filter(pk=version.pk, is_drawn=False).update(is_drawn=True) and picture:
            preview = keep_content(picture, name="preview.png", content_type="image/png", by=None)
            ResourceVersion.objects.filter(pk=version.pk).update(preview=preview)
