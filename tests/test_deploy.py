"""What lies in deploy/ fits the code: the service file, the image's parts, the proxies."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from seemly.cli import app
from seemly.settings import Web
from seemly.web.app import Health, create_bare_app
from seemly.web.plaza import PlazaSite

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "seemly.service").read_text("utf-8")
IMAGE = (DEPLOY / "Containerfile").read_text("utf-8")
CADDY = (DEPLOY / "Caddyfile").read_text("utf-8")
NGINX = (DEPLOY / "nginx.conf").read_text("utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "seemly.service"
    unit.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", UNIT), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_page_says_how_systemd_rates_the_unit() -> None:
    page = (ROOT / "docs/first-day.md").read_text("utf-8")
    said = re.search(r"of systemd (\d+) rates it ([\d.]+)", page)
    assert said is not None
    done = subprocess.run(
        ["systemd-analyze", "--version"], capture_output=True, text=True, timeout=60
    )
    if not done.stdout.startswith(f"systemd {said[1]} "):
        pytest.skip("another version looks at other things")
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", DEPLOY / "seemly.service"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert f"exposure level for seemly.service: {said[2]} " in done.stdout


def test_the_unit_keeps_the_service_in_its_folder() -> None:
    lines = set(UNIT.splitlines())
    assert {
        "User=seemly", "ProtectSystem=strict", "NoNewPrivileges=yes", "StateDirectory=seemly",
        "StateDirectoryMode=0700", "UMask=0077", "CapabilityBoundingSet=", "Restart=on-failure",
    } <= lines  # fmt: skip
    assert not [line for line in lines if line.startswith("MemoryDenyWriteExecute")]


def _copied() -> set[str]:
    own = re.findall(r"^COPY (?!--from)(.+) \S+$", IMAGE, re.M)
    return {name.removeprefix("./") for line in own for name in line.split()}


def test_the_image_copies_what_is_there_and_lets_through() -> None:
    let_through = {
        line.removeprefix("!")
        for line in (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    assert _copied() == let_through
    for name in _copied():
        assert (ROOT / name).exists(), name


def test_every_command_of_the_image_is_one() -> None:
    """Nobody here builds the image: a command that does not exist would be found by a user."""
    assert 'ENTRYPOINT ["seemly"]' in IMAGE
    ran = [line.split() for line in re.findall(r"^RUN \.venv/bin/seemly (.+)$", IMAGE, re.M)]
    [words] = re.findall(r"^CMD (\[.+\])$", IMAGE, re.M)
    assert ran
    for command in (*ran, json.loads(words)):
        done = CliRunner().invoke(app, [*command, "--help"])
        assert done.exit_code == 0, command
    [path] = re.findall(rf"http://127\.0\.0\.1:{Web().port}(/\w+)", IMAGE)
    health = create_bare_app(lambda: Health(True, {}))
    assert path in {getattr(route, "path", None) for route in health.routes}


def test_the_image_installs_as_the_makefile_does() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for option in ("--require-hashes", "--only-binary=:all:", "--no-deps", "--no-build-isolation"):
        assert option in makefile
        assert option in IMAGE
    assert "USER seemly" in IMAGE.partition("COPY --from=build")[2]


@pytest.mark.deploy
def test_what_the_image_copies_is_enough_to_build_the_package(tmp_path: Path) -> None:
    """The image itself is built by nobody here: there is no container service."""
    context = tmp_path / "context"
    context.mkdir()
    for name in _copied():
        if (ROOT / name).is_dir():
            skipped = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(ROOT / name, context / name, ignore=skipped)
        else:
            shutil.copy(ROOT / name, context / name)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--no-index", "--disable-pip-version-check", "--wheel-dir", tmp_path, context],
        check=True, timeout=110, capture_output=True,
    )  # fmt: skip
    [wheel] = tmp_path.glob("seemly-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"seemly/models.toml", "seemly/policy/default.yaml", "seemly/setup/command.py",
            "seemly/migrations/versions/0001_the_first_schema.py"} <= names  # fmt: skip


@pytest.mark.parametrize("proxy", [CADDY, NGINX], ids=["caddy", "nginx"])
def test_the_proxies_lead_to_the_pages(proxy: str) -> None:
    assert f"127.0.0.1:{Web().port}" in proxy
    assert 'hosts = ["seemly.example.org"]' in proxy
    [megabytes] = re.findall(r"(?:max_size|client_max_body_size) (\d+)", proxy)
    assert int(megabytes) * 1_000_000 > PlazaSite.max_upload


def test_slow_uploads_wait_at_the_proxy_and_visitors_are_told_apart() -> None:
    for line in ("proxy_request_buffering on;", "limit_req zone=", "limit_conn ",
                 "proxy_set_header X-Forwarded-For $remote_addr;"):  # fmt: skip
        assert line in NGINX
    assert "$proxy_add_x_forwarded_for" not in NGINX  # would hand on what a visitor wrote
    assert "request_buffers 21MB" in CADDY
    for proxy in (NGINX, CADDY):
        [named] = re.findall(r"proxies = (\[.+\])", proxy)
        assert Web(proxies=tuple(json.loads(named))).proxies


def test_nginx_passes_the_name_on_and_buffers_no_answers() -> None:
    assert "proxy_set_header Host $host;" in NGINX
    assert "proxy_buffering off;" in NGINX
