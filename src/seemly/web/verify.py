"""The page where anybody asks whether a picture came from here: nothing of it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from seemly import envelope
from seemly.errors import BadPicture, CheckFailed, NetworkFault, NotFound
from seemly.verified import Finding, LedgerProof, Named
from seemly.web import pages, uploads
from seemly.web.pace import TooSlow
from seemly.web.security import SANDBOX
from seemly.web.texts import LANGUAGES, Texts, choose, load
from seemly.web.turns import Turns, household

MAX_UPLOAD = 20_000_000  # bytes
COMING = 16  # questions at once, while their pictures still come in; more are asked to come back
HOUSEHOLD = 3  # of these, from one household
REQUESTS = 8  # questions at once whose picture is there
LOOKS = 2  # at once, so that whoever waits for a picture is not kept waiting
BUSY_SECONDS = 10  # after which to come back

PublicId = Annotated[str, Path(pattern="^[0-9a-z]{10}$")]
Language = Annotated[str, Query(alias="lang")]
Number = Annotated[str | None, Query(alias="id", max_length=40)]


@dataclass(frozen=True)
class VerifySite:
    """What the page stands on. `look` raises BadPicture and CheckFailed, `picture`, `proof` and
    `named` NotFound, `fetch` NetworkFault."""

    look: Callable[[bytes], Finding]
    picture: Callable[[str], tuple[bytes, str]]
    proof: Callable[[str], LedgerProof]
    fetch: Callable[[str], bytes]
    turns: Turns
    named: Callable[[str], Named]


class Problem(Exception):
    """Why there is no answer. `code` names a sentence of the texts."""

    def __init__(self, code: str, status: int, wait: float = 0.0) -> None:
        super().__init__(code)
        self.code, self.status, self.wait = code, status, wait

    @property
    def headers(self) -> dict[str, str]:
        """When to come back."""
        return {"Retry-After": str(int(self.wait) + 1)} if self.wait else {}


class Counter:
    """Lets so many in at once: what is uploaded stays in memory, and looking takes a processor.

    Whoever sends slowly, or names a link that answers slowly, takes no place of those whose picture
    is there already, and no more places than one household has.
    """

    def __init__(self) -> None:
        self._coming: dict[str, int] = {}  # by whom; nobody stays in here
        self._inside = 0
        self._looks = asyncio.Semaphore(LOOKS)

    @asynccontextmanager
    async def coming(self, who: str, most: int) -> AsyncIterator[None]:
        """For the whole of a request. Raises Problem where too many come, or `most` of one's."""
        mine = self._coming.get(who, 0)
        if mine >= most or sum(self._coming.values()) >= COMING:
            raise Problem("busy", 503, BUSY_SECONDS)
        self._coming[who] = mine + 1
        try:
            yield
        finally:
            self._coming[who] -= 1
            if not self._coming[who]:
                del self._coming[who]

    @asynccontextmanager
    async def admitted(self) -> AsyncIterator[None]:
        """Once its picture is there. Raises Problem where too many are inside."""
        if self._inside >= REQUESTS:
            raise Problem("busy", 503, BUSY_SECONDS)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def look(self, look: Callable[[bytes], Finding], picture: bytes) -> Finding:
        """When it is its turn."""
        async with self._looks:
            return await run_in_threadpool(look, picture)


async def received(request: Request, files: int) -> uploads.Upload:
    """The form of a request. Raises Problem."""
    try:
        return await uploads.read(request, files)
    except uploads.BadForm as fault:
        raise Problem("nothing", 400) from fault
    except TooSlow as fault:
        raise Problem("slow", fault.status_code) from fault
    except HTTPException as fault:
        raise Problem("too_many_bytes", fault.status_code) from fault


def routes(site: VerifySite, counter: Counter) -> APIRouter:
    """The page, its pictures and its proofs."""
    router = APIRouter(default_response_class=HTMLResponse)
    page = _Page(site, counter)
    router.add_api_route("/verify", page.form)
    router.add_api_route("/verify", page.ask, methods=["POST"])
    router.add_api_route("/verify/picture/{public_id}", page.picture)
    router.add_api_route("/verify/proof/{public_id}.json", page.proof)
    return router


class _Page:
    def __init__(self, site: VerifySite, counter: Counter) -> None:
        self._site, self._counter = site, counter
        self._languages = load("verify")

    def form(self, request: Request, language: Language = "", public_id: Number = None) -> Response:
        """The question; with a number, what was published under it."""
        texts = self._texts(request, language)
        if public_id is None:
            return self._page(texts)
        try:
            self._take_turn(request)
            return self._page(texts, named=self._site.named(public_id.strip().lower()))
        except Problem as problem:
            return self._page(texts, problem=problem)
        except NotFound:
            return self._page(texts, problem=Problem("number", 404))

    async def ask(self, request: Request, language: Language = "") -> Response:
        """The answer."""
        texts = self._texts(request, language)
        try:
            self._take_turn(request)
            async with self._counter.coming(_who(request), HOUSEHOLD):
                data = await self._asked(request)
                async with self._counter.admitted():
                    finding = await self._counter.look(self._site.look, data)
        except Problem as problem:
            return self._page(texts, problem=problem)
        except BadPicture as fault:
            return self._page(texts, problem=Problem(fault.reason, 400))
        except CheckFailed:
            return self._page(texts, problem=Problem("unchecked", 503, BUSY_SECONDS))
        return self._page(texts, finding=finding)

    def picture(self, public_id: PublicId) -> Response:
        """What was published, while it stands; asked for each time."""
        data, kind = self._site.picture(public_id)
        headers = {"Content-Security-Policy": SANDBOX, "Content-Disposition": "inline"}
        return Response(data, media_type=kind, headers=headers)

    def proof(self, request: Request, public_id: PublicId) -> Response:
        """For `seemly ledger check`, offline."""
        if self._site.turns.take(_who(request)):
            raise HTTPException(429)
        name = f'attachment; filename="seemly-{public_id}.json"'
        body = envelope.result("ledger.proof", self._site.proof(public_id))
        return Response(body, media_type="application/json", headers={"Content-Disposition": name})

    def _take_turn(self, request: Request) -> None:
        wait = self._site.turns.take(_who(request))
        if wait:
            raise Problem("too_often", 429, wait)

    async def _asked(self, request: Request) -> bytes:
        """The picture, uploaded or behind the link. Raises Problem."""
        form = await received(request, files=1)
        link = form.fields.get("link", "").strip()
        if form.files:
            return form.files[0]
        if not link:
            raise Problem("nothing", 400)
        try:
            return await run_in_threadpool(self._site.fetch, link)
        except NetworkFault as fault:
            # One sentence for whatever went wrong: this is no way to look into our own network.
            raise Problem("link", 400) from fault

    def _texts(self, request: Request, language: str) -> Texts:
        accepted = choose(request.headers.get("accept-language", ""))
        return self._languages[language if language in LANGUAGES else accepted]

    def _page(
        self,
        texts: Texts,
        finding: Finding | None = None,
        problem: Problem | None = None,
        named: Named | None = None,
    ) -> Response:
        html = pages.render(
            "verify.html",
            v=texts,
            finding=finding,
            named=named,
            problem=None if problem is None else _sentence(texts, problem),
            largest=MAX_UPLOAD,
        )
        headers = {"Content-Language": texts.language, "Vary": "Accept-Language"}
        if problem is None:
            return HTMLResponse(html, headers=headers)
        return HTMLResponse(html, problem.status, headers | problem.headers)


def _sentence(texts: Texts, problem: Problem) -> str:
    key = f"problem_{problem.code}"
    return texts(key if texts.says(key) else "problem_picture")


def _who(request: Request) -> str:
    return household(request.client.host if request.client is not None else "")
