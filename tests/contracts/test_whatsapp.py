"""What a WhatsApp account's templates hold, whoever keeps them."""

import pytest
from pydantic import ValidationError

from handlers.backends.local.database import Database
from handlers.backends.local.whatsapp import LocalWhatsApp
from handlers.communication.templates import Template
from handlers.communication.whatsapp import WhatsApp


@pytest.fixture
def whatsapp(sqlite: Database) -> WhatsApp:
    return LocalWhatsApp(sqlite)


def test_templates_have_names_of_their_own_and_a_text_in_some_language(whatsapp: WhatsApp) -> None:
    templates = whatsapp.templates("bali")

    assert len({template.name for template in templates}) == len(templates) > 0
    assert all(text for template in templates for text in template.texts.values())


@pytest.mark.parametrize("text", ["Hi {{1}}", "Hi {{1}}, {{3}}", "Hi"])
def test_a_text_whose_placeholders_are_not_the_variables_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match=r"welcome \(en\): its placeholders"):
        Template(name="welcome", variables=("first name", "day"), texts={"en": text})
