"""The page on generators: what it tells people to write is read as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from seemly.redteam.server import MODES
from seemly.settings import GeneratorSettings, load

PAGE = (Path(__file__).parents[2] / "docs" / "generators.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_a_configuration(example: str, tmp_path: Path) -> None:
    file = tmp_path / "seemly.toml"
    file.write_text(example, "utf-8")
    chosen = load(file, {}).generator
    assert chosen.name == "openai"
    assert chosen.base_url.endswith("/v1")
    assert chosen.model


def test_the_examples_cover_own_machines_and_hosted_ones() -> None:
    assert len(EXAMPLES) >= 3
    assert {"local = true", "local = false"} <= set(re.findall(r"local = \w+", PAGE))


def test_every_setting_is_in_the_table_with_its_default() -> None:
    table = dict(re.findall(r"^\| `(\w+)` \| `?([^|`]*)`? +\|", PAGE, re.MULTILINE))
    for name, field in GeneratorSettings.model_fields.items():
        if name in ("name", "key"):  # the page is about one name; the key is never written there
            continue
        assert name in table, f"{name} is missing on the page"
        shown = table[name].strip()
        if isinstance(field.default, bool):
            assert shown == str(field.default).lower()
        elif isinstance(field.default, (int, float)):
            assert float(shown) == field.default


def test_the_modes_it_names_exist() -> None:
    assert set(re.findall(r"--mode (\w+)", PAGE)) <= set(MODES)
