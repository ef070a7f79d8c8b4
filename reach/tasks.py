from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils.translation import override

from officials.models import today
from reach.models import Snapshot
from reach.queries import statements
from reach.queries.pictures import LOOKS, CannotDrawError, Pictures, svg


@shared_task(ignore_result=True)
def compute_snapshot(snapshot_id: int) -> None:
    """What somebody asked for. A message that comes twice, or late, finds nothing due."""
    if Snapshot.objects.filter(pk=snapshot_id).compute(statements(), anew=True):
        draw_pictures.delay_on_commit()


@shared_task(ignore_result=True)
def draw_pictures() -> None:
    """What visitors see first at /reach/, so that nobody waits for it. Drawings are kept by their content: none is drawn twice."""
    for language, _name in settings.LANGUAGES:
        with override(language), suppress(CannotDrawError):
            # As ReachFilter shows it without a choice.
            first = Pictures(AnonymousUser(), since=today() - timedelta(days=365), each="week")
            for picture in [first.map, *(shown.picture for shown in first.reasons)]:
                for look in LOOKS.values() if picture.chart else ():
                    svg(picture, look)


@shared_task(ignore_result=True)
def estimate_peer_effect() -> None:
    """Whatever waits. The command brings statsmodels with it, which no other process of c40net imports."""
    call_command("estimate_peer_effect")
