from __future__ import annotations

import pytest
from tests.networks.plaza.conftest import World, stored

from seemly.errors import NotFound
from seemly.networks.plaza import tables
from seemly.networks.plaza.sessions import MOST_ACCOUNTS
from seemly.networks.plaza.town import Declined


def test_a_session_speaks_as_what_it_last_took(world: World) -> None:
    ada, ben = world.town.join("ada"), world.town.join("ben")
    world.sessions.sign_in("cookie", ada)
    world.sessions.sign_in("cookie", ben)
    session = world.sessions.find("cookie")
    assert session is not None
    assert session.account == ben
    assert session.others == (ada,)
    world.sessions.switch(session, ada.id)
    switched = world.sessions.find("cookie")
    assert switched is not None
    assert switched.account == ada
    world.sessions.rest(switched)
    resting = world.sessions.find("cookie")
    assert resting is not None
    assert resting.account is None
    assert resting.others == (ada, ben)


def test_a_session_cannot_take_anothers_name(world: World) -> None:
    ada, ben = world.town.join("ada"), world.town.join("ben")
    world.sessions.sign_in("hers", ada)
    world.sessions.sign_in("his", ben)
    his = world.sessions.find("his")
    assert his is not None
    with pytest.raises(NotFound):
        world.sessions.switch(his, ada.id)


def test_unknown_cookies_are_nobodys(world: World) -> None:
    assert world.sessions.find(None) is None
    assert world.sessions.find("") is None
    assert world.sessions.find("guess") is None


def test_the_database_does_not_hold_the_cookie(world: World) -> None:
    world.sessions.sign_in("a-secret-cookie", world.town.join("ada"))
    assert "a-secret-cookie" not in stored(world, tables.sessions)


def test_names_enough(world: World) -> None:
    for number in range(MOST_ACCOUNTS):
        world.sessions.sign_in("cookie", world.town.join(f"name-{number}"))
    with pytest.raises(Declined):
        world.sessions.sign_in("cookie", world.town.join("one-more"))
