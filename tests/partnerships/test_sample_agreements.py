"""The sample world's agreements hold what the rules say of real ones."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Sum

from officials.models import User
from partnerships.models import Agreement, ExchangeRate, Partner, Party


@pytest.mark.django_db
def test_the_sample_worlds_agreements_are_in_every_state_and_add_up():
    call_command("sample_world", officials=250, years=2, stdout=StringIO())
    assert Partner.objects.count() == 8
    assert set(Agreement.objects.values_list("status", flat=True)) == {"draft", "open", "active", "ended", "lapsed"}
    assert not ExchangeRate.objects.exclude(source__contains="Sample").exists()
    for agreement in Agreement.objects.with_counts():
        shares = agreement.parties.aggregate(sum=Sum("cost_pooled"))["sum"]
        assert agreement.is_draft or shares == agreement.cost, agreement
        assert agreement.status != "active" or agreement.signed_count >= agreement.quorum
    lead = User.objects.get(email="lead@c40net.test")
    assert Party.objects.waiting_for(lead).exists()
    assert Agreement.objects.with_counts().get(title="Shared depot engineers").to_go == 1
