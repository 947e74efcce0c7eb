"""A real server, Debian's Chromium, and a listener that hears whatever tries to leave the machine.

The bot here is a stand-in: a test moves it from state to state, so that nothing waits for time.
"""

from __future__ import annotations

import base64
import io
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.networks.plaza.conftest import marked, words

from seemly.decoding import decode
from seemly.networks.network import Account, FrozenPost
from seemly.networks.plaza import tables
from seemly.networks.plaza.plaza import Plaza
from seemly.networks.plaza.town import Town
from seemly.pictures import PictureStore
from seemly.posts import Kind, post_key
from seemly.store import open_engine
from seemly.web.app import Health, create_app, listen, server
from seemly.web.plaza import PlazaSite
from seemly.web.progress import Progress

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chromium would ask its maker what the fields of every form mean.
    "--disable-features=AutofillServerCommunication,OptimizationHints,MediaRouter,Translate",
]
#: Chromium itself, whatever page it shows and whatever flags it gets, asks these for updates, a
#: log-in, the time and a spelling dictionary. Here it reaches nobody: the proxy only writes down.
CHROMIUMS_OWN = (
    "update.googleapis.com",
    "accounts.google.com",
    "clients2.google.com",
    "redirector.gvt1.com",
)
BOT = Account("bot", "seemly", is_bot=True)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Bot:
    """Hears through the adapter and answers through it, when a test says so."""

    plaza: Plaza
    progress: dict[str, Progress] = field(default_factory=dict)

    def hears(self) -> str:
        """The newest mention."""
        return self.plaza.hear(None).mentions[-1].post.uri

    def moves(self, mention: str, *states: str) -> None:
        """Through these states."""
        for state in states:
            self.progress[mention] = Progress(state)

    def answers(self, mention: str, picture: bytes, text: str, alt: str) -> str:
        """Publish a picture, once."""
        saying = marked(mention, picture, text)
        saying = type(saying)(**{**saying.__dict__, "alt_text": alt, "media_type": "image/png"})
        uri = self.plaza.publish(saying, self._frozen(saying, mention, Kind.PICTURE))
        self.progress[mention] = Progress("published", ended=True, picture_uri=uri)
        return uri

    def refuses(self, mention: str, text: str, to: str) -> None:
        """Tell the asker alone."""
        saying = words(mention, text)
        self.plaza.tell(saying, self._frozen(saying, mention, Kind.REFUSAL, to))
        self.progress[mention] = Progress(
            "refused", "not with this picture", ended=True, reached="screened"
        )

    def _frozen(self, saying: object, mention: str, kind: Kind, to: str = "") -> FrozenPost:
        thread = self.plaza.thread(mention)
        assert thread is not None
        record = self.plaza.freeze(saying, thread, _now())  # type: ignore[arg-type]
        return FrozenPost(post_key(mention, kind), record, to)


@dataclass
class Served:
    """The plaza as it serves."""

    address: str
    bot: Bot
    town: Town


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    engine = open_engine(f"sqlite:///{tmp_path}/plaza.sqlite3")
    mine = [tables.accounts, tables.posts, tables.blocks, tables.sessions, tables.keyring]
    tables.accounts.metadata.create_all(engine, tables=mine)
    pictures = PictureStore(tmp_path / "pictures")
    bot = Bot(Plaza(engine, pictures, BOT, _now))
    town = Town(engine, pictures, BOT, _now, lambda: secrets.token_hex(12))
    site = PlazaSite(town, progress=bot.progress.get, decode=_size)
    listener = listen(0)
    running = server(create_app(site, health=lambda: Health(True, {})))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", bot, town)
    running.should_exit = True
    thread.join(timeout=10)
    listener.close()
    engine.dispose()
    assert not thread.is_alive()


def _size(data: bytes) -> tuple[int, int]:
    height, width = decode(data).pixels.shape[:2]
    return width, height


@dataclass
class Watch:
    """What pages asked for and complained of."""

    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def outside() -> Iterator[tuple[int, list[str]]]:
    """A stand-in for the rest of the world: the browser's proxy, which only writes down."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[str] = []

    def write_down() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                line = connection.recv(200).decode("latin-1").partition("\r")[0]
                if not any(host in line for host in CHROMIUMS_OWN):
                    heard.append(line)

    thread = threading.Thread(target=write_down, daemon=True)
    thread.start()
    yield listener.getsockname()[1], heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def chromium(outside: tuple[int, list[str]]) -> Iterator[Browser]:
    port, _ = outside
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=QUIET,
            proxy={"server": f"http://127.0.0.1:{port}", "bypass": "127.0.0.1"},
        )
        yield browser
        browser.close()


@dataclass
class Visits:
    """Opens browsers of different kinds and keeps watch over all of them."""

    browser: Browser
    served: Served
    watch: Watch = field(default_factory=Watch)
    contexts: list[BrowserContext] = field(default_factory=list)

    def with_scripts(self, **kind: object) -> Page:
        """A fresh browser with JavaScript."""
        return self._open(**kind)

    def without_scripts(self, **kind: object) -> Page:
        """A fresh browser without."""
        return self._open(java_script_enabled=False, **kind)

    def _open(self, **kind: object) -> Page:
        context = self.browser.new_context(base_url=self.served.address, **kind)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        context.on("request", lambda request: self.watch.requested.append(request.url))
        context.on("console", lambda message: self._complain(message.type, message.text))
        context.on("weberror", lambda fault: self.watch.complaints.append(str(fault.error)))
        context.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " e => console.error('violates ' + e.violatedDirective + ' ' + e.blockedURI))"
        )
        return context.new_page()

    def _complain(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.watch.complaints.append(text)


@pytest.fixture
def visits(chromium: Browser, served: Served, outside: tuple[int, list[str]]) -> Iterator[Visits]:
    """Browsers; at the end nothing left the machine and nothing broke the policy."""
    made = Visits(chromium, served)
    yield made
    for context in made.contexts:
        context.close()
    elsewhere = [url for url in made.watch.requested if not url.startswith(served.address + "/")]
    assert made.watch.requested
    assert elsewhere == []
    assert made.watch.complaints == []
    assert outside[1] == []


def accessible(page: Page) -> None:
    """WCAG 2 A and AA and axe's best practices, on the page as it stands."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


BRING = """
([data, how, where]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const held = new DataTransfer();
  held.items.add(new File([bytes], "dog.png", { type: "image/png" }));
  const event = { bubbles: true, cancelable: true };
  document.querySelector(where).dispatchEvent(how === "paste"
    ? new ClipboardEvent("paste", { ...event, clipboardData: held })
    : new DragEvent("drop", { ...event, dataTransfer: held }));
}
"""


def bring(page: Page, picture: bytes, how: str, where: str) -> None:
    """A PNG, as a clipboard ("paste") or a hand ("drop") would bring it to an element."""
    page.evaluate(BRING, [base64.b64encode(picture).decode(), how, where])


def drawn_dog(*, hat: bool) -> bytes:
    """A drawn dog, as PNG."""
    picture = Image.new("RGB", (1280, 960), "#bfe3f2")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((980, 80, 1150, 250), fill="#ffe08a")
    draw.ellipse((-300, 640, 1000, 1400), fill="#9ccf8a")
    draw.ellipse((500, 680, 1700, 1500), fill="#86bf78")
    draw.ellipse((420, 520, 820, 900), fill="#b9814f")
    draw.rounded_rectangle((460, 780, 540, 910), 36, fill="#a87243")
    draw.rounded_rectangle((700, 780, 780, 910), 36, fill="#a87243")
    draw.ellipse((470, 260, 770, 560), fill="#c48e5b")
    draw.ellipse((410, 280, 520, 500), fill="#7d5230")
    draw.ellipse((720, 280, 830, 500), fill="#7d5230")
    draw.ellipse((545, 410, 695, 550), fill="#ecd2b0")
    for x in (560, 650):
        draw.ellipse((x, 365, x + 36, 405), fill="#2c211a")
        draw.ellipse((x + 8, 371, x + 18, 381), fill="#ffffff")
    draw.ellipse((588, 430, 652, 476), fill="#2c211a")
    draw.arc((570, 460, 622, 520), 20, 160, fill="#2c211a", width=6)
    draw.arc((618, 460, 670, 520), 20, 160, fill="#2c211a", width=6)
    if hat:
        draw.polygon([(540, 290), (700, 290), (620, 70)], fill="#d8587a")
        for row, (y, half) in enumerate([(250, 60), (190, 40), (130, 18)]):
            colour = ["#ffe08a", "#8fd3c1", "#ffffff"][row]
            draw.line((620 - half, y + 14, 620 + half, y - 14), fill=colour, width=16)
        draw.ellipse((594, 44, 646, 96), fill="#ffe08a")
    file = io.BytesIO()
    picture.resize((960, 720), Image.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()
