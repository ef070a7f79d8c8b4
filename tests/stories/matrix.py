"""Who may open which page of stories; columns and words as in tests/test_who_may_open_what.py."""

from stories.models import Picture
from stories.services import write_text
from tests.stories.conftest import WORDS, make_story

MATRIX = """
GET   stories                               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  stories                               405  405  405  405  405  405  405  405  405  405  405  405
GET   stories_feed                          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  stories_feed                          405  405  405  405  405  405  405  405  405  405  405  405
GET   story                                 ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  story                                 405  405  405  405  405  405  405  405  405  405  405  405
GET   story_picture                         ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  story_picture                         405  405  405  405  405  405  405  405  405  405  405  405
GET   network_stories                       in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  network_stories                       in   405  405  405  405  405  405  405  405  405  405  405
GET   story_write                           in   403  403  403  403  403  ok   ok   403  ok   403  ok
POST  story_write                           in   403  403  403  403  403  go   go   403  go   403  go
GET   story_draft                           in   404  404  404  404  404  ok   ok   404  ok   404  ok
POST  story_draft                           in   405  405  405  405  405  405  405  405  405  405  405
GET   story_begin                           in   405  405  405  405  405  405  405  405  405  405  405
POST  story_begin                           in   403  403  403  403  403  go   go   403  go   403  go
GET   story_edit                            in   404  404  404  404  404  ok   ok   404  ok   404  ok
POST  story_edit                            in   404  404  404  404  404  go   go   404  go   404  go
GET   story_translate                       in   404  404  404  404  404  ok   ok   404  ok   404  ok
POST  story_translate                       in   404  404  404  404  404  go   go   404  go   404  go
GET   story_translation_remove              in   405  405  405  405  405  405  405  405  405  405  405
POST  story_translation_remove              in   404  404  404  404  404  go   go   404  go   404  go
GET   story_pictures                        in   404  404  404  404  404  ok   ok   404  ok   404  ok
POST  story_pictures                        in   404  404  404  404  404  ok   ok   404  ok   404  ok
GET   story_picture_remove                  in   405  405  405  405  405  405  405  405  405  405  405
POST  story_picture_remove                  in   404  404  404  404  404  go   go   404  go   404  go
GET   story_figures                         in   404  404  404  404  404  ok   ok   404  ok   404  ok
POST  story_figures                         in   404  404  404  404  404  go   go   404  go   404  go
GET   story_discard                         in   404  404  404  404  404  ok   ok   404  ok   404  ok
POST  story_discard                         in   404  404  404  404  404  go   go   404  go   404  go
GET   story_ask                             in   405  405  405  405  405  405  405  405  405  405  405
POST  story_ask                             in   404  404  404  404  404  go   go   404  go   404  go
GET   story_take_back                       in   405  405  405  405  405  405  405  405  405  405  405
POST  story_take_back                       in   404  404  404  404  404  go   go   404  go   404  go
GET   story_agree                           in   405  405  405  405  405  405  405  405  405  405  405
POST  story_agree                           in   404  404  404  404  404  403  go   404  403  404  403
GET   story_decline                         in   404  404  404  404  404  403  ok   404  403  404  403
POST  story_decline                         in   404  404  404  404  404  403  go   404  403  404  403
GET   story_publish                         in   405  405  405  405  405  405  405  405  405  405  405
POST  story_publish                         in   404  404  404  404  404  403  403  404  go   404  go
GET   story_withdraw                        in   403  403  403  403  403  403  ok   403  ok   403  ok
POST  story_withdraw                        in   403  403  403  403  403  403  go   403  go   403  go
GET   manage_stories                        in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage_stories                        in   405  405  405  405  405  405  405  405  405  405  405
"""


def arguments_of_stories(network, jakarta, people):
    """One of each state."""
    manager, lead = people["manager"], people["lead"]
    drafted, asked, agreed, published = (
        make_story(network, jakarta, manager, state=state, lead=lead, title=f"Night buses, {state}")
        for state in ("draft", "asked", "agreed", "published")
    )
    write_text(edition=drafted.open_edition, language="fr", **WORDS)
    picture = Picture.objects.get(edition__story=drafted)
    of_draft = ([drafted.slug], {})
    return {
        "story": ([published.slug], {}),
        "story_picture": ([Picture.objects.get(edition__story=published).pk], {}),
        "story_write": ([network.slug], {**WORDS, "city": jakarta.pk, "reason": "trust", "language": "en"}),
        "story_draft": of_draft,
        "story_begin": ([published.slug], {}),
        "story_edit": ([drafted.slug], {**WORDS, "reason": "trust"}),
        "story_translate": ([drafted.slug, "es"], {**WORDS, f"alt_{picture.pk}": "Un bus"}),
        "story_translation_remove": ([drafted.slug, "fr"], {}),
        "story_pictures": ([drafted.slug], {"alt": "A bus"}),
        "story_picture_remove": ([drafted.slug, picture.pk], {}),
        **dict.fromkeys(["story_figures", "story_discard", "story_ask"], of_draft),
        **dict.fromkeys(["story_take_back", "story_agree"], ([asked.slug], {"as_of": asked.open_edition.changed_at.isoformat()})),
        "story_decline": ([asked.slug], {"reason": "Not our words."}),
        "story_publish": ([agreed.slug], {}),
        "story_withdraw": ([published.slug], {"reason": "Out of date."}),
    }
