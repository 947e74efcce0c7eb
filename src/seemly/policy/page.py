"""docs/rules.md: every rule of every profile, every reason and fact, from the policies themselves.

python -m seemly.policy.page docs/rules.md     writes the page anew
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from seemly.policy import floor
from seemly.policy.rules import OUTSIDE, PROFILES, Policy, Reason, Rule, Test
from seemly.policy.vocabulary import PATHS, FactPath

_HEAD = """# Every rule, and what is said

Made from the policies by `python -m seemly.policy.page docs/rules.md`; a test compares. How rules
work, and how to write your own, stands in [policy.md](policy.md).
"""
_MORE = "All rules above, and these; one of the same name takes the other's place.\n\n"
_FLOOR = """
## The floor

Under every policy, whatever it says. The policy gives these reasons their words and their cost in
strikes; when they are found is code, `src/seemly/policy/floor.py`, in words in
[policy.md](policy.md).
"""
_OUTSIDE = """
## Refusals that look at no fact

A limit, a picture that cannot be read, a generator that cannot, a person's no.
"""
_FACTS = """
## Every fact a rule may read

Anything else in a policy is refused when it is loaded.

"""


def page() -> str:
    """The whole page, Markdown."""
    shipped = {name: Policy.load(name) for name in PROFILES}
    reasons = shipped["default"].reasons
    parts = [_HEAD]
    told: list[Rule] = []
    for name, policy in shipped.items():
        fresh = [rule for rule in policy.rules if rule not in told]
        parts.append(_profile(name, fresh))
        told += fresh
    parts += [_FLOOR, _reasons(floor.REASONS, reasons), _OUTSIDE, _reasons(OUTSIDE, reasons)]
    parts += [_FACTS, _table(("fact", "is"), map(_fact, PATHS.values()))]
    return "".join(parts)


def _profile(name: str, rules: Iterable[Rule]) -> str:
    more = "" if name == "default" else _MORE
    heads = ("rule", "when", "then", "what is said", "ground")
    return f"\n## Profile `{name}`\n\n{more}" + _table(heads, map(_rule, rules))


def _rule(rule: Rule) -> tuple[str, ...]:
    when = " **or** ".join(
        " and ".join(f"`{path}` {_asked(test)}" for path, test in conditions.items())
        for conditions in rule.when
    )
    moment = "" if rule.moment == "always" else f", {rule.moment} making"
    return f"`{rule.code}`", when, f"{rule.action}{moment}", _said(rule), rule.legal_ground


def _asked(test: Test) -> str:
    asked = []
    if test.is_ is not None:
        asked.append(f"is {_words(test.is_)}")
    if test.is_not is not None:
        asked.append(f"is not {_words(test.is_not)}")
    if test.at_least is not None:
        asked.append(f"is at least {test.at_least:g}")
    if test.below is not None:
        asked.append(f"is below {test.below:g}")
    return ", ".join(asked)


def _words(value: bool | str | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else " or ".join(value)


def _reasons(codes: Iterable[str], reasons: Mapping[str, Reason]) -> str:
    def row(code: str) -> tuple[str, ...]:
        reason = reasons[code]
        return f"`{code}`", _said(reason), reason.family, str(reason.strikes), reason.legal_ground

    heads = ("reason", "what is said", "told outside as", "strikes", "ground")
    return "\n" + _table(heads, map(row, codes))


def _said(reason: Reason) -> str:
    return reason.messages["en"].format(things="")


def _fact(known: FactPath) -> tuple[str, ...]:
    return f"`{known.path}`", ", ".join(known.choices) or known.kind.value


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), "utf-8")
