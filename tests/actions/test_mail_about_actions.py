"""The city is told what is proposed to it and what waits for its lead; each mail goes once, and only where it still holds."""

from datetime import timedelta

from django.core import mail
from django.utils import timezone

from actions.models import ClimateAction
from actions.services import accept_proposal, ask_about_influence, create_action, decline_proposal, propose
from notices.models import Notice
from notices.tasks import mail_notice
from officials.models import today


def sent(kind: str) -> list[str]:
    """The worker sends what is owed; twice, to see that it goes once."""
    for _ in range(2):
        for pk in Notice.objects.filter(kind=kind).values_list("pk", flat=True):
            mail_notice(pk)
    return [f"{message.to[0]}: {message.subject}" for message in mail.outbox]


def test_the_lead_is_told_of_a_draft(member, lead, jakarta):
    create_action(city=jakarta, title="Bus lanes", stage="idea", stage_on=today(), by=member)
    assert sent("actions.to_confirm") == [f"{lead.email}: To confirm: Bus lanes"]
    assert "Melati Member wrote down an action of Jakarta" in " ".join(mail.outbox[0].body.split())


def test_a_draft_that_was_confirmed_meanwhile_is_not_asked_for(member, lead, jakarta):
    action = create_action(city=jakarta, title="Bus lanes", stage="idea", stage_on=today(), by=member)
    ClimateAction.objects.filter(pk=action.pk).update(status="published", confirmed_at=timezone.now())
    assert sent("actions.to_confirm") == []


def test_the_city_is_told_of_a_proposal_and_the_proposer_of_the_answer(action, manager, member):
    proposal = propose(city=action.city, action=action, fields={"title": "Buses"}, note="As you said.", by=manager)
    assert sent("actions.proposed") == [f"{member.email}: Proposed to Jakarta: Buses"]
    assert "As you said." in mail.outbox[0].body
    mail.outbox.clear()
    decline_proposal(proposal=proposal, reason="Not so.", by=member)
    assert sent("actions.answered") == [f"{manager.email}: Jakarta declined: Buses"]
    assert "Not so." in mail.outbox[0].body


def test_an_answered_proposal_is_not_told_of_any_more(action, manager, member):
    accept_proposal(proposal=propose(city=action.city, action=action, fields={"title": "Buses"}, note="", by=manager), by=member)
    assert sent("actions.proposed") == []


def test_a_city_is_asked_about_influence_with_all_its_actions(action, member):
    ClimateAction.objects.update(created_at=timezone.now() - timedelta(days=90))
    ask_about_influence(day=today())
    assert sent("actions.influence") == [f"{member.email}: What did networks have to do with this action of Jakarta?"]
    assert "Electric buses" in mail.outbox[0].body
