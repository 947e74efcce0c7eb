"""The ten questions. What is not needed is not asked; a wrong answer is said, and asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from seemly.errors import ConfigurationError
from seemly.setup import choices
from seemly.setup.choices import PASSWORD_VARIABLE, Choices, Chosen

T = TypeVar("T")

HOW_TO_GET_ONE = """\
   An app password is made in the bot's own account, under Settings, Privacy and security.
   Let it reach direct messages: an asker is told there what is not said in public.
   Never give the account's real password."""


class Conversation(Protocol):
    """Somebody at a terminal."""

    def say(self, words: str) -> None:
        """Show words."""
        ...

    def ask(self, question: str, default: str) -> str:
        """An answer, or the default."""
        ...

    def ask_hidden(self, question: str) -> str:
        """An answer that is not shown while it is typed."""
        ...


Keep = Callable[[Path, str], None]  # stores a secret in a new file of mode 0600


def ask_all(someone: Conversation, given: Choices, keep: Keep) -> Choices:
    """Ask what has to be asked; what was `given` is offered as the default."""
    someone.say("Ten questions at most. Enter takes what stands in brackets.")
    network = _asked(someone, "1. Network: plaza or bluesky", given.network.value, choices.network)
    found = replace(given, network=network)
    if found.network is Chosen.BLUESKY:
        found = _bluesky(someone, found, keep)
    url, model = _asked(
        someone,
        "5. Who draws: sketch (built in), or an OpenAI-compatible server's address and its "
        f"model's name, such as {choices.ARTIST_EXAMPLE}",
        f"{given.generator_url} {given.model}".strip() if given.generator_url else "sketch",
        choices.artist,
    )
    if found.network is Chosen.BLUESKY:
        who = _asked(someone, "6. Who may ask: followers or everyone", given.who_may_ask,
                     choices.who_may_ask)  # fmt: skip
        found = replace(found, who_may_ask=who)
    pictures, money = _asked(
        someone,
        "7. At most how many pictures a day, and how much money a day",
        f"{given.pictures_day} {given.money_day:g}",
        choices.limits,
    )
    language = _asked(someone, "8. Language, where nothing tells the asker's", given.language,
                      choices.language)  # fmt: skip
    contact = _asked(someone, "9. An address where people reach you (mail or web; may be empty)",
                     given.contact, choices.contact)  # fmt: skip
    data = _asked(someone, "10. Folder for database, pictures and keys", str(given.data), Path)
    return replace(
        found,
        generator_url=url,
        model=model,
        pictures_day=pictures,
        money_day=money,
        language=language,
        contact=contact,
        data=data,
    )


def _bluesky(someone: Conversation, found: Choices, keep: Keep) -> Choices:
    handle = _asked(someone, "2. The bot's handle", found.handle, choices.handle)
    someone.say(HOW_TO_GET_ONE)
    place = _asked(
        someone,
        f"3. File for the app password, or environment ({PASSWORD_VARIABLE})",
        str(found.password_file or "bluesky.password"),
        choices.password_file,
    )
    if place is not None and not place.exists():
        secret = someone.ask_hidden(
            f"4. The app password, hidden, to be kept in {place} (empty: you write it there)"
        )
        if secret:
            keep(place, secret)
    return replace(found, handle=handle, password_file=place)


def _asked(someone: Conversation, question: str, default: str, read: Callable[[str], T]) -> T:
    while True:
        try:
            return read(someone.ask(question, default).strip())
        except ConfigurationError as fault:
            someone.say(f"   {fault}")
