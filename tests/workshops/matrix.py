"""Who may open which page of workshops; columns and words as in tests/test_who_may_open_what.py."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.workshops.conftest import as_planned, as_session, in_days, make_workshop
from workshops.models import CalendarFeed
from workshops.services import add_material

# It is announced for the network; "tender" has the official registered, at "now_on" they are already.
MATRIX = """
GET   workshops                             in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  workshops                             in   405  405  405  405  405  405  405  405  405  405  405
GET   workshop                              in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  workshop                              in   405  405  405  405  405  405  405  405  405  405  405
GET   workshop_ics                          in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  workshop_ics                          in   405  405  405  405  405  405  405  405  405  405  405
GET   calendar_feed                         ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  calendar_feed                         405  405  405  405  405  405  405  405  405  405  405  405
GET   settings_calendar                     in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  settings_calendar                     in   go   go   go   go   go   go   go   go   go   go   go
GET   network_workshops                     in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  network_workshops                     in   405  405  405  405  405  405  405  405  405  405  405
GET   manage_workshops                      in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage_workshops                      in   405  405  405  405  405  405  405  405  405  405  405
GET   workshop_create                       in   403  403  403  403  403  403  403  403  ok   403  ok
POST  workshop_create                       in   403  403  403  403  403  403  403  403  go   403  go
GET   workshop_edit                         in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_edit                         in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_agenda                       in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_agenda                       in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_session                      in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_session                      in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_session_remove               in   405  405  405  405  405  405  405  405  405  405  405
POST  workshop_session_remove               in   404  404  404  404  404  403  403  403  go   403  go
GET   speaker_remove                        in   405  405  405  405  405  405  405  405  405  405  405
POST  speaker_remove                        in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_announce                     in   404  404  404  404  404  404  404  404  ok   404  ok
POST  workshop_announce                     in   404  404  404  404  404  404  404  404  go   404  go
GET   workshop_cancel                       in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_cancel                       in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_series                       in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_series                       in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_discard                      in   405  405  405  405  405  405  405  405  405  405  405
POST  workshop_discard                      in   404  404  404  404  404  404  404  404  go   404  go
GET   workshop_register                       in   404  404  404  404  404  ok   ok   403  403  403  403
POST  workshop_register                       in   404  404  404  404  404  go   go   403  403  403  403
GET   workshop_registration                   in   404  404  404  404  404  ok   go   403  403  403  403
POST  workshop_registration                   in   404  404  404  404  404  go   go   403  403  403  403
GET   workshop_coming                         in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  workshop_coming                         in   405  405  405  405  405  405  405  405  405  405  405
GET   workshop_registrations                  in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_registrations                  in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_registration_add               in   405  405  405  405  405  405  405  405  405  405  405
POST  workshop_registration_add               in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_registrations_download         in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_registrations_download         in   405  405  405  405  405  405  405  405  405  405  405
GET   workshop_questions                      in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_questions                      in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_check_in                       in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  workshop_check_in                       in   404  404  404  404  404  go   go   403  403  403  403
GET   workshop_attendance                     in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_attendance                     in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_attendance_undo                in   405  405  405  405  405  405  405  405  405  405  405
POST  workshop_attendance_undo                in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_code                           in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_code                           in   405  405  405  405  405  405  405  405  405  405  405
GET   workshop_online                         in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_online                         in   404  404  404  404  404  403  403  403  ok   403  ok
GET   workshop_online_commit                  in   405  405  405  405  405  405  405  405  405  405  405
POST  workshop_online_commit                  in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_contributions                  in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_contributions                  in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_after                          in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_after                          in   405  405  405  405  405  405  405  405  405  405  405
GET   workshop_minutes                        in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_minutes                        in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_material_add                   in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_material_add                   in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_material_label               in   404  404  404  404  404  403  403  403  ok   403  ok
POST  workshop_material_label               in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_material_remove                in   405  405  405  405  405  405  405  405  405  405  405
POST  workshop_material_remove                in   404  404  404  404  404  403  403  403  go   403  go
GET   workshop_material                       404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  workshop_material                       405  405  405  405  405  405  405  405  405  405  405  405
GET   workshop_feedback                       in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  workshop_feedback                       in   404  404  404  404  404  go   ok   403  403  403  403
GET   workshop_follow_up                      in   404  404  404  404  404  ok   ok   403  403  403  403
POST  workshop_follow_up                      in   404  404  404  404  404  go   ok   403  403  403  403
GET   workshop_follow_up_done                 in   405  405  405  405  405  405  405  405  405  405  405
POST  workshop_follow_up_done                 in   404  404  404  404  404  go   go   403  403  403  403
GET   workshop_hours                        in   403  403  403  403  403  403  403  403  ok   403  ok
POST  workshop_hours                        in   405  405  405  405  405  405  405  405  405  405  405
GET   workshop_sittings                     in   405  405  405  405  405  405  405  405  405  405  405
POST  workshop_sittings                     in   403  403  403  403  403  403  403  403  go   403  go
GET   workshop_move                         in   405  405  405  405  405  405  405  405  405  405  405
POST  workshop_move                         in   404  404  404  404  404  404  404  404  go   404  go
GET   network_hours                         in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  network_hours                         in   405  405  405  405  405  405  405  405  405  405  405
"""


def arguments_of_workshops(network, people) -> dict:
    """For each address: its arguments, and what a person would send."""
    workshop, draft = make_workshop(network), make_workshop(network, "Depot tours", status="draft")
    session = workshop.sessions.create(starts_at=workshop.starts_at, title="Welcome")
    now_on = make_workshop(network, "Depot visit", starts_at=in_days(0))
    tender = make_workshop(network, "Depot tender")
    registered = tender.registrations.create(official=people["official"].official, status="registered")
    there = now_on.registrations.create(official=people["official"].official, status="registered", attended_at=in_days(0))
    slides = add_material(workshop=now_on, title="Slides", upload=SimpleUploadedFile("slides.txt", b"Chargers"), by=people["manager"])
    promise = now_on.follow_ups.create(official=people["official"].official, text="Count chargers")
    return {
        "workshop": ([workshop.pk], {}),
        "workshop_ics": ([workshop.pk], {}),
        "calendar_feed": ([CalendarFeed.objects.create(user=people["official"]).token], {}),
        "settings_calendar": ([], {"answer": "renew"}),
        "workshop_create": ([network.slug], as_planned()),
        "workshop_edit": ([workshop.pk], as_planned()),
        "workshop_agenda": ([workshop.pk], as_session(workshop)),
        "workshop_session": ([workshop.pk, session.pk], as_session(workshop)),
        "workshop_session_remove": ([workshop.pk, session.pk], {}),
        "speaker_remove": ([workshop.pk, session.pk, session.speakers.create(name="Gus Guest").pk], {}),
        "workshop_announce": ([draft.pk], {}),
        "workshop_cancel": ([workshop.pk], {"reason": "Nobody can come."}),
        "workshop_series": ([workshop.pk], {"series": "Depots", "weeks": "4", "count": "2"}),
        "workshop_discard": ([draft.pk], {}),
        "workshop_register": ([workshop.pk], {"official": people["official"].official.pk}),
        "workshop_registration": ([tender.pk], {"answer": "cancel"}),
        **dict.fromkeys(["workshop_coming", "workshop_registrations_download"], ([tender.pk], {})),
        "workshop_registrations": ([tender.pk], {"registrations": [registered.pk], "decision": "take_back", "reason": "Too many."}),
        "workshop_registration_add": ([tender.pk], {"official": people["lead"].official.pk}),
        "workshop_questions": ([tender.pk], {"question": "", "new-text": "How many buses?"}),
        "workshop_check_in": ([now_on.check_in_token], {}),
        "workshop_attendance": ([now_on.pk], {"registration": there.pk}),
        "workshop_attendance_undo": ([now_on.pk], {"undo": there.pk}),
        "workshop_contributions": ([now_on.pk], {"registration": there.pk, "contributed": "on", "contribution": "Led a table"}),
        "workshop_minutes": ([now_on.pk], {"minutes": "We agreed."}),
        "workshop_material_add": ([now_on.pk], {"title": "Slides", "link": "https://x.example/", "label": "network"}),
        "workshop_online_commit": ([now_on.pk], {"seen": "x"}),
        **dict.fromkeys(["workshop_code", "workshop_online", "workshop_after"], ([now_on.pk], {})),
        "workshop_material_label": ([now_on.pk, slides.pk], {"label": "network"}),
        **dict.fromkeys(["workshop_material", "workshop_material_remove"], ([now_on.pk, slides.pk], {})),
        "workshop_feedback": ([now_on.pk], {"usefulness": "4", "best": "The depot"}),
        "workshop_follow_up": ([now_on.pk], {"text": "Count chargers", "due_on": in_days(60).date().isoformat()}),
        "workshop_follow_up_done": ([promise.pk], {}),
        "workshop_move": ([draft.pk], {"starts": in_days(20).isoformat()}),
        "workshop_hours": ([network.slug], {}),
        "workshop_sittings": (
            [network.slug],
            {
                "title": "Twice",
                "length": 60,
                "zone": "Asia/Jakarta",
                "first": in_days(20).isoformat(),
                "second": (in_days(20) + timedelta(hours=9)).isoformat(),
            },
        ),
    }
