"""Keeps what a proof found: `pytest -p tests.measured --measured docs/measured/NAME.json`."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter

from seemly import envelope
from seemly.bench.machine import machine

_BEGAN = time.monotonic()


def pytest_addoption(parser: pytest.Parser) -> None:
    """One option: where to write."""
    parser.addoption("--measured", type=Path, help="write commit, machine and outcomes here")


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Write the outcomes, each test by name, failed ones too."""
    path: Path | None = config.getoption("--measured")
    if path is None:
        return
    by_outcome = {
        name: sorted(report.nodeid for report in terminalreporter.stats.get(name, []))
        for name in ("passed", "failed", "error", "skipped")
    }
    found = {
        "commit": envelope.commit(),
        "machine": machine(),
        "passed": len(by_outcome["passed"]),
        "failed": len(by_outcome["failed"]) + len(by_outcome["error"]),
        "skipped": len(by_outcome["skipped"]),
        "seconds": round(time.monotonic() - _BEGAN),
        "tests": by_outcome,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
