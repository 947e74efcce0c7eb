"""Ten questions: what is asked, what is not, and what is never kept."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.errors import ConfigurationError
from seemly.settings import Settings, load
from seemly.setup import choices, configuration
from seemly.setup.choices import Choices, Chosen
from seemly.setup.questions import ask_all


@dataclass
class Script:
    """Somebody who answers from a list; "" takes the default."""

    answers: list[str]
    hidden: str = ""
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    kept: dict[Path, str] = field(default_factory=dict)

    def say(self, words: str) -> None:
        self.said.append(words)

    def ask(self, question: str, default: str) -> str:
        self.asked.append(question)
        return self.answers.pop(0) or default

    def ask_hidden(self, question: str) -> str:
        self.asked.append(f"hidden: {question}")
        return self.hidden

    def keep(self, path: Path, secret: str) -> None:
        self.kept[path] = secret

    def run(self, given: Choices = Choices()) -> Choices:
        return ask_all(self, given, self.keep)


def test_enter_all_the_way_is_the_plaza_and_the_built_in_artist() -> None:
    script = Script([""] * 6)
    assert script.run() == Choices()
    assert len(script.asked) == 6
    assert script.answers == []


def test_the_longest_path_asks_ten_questions_each_with_its_number(tmp_path: Path) -> None:
    """It asked eleven: the hidden password had no number, the model's name had one of its own."""
    password = str(tmp_path / "password")
    script = Script(
        ["bluesky", "@Bot.Example.org", password, "http://127.0.0.1:8000/v1/ flux", "everyone",
         "200 3.5", "de", "ops@example.org", "data"],
        hidden="abcd-efgh-ijkl-mnop",
    )  # fmt: skip
    chosen = script.run()
    numbers = [one.removeprefix("hidden: ").partition(".")[0] for one in script.asked]
    assert numbers == [str(n) for n in range(1, 11)]
    assert chosen == Choices(
        network=Chosen.BLUESKY,
        handle="bot.example.org",
        password_file=Path(password),
        generator_url="http://127.0.0.1:8000/v1",
        model="flux",
        who_may_ask="everyone",
        pictures_day=200,
        money_day=3.5,
        language="de",
        contact="ops@example.org",
        data=Path("data"),
    )
    assert script.kept == {Path(password): "abcd-efgh-ijkl-mnop"}


def test_a_wrong_answer_is_said_and_asked_again() -> None:
    script = Script(
        ["mastodon", "plaza", "ftp://x", "http://127.0.0.1:8000/v1", "sketch", "many", "100 0",
         "", "", ""]
    )  # fmt: skip
    assert script.run().pictures_day == 100
    assert [line.strip() for line in script.said[1:]] == [
        "there is no network 'mastodon'. Say plaza or bluesky",
        "'ftp://x' is no address of a generator. Say sketch, or an address such as "
        "http://127.0.0.1:8000/v1, without a key in it",
        "'http://127.0.0.1:8000/v1' is not an address and the name of a model. Say sketch, or both "
        "with a space between: http://127.0.0.1:8000/v1 FLUX.2-klein-4B",
        "'many' are no limits. Two numbers, such as \"500 5\": pictures, and money",
    ]


def test_a_generator_given_as_options_is_offered() -> None:
    given = Choices(generator_url="https://x.test/v1", model="flux")
    assert Script([""] * 6).run(given) == given


def test_a_password_typed_where_its_file_was_asked_for_is_not_kept() -> None:
    typed = "abcd-efgh-ijkl-mnop"
    script = Script(["bluesky", "bot.test", typed, "environment", "", "", "", "", "", ""])
    chosen = script.run()
    assert chosen.password_file is None
    assert typed not in "".join(script.said)
    assert "withdraw it and make another" in "".join(script.said)
    assert typed not in configuration.written(chosen, 0.0)


def test_a_password_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    there = tmp_path / "password"
    there.write_text("mine")
    script = Script(["bluesky", "bot.test", str(there), "", "", "", "", "", ""], hidden="another")
    script.run()
    assert script.kept == {}


@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        (choices.handle, "bot"),
        (choices.handle, "bot.example.org/x"),
        (choices.handle, 'a"b.test'),
        (choices.generator, "http://user:key@host/v1"),
        (choices.generator, "127.0.0.1:8000"),
        (choices.artist, "https://host.test/v1"),
        (choices.artist, "sketch flux"),
        (choices.who_may_ask, "nobody"),
        (choices.limits, "-1 5"),
        (choices.limits, "5 nan"),
        (choices.limits, ""),
        (choices.language, "tlh"),
        (choices.contact, "ops at example"),
        (choices.contact, "x@y\r\nHost: z"),
        (choices.contact, "nowhere"),
    ],
)
def test_what_is_no_answer(read: object, wrong: str) -> None:
    with pytest.raises(ConfigurationError):
        read(wrong)  # type: ignore[operator]


@given(
    data=st.text(st.characters(codec="utf-8", min_codepoint=32), min_size=1),
    model=st.text(st.characters(codec="utf-8"), min_size=1),
    money=st.floats(0, 1e6),
    pictures=st.integers(0, 10**6),
)
def test_whatever_was_answered_is_read_as_it_was_meant(
    data: str, model: str, money: float, pictures: int
) -> None:
    chosen = Choices(
        network=Chosen.BLUESKY, handle="bot.test", password_file=Path(data), data=Path(data),
        generator_url="https://x.test/v1", model=model, pictures_day=pictures, money_day=money,
        contact="ops@example.org",
    )  # fmt: skip
    found = Settings.model_validate(tomllib.loads(configuration.written(chosen, 0.0)))
    assert found.data == Path(data)
    assert found.generator.model == model
    assert found.limits.total_day == pictures
    assert found.limits.generator_money_day == money
    assert found.origin == "example.org/ledger"
    assert found.bluesky is not None
    assert found.bluesky.password_file == Path(data)


def test_every_line_that_can_be_changed_has_a_comment_or_is_plain() -> None:
    text = configuration.written(Choices(network=Chosen.BLUESKY, handle="bot.test"), 0.0)
    plain = {"host", "port", "per_asker_day", "total_day", "generator_requests_day", "handle"}
    for line in text.splitlines():
        if "=" in line and not line.startswith("#"):
            assert "#" in line or line.partition(" ")[0] in plain, line


def test_the_lines_that_are_commented_out_are_settings(tmp_path: Path) -> None:
    url = "https://x.test/v1"
    text = configuration.written(Choices(generator_url=url, model="m"), 0.0)
    lines = [line.removeprefix("# ") if "=" in line else "" for line in text.splitlines()]
    file = tmp_path / "seemly.toml"
    kept = [one for one in text.splitlines() if one.startswith("[")]
    assert kept == ["[web]", "[limits]", "[generator]"]
    whole = [line or head for line, head in zip(lines, text.splitlines(), strict=True)]
    file.write_text("\n".join(whole), "utf-8")
    found = load(file, {})
    assert found.removals is not None
    assert found.web.hosts == ("seemly.example.org",)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "seemly.toml"
    file.write_text("mine")
    with pytest.raises(ConfigurationError, match="is there already"):
        configuration.create(file, "another")
    assert file.read_text() == "mine"
    with pytest.raises(ConfigurationError, match="cannot be written"):
        configuration.create(tmp_path / "none" / "seemly.toml", "x")
