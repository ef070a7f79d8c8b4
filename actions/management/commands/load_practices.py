import csv
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.text import slugify

from actions.models import Practice
from networks.models import Network


class Command(BaseCommand):
    help = "Adds the practices of the open networks that are not there yet. What is there stays as it is, so it may run at any time."

    @transaction.atomic
    def handle(self, **_options: Any) -> None:
        there = set(Practice.objects.values_list("network", "slug"))
        names = {(network, name.lower()) for network, name in Practice.objects.values_list("network", "name")}
        networks = Network.objects.open().in_bulk(field_name="slug")
        practices = [
            Practice(network=network, name=row["name"], slug=slugify(row["name"]), definition=row["definition"])
            for row in _rows()
            if (network := networks.get(slugify(row["network"])))
            and (network.pk, slugify(row["name"])) not in there
            and (network.pk, row["name"].lower()) not in names
        ]
        Practice.objects.bulk_create(practices)
        self.stdout.write(f"Added {len(practices)} practices; there are {Practice.objects.count()}.")


def _rows() -> list[dict[str, str]]:
    with (Path(apps.get_app_config("actions").path) / "data" / "practices.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
