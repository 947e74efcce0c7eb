"""A reply that only asks for removal is one; a wish for an edit never is."""

import pytest

from seemly.guard.text.removal import asks_removal


@pytest.mark.parametrize(
    "text",
    [
        "remove this",
        "Remove this!",
        "please remove this",
        "@seemly.example remove this",
        "take this down",
        "take it down now",
        "delete it",
        "Can you delete this picture please?",
        "lösch das",
        "Lösch das bitte sofort",
        "loesch das",
        "entferne das",
        "nimm das runter",
        "Kannst du das bitte löschen?",
        "entfernen",
        "supprime ça",
        "retire cette image",
        "Supprimez cette photo, s'il vous plaît",
        "enlève ça",
        "verwijder dit",
        "Verwijder deze foto alsjeblieft",
        "haal dit weg",
        "kun je dit verwijderen",
        "re\u200bmove this",
    ],
)
def test_asks(text: str) -> None:
    assert asks_removal(text)


@pytest.mark.parametrize(
    "text",
    [
        "remove this lamp",
        "remove the background",
        "remove it from the wall",
        "remove this and add a dog",
        "remove her clothes",
        "delete the car",
        "entferne den Hintergrund",
        "entferne das Auto",
        "supprime la voiture",
        "retire cette lampe",
        "verwijder deze lamp",
        "haal dit op",
        "do not remove this",
        "nice picture",
        "",
    ],
)
def test_does_not_ask(text: str) -> None:
    assert not asks_removal(text)
