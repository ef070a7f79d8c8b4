"""An official writes, their city lead agrees, the manager publishes, everybody reads."""

import pytest

from tests.conftest import PASSWORD
from tests.stories.conftest import PIXEL

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_story_from_its_first_word_to_the_public(new_visitor, network, member, lead, manager):
    writer = new_visitor()
    writer.signs_in(member.email, PASSWORD)
    writer.opens("/networks/public-transport/stories/")
    writer.follows("Write a story")
    writer.page.get_by_label("Trust").check()
    writer.page.locator("[name=title]").fill("Jakarta doubles its night buses")
    writer.page.locator("[name=summary]").fill("It asked its peers.")
    writer.page.locator("[name=body]").fill("They **answered**.")
    writer.presses("Preview")
    writer.sees("As it will look")
    writer.presses("Keep the draft")
    writer.sees("Nobody but its writers reads it.")
    writer.follows("Pictures")
    writer.page.locator("[name=upload]").set_input_files({"name": "bus.png", "mimeType": "image/png", "buffer": PIXEL})
    writer.page.locator("[name=alt]").fill("A bus at night")
    writer.presses("Add")
    writer.sees("The picture is there.")
    writer.follows("Back to the draft")
    writer.follows("French")
    for name, words in [("title", "Jakarta double ses bus"), ("summary", "Elle a demandé."), ("body", "Ils ont répondu.")]:
        writer.page.locator(f"[name={name}]").fill(words)
    writer.page.locator("[name^=alt_]").fill("Un bus, la nuit")
    writer.presses("Save")
    writer.presses("Ask Jakarta to agree")
    writer.sees("The city lead of Jakarta was asked.")

    city = new_visitor()
    city.signs_in(lead.email, PASSWORD)
    city.follows("Jakarta doubles its night buses")
    city.sees("Does Jakarta agree that everybody reads this")
    city.presses("Agree for Jakarta")
    city.sees("Jakarta agreed.")

    staff = new_visitor()
    staff.signs_in(manager.email, PASSWORD)
    staff.opens("/manage/")
    staff.follows("Jakarta doubles its night buses")
    staff.presses("Publish")
    staff.sees("It is published: everybody reads it now.")

    visitor = new_visitor()
    visitor.opens("/stories/")
    visitor.follows("Jakarta doubles its night buses")
    visitor.follows("French")
    visitor.sees("Ils ont répondu.")
    assert visitor.page.get_by_alt_text("Un bus, la nuit").count() == 1
    assert member.full_name not in visitor.page.content()
