from typing import Any

from django.http import HttpRequest

from officials.models import User


def every_page(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows: whether the people in this database are invented."""
    samples = getattr(getattr(request, "user", None), "among_samples", None)
    return {"sample_data": User.objects.sample().exists() if samples is None else samples}
