from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class File(models.Model):
    """What somebody uploaded. Whoever shows the thing it belongs to decides who may read it, and serves it (files.queries.answer)."""

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="file_is_not_empty")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


class FileContent(models.Model):
    """The bytes, in the database with all else that c40net knows; in a table of their own, so that a list of files stays light."""

    file = models.OneToOneField(File, models.CASCADE, primary_key=True, related_name="kept")
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.file)
