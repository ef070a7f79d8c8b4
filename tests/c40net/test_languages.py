import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import reverse

CATALOGUES = [code for code, _ in settings.LANGUAGES if code != "en"]


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_word_that_was_collected_is_translated_with_its_places_for_names(language):
    with (settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)
    places = re.compile(r"%\(\w+\)s|\{\w+\}")
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), ids
        assert not message.fuzzy, ids
        for string in strings:
            assert set(places.findall(string)) <= set(places.findall("".join(ids))), string


@pytest.mark.parametrize(("language", "word"), [("es", "Redes"), ("fr", "Réseaux"), ("pt", "Redes")])
def test_a_visitor_reads_in_the_browsers_language(client, db, language, word):
    page = client.get(reverse("networks"), headers={"accept-language": language})
    assert page.headers["Content-Language"] == language
    assert f"<h1>{word}</h1>" in page.content.decode()
