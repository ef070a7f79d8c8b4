"""Who may open the pages of the exchange: rows of tests/test_who_may_open_what.py. What stands there is an official's of Jakarta, for members."""

from django.core.files.uploadedfile import SimpleUploadedFile

from exchange.models import SetAside
from exchange.services import accept_introduction, ask_question, introduce, reply_to, share_resource
from files.services import keep_content
from tests.conftest import give_seat, make_city, make_official

MATRIX = """
GET   network_exchange                      in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  network_exchange                      in   405  405  405  405  405  405  405  405  405  405  405
GET   exchange                              in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  exchange                              in   405  405  405  405  405  405  405  405  405  405  405
GET   question_ask                          in   404  404  404  404  404  ok   ok   403  ok   403  ok
POST  question_ask                          in   404  404  404  404  404  go   go   403  go   403  go
GET   question                              404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  question                              404  404  404  404  404  404  go   go   403  go   403  go
GET   question_edit                         in   404  404  404  404  404  ok   403  403  403  403  403
POST  question_edit                         in   404  404  404  404  404  go   403  403  403  403  403
GET   question_close                        in   405  405  405  405  405  405  405  405  405  405  405
POST  question_close                        in   404  404  404  404  404  go   403  403  go   403  go
GET   question_follow                       in   405  405  405  405  405  405  405  405  405  405  405
POST  question_follow                       in   404  404  404  404  404  go   go   go   go   go   go
GET   question_ask_somebody                 in   405  405  405  405  405  405  405  405  405  405  405
POST  question_ask_somebody                 in   404  404  404  404  404  go   403  403  go   403  go
GET   question_history                      in   404  404  404  404  404  ok   403  403  ok   403  ok
POST  question_history                      in   405  405  405  405  405  405  405  405  405  405  405
GET   question_move                         in   404  404  404  404  404  403  403  403  ok   403  ok
POST  question_move                         in   404  404  404  404  404  403  403  403  ok   403  go
GET   question_report                       in   404  404  404  404  404  ok   ok   403  ok   403  ok
POST  question_report                       in   404  404  404  404  404  go   go   403  go   403  go
GET   question_hide                         in   404  404  404  404  404  403  403  403  ok   403  ok
POST  question_hide                         in   404  404  404  404  404  403  403  403  go   403  go
GET   reply_edit                            in   404  404  404  404  404  403  ok   403  403  403  403
POST  reply_edit                            in   404  404  404  404  404  403  go   403  403  403  403
GET   reply_history                         in   404  404  404  404  404  403  ok   403  ok   403  ok
POST  reply_history                         in   405  405  405  405  405  405  405  405  405  405  405
GET   reply_accept                          in   405  405  405  405  405  405  405  405  405  405  405
POST  reply_accept                          in   404  404  404  404  404  go   403  403  403  403  403
GET   reply_useful                          in   405  405  405  405  405  405  405  405  405  405  405
POST  reply_useful                          in   404  404  404  404  404  go   403  403  go   403  go
GET   reply_report                          in   404  404  404  404  404  ok   ok   403  ok   403  ok
POST  reply_report                          in   404  404  404  404  404  go   go   403  go   403  go
GET   reply_hide                            in   404  404  404  404  404  403  403  403  ok   403  ok
POST  reply_hide                            in   404  404  404  404  404  403  403  403  go   403  go
GET   post_attachment                       404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  post_attachment                       405  405  405  405  405  405  405  405  405  405  405  405
GET   introductions                         in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  introductions                         in   405  405  405  405  405  405  405  405  405  405  405
GET   introduction                          in   404  404  404  404  404  ok   404  404  ok   404  ok
POST  introduction                          in   404  404  404  404  404  go   404  404  403  404  403
GET   introduction_outcome                  in   404  404  404  404  404  ok   404  404  403  404  403
POST  introduction_outcome                  in   404  404  404  404  404  go   404  404  403  404  403
GET   introduction_withdraw                 in   405  405  405  405  405  405  405  405  405  405  405
POST  introduction_withdraw                 in   404  404  404  404  404  403  404  404  go   404  go
GET   suggestion_set_aside                  in   405  405  405  405  405  405  405  405  405  405  405
POST  suggestion_set_aside                  in   404  404  404  404  404  403  403  403  go   403  go
GET   suggestion_again                      in   405  405  405  405  405  405  405  405  405  405  405
POST  suggestion_again                      in   404  404  404  404  404  404  404  404  go   404  go
GET   introduce                             in   404  404  404  404  404  403  403  403  ok   403  ok
POST  introduce                             in   404  404  404  404  404  403  403  403  go   403  go
GET   manage_introductions                  in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage_introductions                  in   405  405  405  405  405  405  405  405  405  405  405
GET   network_resources                     in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  network_resources                     in   405  405  405  405  405  405  405  405  405  405  405
GET   resource_add                          in   404  404  404  404  404  ok   ok   403  ok   403  ok
POST  resource_add                          in   404  404  404  404  404  go   go   403  go   403  go
GET   resource                              404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  resource                              405  405  405  405  405  405  405  405  405  405  405  405
GET   resource_edit                         in   404  404  404  404  404  ok   403  403  403  403  403
POST  resource_edit                         in   404  404  404  404  404  go   403  403  403  403  403
GET   resource_version_add                  in   404  404  404  404  404  ok   403  403  403  403  403
POST  resource_version_add                  in   404  404  404  404  404  go   403  403  403  403  403
GET   resource_download                     404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  resource_download                     405  405  405  405  405  405  405  405  405  405  405  405
GET   resource_preview                      404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  resource_preview                      405  405  405  405  405  405  405  405  405  405  405  405
GET   resource_withdraw                     in   404  404  404  404  404  ok   403  403  403  403  403
POST  resource_withdraw                     in   404  404  404  404  404  go   403  403  403  403  403
GET   resource_use                          in   404  404  404  404  404  ok   ok   403  403  403  403
POST  resource_use                          in   404  404  404  404  404  go   go   403  403  403  403
GET   resource_use_end                      in   405  405  405  405  405  405  405  405  405  405  405
POST  resource_use_end                      in   404  404  404  404  404  go   go   403  403  403  403
GET   resource_report                       in   404  404  404  404  404  ok   ok   403  ok   403  ok
POST  resource_report                       in   404  404  404  404  404  go   go   403  go   403  go
GET   resource_hide                         in   404  404  404  404  404  403  403  403  ok   403  ok
POST  resource_hide                         in   404  404  404  404  404  403  403  403  go   403  go
GET   manage_exchange                       in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage_exchange                       in   405  405  405  405  405  405  405  405  405  405  405
"""
ROUND_QUESTION = [
    "question_close", "question_follow", "question_ask_somebody", "question_history", "question_report", "question_hide",
]  # fmt: skip
ROUND_REPLY = ["reply_history", "reply_accept", "reply_useful", "reply_report", "reply_hide"]


def arguments_of_exchange(network, people) -> dict:
    question = ask_question(
        network=network, title="Depots?", text="", tags=[], label="network", named_cities=[], by=people["official"],
        uploads=[SimpleUploadedFile("notes.txt", b"Notes")],
    )  # fmt: skip
    reply = reply_to(question=question, text="Ours.", label="network", named_cities=[], by=people["lead"])
    post = {"text": "Why?", "label": "network"}
    meets = [make_official(name, make_city(city)) for name, city in (("Mira Meets", "Tallinn"), ("Nils New", "Narvik"))]
    for user in meets:
        give_seat(user, network)
    made = introduce(network=network, seeker=people["official"].official, giver=meets[0].official, note="Meet.", by=people["manager"])
    agreed = introduce(network=network, seeker=people["official"].official, giver=meets[1].official, note="Meet.", by=people["manager"])
    for user in (people["official"], meets[1]):
        accept_introduction(introduction=agreed, by=user)
    aside = SetAside.objects.create(network=network, seeker=people["lead"].official, giver=meets[1].official, by=people["manager"])
    shared = {"kind": "guide", "language": "en", "licence": "ask", "label": "network"}
    resource = share_resource(
        network=network, title="Depots", named_cities=[], by=people["official"], upload=SimpleUploadedFile("depots.txt", b"Bays"), **shared
    )
    preview = keep_content(b"x", name="preview.png", content_type="image/png", by=None)
    resource.versions.update(preview=preview)
    of_secretariat = share_resource(
        network=network, title="Bays", named_cities=[], by=people["manager"], link="https://x.example/", **shared
    )
    return {
        **dict.fromkeys(ROUND_QUESTION, ([question.pk], {"reason": "Spam"})),
        **dict.fromkeys(ROUND_REPLY, ([reply.pk], {"reason": "Spam"})),
        **dict.fromkeys(["introduction", "introduction_withdraw"], ([made.pk], {})),
        "introduction_outcome": ([agreed.pk], {"met": "yes", "useful": "yes"}),
        "suggestion_set_aside": (
            [network.slug],
            {"seeker": people["lead"].official.pk, "giver": meets[0].official.pk, "network": network.slug},
        ),
        "suggestion_again": ([aside.pk], {"network": network.slug}),
        "introduce": ([network.slug], {"seeker": people["lead"].official.pk, "giver": meets[1].official.pk, "note": "Meet."}),
        **dict.fromkeys(["resource", "resource_withdraw", "resource_report", "resource_hide"], ([resource.pk], {"reason": "Spam"})),
        **dict.fromkeys(["resource_download", "resource_preview"], ([resource.pk, 1], {})),
        **dict.fromkeys(["resource_use", "resource_use_end"], ([of_secretariat.pk], {"way": "adapted"})),
        "resource_add": ([network.slug], {"title": "Depots", "link": "https://x.example/", **shared}),
        "resource_edit": ([resource.pk], {"title": "Depots", **shared}),
        "resource_version_add": ([resource.pk], {"link": "https://x.example/"}),
        "question_ask": ([network.slug], {"title": "Depots?", **post}),
        "question": ([question.pk], post),
        "question_edit": ([question.pk], {"title": "Depots?", **post}),
        "question_move": ([question.pk], {"network": people["other_manager"].staff.stewardships.get().network_id}),
        "reply_edit": ([reply.pk], post),
        "post_attachment": ([question.attachments.get().pk], {}),
    }
