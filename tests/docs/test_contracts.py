"""The page on contracts lists each schema."""

from pathlib import Path

from seemly import schemas

PAGE = (Path(__file__).parents[2] / "docs" / "contracts.md").read_text("utf-8")


def test_each_contract_is_listed_once() -> None:
    known = schemas.schemas()
    assert {name: PAGE.count(f"](contracts/{name}.json)") for name in known} == dict.fromkeys(
        known, 1
    )
