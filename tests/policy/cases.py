"""Facts before and after, and what the floor makes of them."""

from dataclasses import replace

from seemly.facts import (
    Door,
    Facts,
    GeneratorFacts,
    Intent,
    Moment,
    NotApplicable,
    People,
    Person,
    Presence,
    Result,
    Wish,
    WordsOut,
)
from seemly.policy import floor
from seemly.verdict import Action

SOMEBODY = People(Presence.SOME, (Person(),))
NOBODY = People(Presence.NONE)
PASSED = Result(
    people_added=0,
    exposure_delta=0.0,
    skin_delta=0.0,
    nudity=0.1,
    text_in_picture=NotApplicable,
    changed_in_lock=0,
    people_locked=True,
)
QUIET = WordsOut(harmful=False, links=False, mentions=False)


def before(people: People = SOMEBODY, has_picture: bool = True, /, **intents: float) -> Facts:
    scores = {Intent(name): score for name, score in intents.items()}
    wish = Wish(scores, points_at_person=False, unreadable=False, has_picture=has_picture)
    return Facts(Moment.BEFORE, Door.MENTION, wish=wish, people=people)


def after(result: Result = PASSED, words: WordsOut = QUIET, people: People = SOMEBODY) -> Facts:
    facts = before(people, background=0.9)
    made_by = GeneratorFacts("openai", False, harms=())
    return replace(facts, moment=Moment.AFTER, result=result, words_out=words, generator=made_by)


def action(facts: Facts) -> Action:
    found = floor.judge(facts)
    return max((f.action for f in found), key=lambda a: a.strictness, default=Action.ALLOW)


def reasons(facts: Facts) -> set[str]:
    return {finding.reason for finding in floor.judge(facts)}
