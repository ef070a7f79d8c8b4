"""Who may open which page of actions; columns and words as in tests/test_who_may_open_what.py."""

from datetime import date

from actions.models import Document, Indicator, IndicatorValue, Milestone, Proposal
from files.models import File, FileContent
from tests.actions.conftest import make_action, make_practice

# The action is Jakarta's, published and open to members, its practice one of the network.
MATRIX = """
GET   action_create                         in   403  403  ok   ok   ok   ok   ok   403  403  403  403
POST  action_create                         in   403  403  go   go   go   go   go   403  403  403  403
GET   climate_action                        404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  climate_action                        405  405  405  405  405  405  405  405  405  405  405  405
GET   action_edit                           in   404  404  404  404  404  ok   ok   403  403  403  403
POST  action_edit                           in   404  404  404  404  404  go   go   403  403  403  403
GET   action_stage                          in   404  404  404  404  404  ok   ok   403  403  403  403
POST  action_stage                          in   404  404  404  404  404  go   go   403  403  403  403
GET   action_milestones                     in   404  404  404  404  404  ok   ok   403  403  403  403
POST  action_milestones                     in   404  404  404  404  404  go   go   403  403  403  403
GET   action_milestone                      in   404  404  404  404  404  ok   ok   403  403  403  403
POST  action_milestone                      in   404  404  404  404  404  go   go   403  403  403  403
GET   action_indicators                     in   404  404  404  404  404  ok   ok   403  403  403  403
POST  action_indicators                     in   404  404  404  404  404  go   go   403  403  403  403
GET   action_indicator                      in   404  404  404  404  404  ok   ok   403  403  403  403
POST  action_indicator                      in   404  404  404  404  404  go   go   403  403  403  403
GET   action_indicator_edit                 in   404  404  404  404  404  ok   ok   403  403  403  403
POST  action_indicator_edit                 in   404  404  404  404  404  go   go   403  403  403  403
GET   action_documents                      in   404  404  404  404  404  ok   ok   403  403  403  403
POST  action_documents                      in   404  404  404  404  404  go   go   403  403  403  403
GET   action_influence                      in   404  404  404  404  404  ok   ok   403  403  403  403
POST  action_influence                      in   404  404  404  404  404  go   go   403  403  403  403
GET   action_value_remove                   in   405  405  405  405  405  405  405  405  405  405  405
POST  action_value_remove                   in   404  404  404  404  404  go   go   403  403  403  403
GET   action_milestone_remove               in   405  405  405  405  405  405  405  405  405  405  405
POST  action_milestone_remove               in   404  404  404  404  404  go   go   403  403  403  403
GET   action_indicator_remove               in   405  405  405  405  405  405  405  405  405  405  405
POST  action_indicator_remove               in   404  404  404  404  404  go   go   403  403  403  403
GET   action_document_remove                in   405  405  405  405  405  405  405  405  405  405  405
POST  action_document_remove                in   404  404  404  404  404  go   go   403  403  403  403
GET   action_influence_confirm              in   405  405  405  405  405  405  405  405  405  405  405
POST  action_influence_confirm              in   404  404  404  404  404  go   go   403  403  403  403
GET   action_document                       404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  action_document                       405  405  405  405  405  405  405  405  405  405  405  405
GET   action_readers                        in   404  404  404  404  404  403  ok   403  403  403  403
POST  action_readers                        in   404  404  404  404  404  403  go   403  403  403  403
GET   action_withdraw                       in   404  404  404  404  404  403  ok   403  403  403  403
POST  action_withdraw                       in   404  404  404  404  404  403  go   403  403  403  403
GET   action_confirm                        in   405  405  405  405  405  405  405  405  405  405  405
POST  action_confirm                        in   404  404  404  404  404  403  go   403  403  403  403
GET   action_restore                        in   405  405  405  405  405  405  405  405  405  405  405
POST  action_restore                        in   404  404  404  404  404  403  go   403  403  403  403
GET   action_example                        in   405  405  405  405  405  405  405  405  405  405  405
POST  action_example                        in   404  404  404  404  404  403  go   403  403  403  403
GET   action_propose                        in   404  404  404  404  404  403  403  ok   ok   ok   ok
POST  action_propose                        in   404  404  404  404  404  403  403  go   go   go   go
GET   action_proposal                       in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  action_proposal                       in   404  404  404  404  404  go   go   go   go   go   go
GET   action_adapt                          in   403  403  404  404  404  ok   ok   403  403  403  403
POST  action_adapt                          in   403  403  404  404  404  go   go   403  403  403  403
GET   action_lineage                        404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  action_lineage                        405  405  405  405  405  405  405  405  405  405  405  405
GET   action_still_on_it                    in   405  405  405  405  405  405  405  405  405  405  405
POST  action_still_on_it                    in   404  404  404  404  404  go   go   403  403  403  403
GET   network_progress                      in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  network_progress                      in   405  405  405  405  405  405  405  405  405  405  405
GET   city_actions                          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  city_actions                          405  405  405  405  405  405  405  405  405  405  405  405
GET   city_actions_export                   in   403  403  403  403  403  ok   ok   403  403  403  403
POST  city_actions_export                   in   405  405  405  405  405  405  405  405  405  405  405
GET   city_action_propose                   in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  city_action_propose                   in   403  403  403  403  403  403  403  go   go   go   go
GET   network_practices                     in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  network_practices                     in   405  405  405  405  405  405  405  405  405  405  405
GET   manage_practices                      in   403  403  403  403  403  403  403  403  ok   403  ok
POST  manage_practices                      in   403  403  403  403  403  403  403  403  go   403  go
GET   practice_edit                         in   403  403  403  403  403  403  403  403  ok   403  ok
POST  practice_edit                         in   403  403  403  403  403  403  403  403  go   403  go
GET   practice_merge                        in   403  403  403  403  403  403  403  403  ok   403  ok
POST  practice_merge                        in   403  403  403  403  403  403  403  403  go   403  go
"""


def arguments_of_actions(network, jakarta, people) -> dict:
    """For each address: its arguments, and what a person would send."""
    practice, other = make_practice(network), make_practice(network, "Bus lanes")
    action = make_action(jakarta, practice=practice)
    of_oslo = make_action(people["outsider"].official.city, practice=practice, readers="public")
    milestone = Milestone.objects.create(action=action, title="First ten buses")
    indicator = Indicator.objects.create(action=action, name="Buses", unit="number of buses")
    value = IndicatorValue.objects.create(indicator=indicator, year=2024, value=10)
    file = File.objects.create(name="plan.txt", content_type="text/plain", size=4, sha256="")
    FileContent.objects.create(file=file, content=b"plan")
    document = Document.objects.create(action=action, title="Plan", file=file)
    proposal = Proposal.objects.create(city=jakarta, action=action, fields={"title": "Buses"}, proposed_by=people["staff"])
    new = {"title": "Bus lanes", "stage": "idea", "stage_on": "2024-03-01", "emissions_unit": "t"}
    of_new_one = {
        "title": "Bus lanes",
        "practice": practice.pk,
        "text": "a",
        "department": "b",
        "emissions_unit": "t",
        "budget": "1",
        "currency": "IDR",
    }
    parts = ["text", "lead", "indicators", "emissions", "budget", "documents"]
    by_itself = [
        "climate_action",
        "action_confirm",
        "action_withdraw",
        "action_restore",
        "action_example",
        "action_influence_confirm",
        "action_lineage",
        "action_still_on_it",
    ]
    return {
        **dict.fromkeys(by_itself, ([action.pk], {})),
        "action_create": ([], new),
        "action_adapt": ([of_oslo.pk], {"title": "Buses", "kept": "The depot."}),
        "action_edit": ([action.pk], {"title": "Buses", "emissions_unit": "t"}),
        "action_stage": ([action.pk], {"stage": "adopted", "happened_on": date(2025, 3, 1).isoformat()}),
        "action_milestones": ([action.pk], {"title": "All buses"}),
        "action_milestone": ([action.pk, milestone.pk], {"title": "All buses"}),
        "action_milestone_remove": ([action.pk, milestone.pk], {}),
        "action_indicators": ([action.pk], {"name": "Lanes", "unit": "km"}),
        "action_indicator": ([action.pk, indicator.pk], {"year": "2025", "value": "12"}),
        "action_indicator_edit": ([action.pk, indicator.pk], {"name": "Lanes", "unit": "km"}),
        "action_indicator_remove": ([action.pk, indicator.pk], {}),
        "action_value_remove": ([action.pk, indicator.pk, value.pk], {}),
        "action_documents": ([action.pk], {"title": "Plan", "link": "https://jakarta.example/plan"}),
        "action_document": ([action.pk, document.pk], {}),
        "action_document_remove": ([action.pk, document.pk], {}),
        "action_readers": ([action.pk], {"readers": "public"} | {f"{part}_for": "members" for part in parts}),
        "action_propose": ([action.pk], of_new_one),
        "action_influence": ([action.pk], {f"part_{network.pk}": "led", f"how_{network.pk}": "A visit."}),
        "action_proposal": ([proposal.pk], {}),
        **dict.fromkeys(["city_actions", "city_actions_export"], ([jakarta.slug], {})),
        "city_action_propose": ([jakarta.slug], of_new_one),
        "manage_practices": ([network.slug], {"name": "Night buses", "definition": "Buses at night."}),
        "practice_edit": ([network.slug, practice.pk], {"name": "Night buses", "definition": "Buses at night."}),
        "practice_merge": ([network.slug, practice.pk], {"survivor": other.pk}),
    }
