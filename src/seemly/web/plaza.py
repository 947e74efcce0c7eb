"""The plaza's pages: threads, forms, names, pictures, and the progress of a request."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from seemly.errors import BadPicture, NotFound, SeemlyError
from seemly.networks.network import Account
from seemly.networks.plaza.sessions import Sessions
from seemly.networks.plaza.threads import Entry
from seemly.networks.plaza.town import Declined, Town, Upload
from seemly.web import desk as desks
from seemly.web import faults, pages
from seemly.web.desk import Desk
from seemly.web.pages import Card
from seemly.web.progress import Progress, Report, events, for_asker, for_onlooker
from seemly.web.security import SANDBOX
from seemly.web.texts import LANGUAGES, load
from seemly.web.visitor import Visitor, recognise, remember

MAX_UPLOAD = 20_000_000  # bytes
MAX_STREAMS = 64  # progress streams at once; each looks five times a second
WAITS = 120.0  # seconds in which a mention may not have become a request yet

Name = Annotated[str, Path(pattern="^[0-9a-f]{24}$")]
Text = Annotated[str, Form()]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class PlazaSite:
    """What the pages stand on. `decode` gives width and height as shown, or raises BadPicture."""

    town: Town
    progress: Callable[[str], Progress | None]  # of a mention's URI
    decode: Callable[[bytes], tuple[int, int]]
    max_upload: int = MAX_UPLOAD
    clock: Callable[[], datetime] = _now
    mint_cookie: Callable[[], str] = secrets.token_urlsafe  # 32 random bytes
    desk: Desk | None = None  # of the operator; None: no such doors


@dataclass(frozen=True)
class Draft:
    """A filled form."""

    handle: str
    text: str
    alt: str
    language: str
    draft: str
    picture: UploadFile | None

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47; none when the form names one we do not offer."""
        return (self.language,) if self.language in LANGUAGES else ()


def _draft(
    text: Text = "",
    handle: Text = "",
    alt: Text = "",
    language: Text = "",
    draft: Text = "",
    picture: Annotated[UploadFile | None, File()] = None,
    camera: Annotated[UploadFile | None, File()] = None,
) -> Draft:
    """A phone has a field of its own for its camera; a chosen file comes first."""
    chosen = picture if picture is not None and picture.filename else camera
    return Draft(handle, text, alt, language, draft, chosen)


def routes(site: PlazaSite) -> APIRouter:
    """All pages of the plaza."""
    router = APIRouter(default_response_class=HTMLResponse)
    plaza = _Plaza(site)
    router.add_api_route("/", plaza.front)
    router.add_api_route("/posts", plaza.begin, methods=["POST"])
    router.add_api_route("/thread/{name}", plaza.thread)
    router.add_api_route("/thread/{name}/events", plaza.events)
    router.add_api_route("/post/{name}", plaza.find)
    router.add_api_route("/post/{name}/picture", plaza.picture)
    router.add_api_route("/post/{name}/replies", plaza.reply, methods=["POST"])
    router.add_api_route("/post/{name}/edit", plaza.edit, methods=["POST"])
    router.add_api_route("/post/{name}/delete", plaza.delete, methods=["POST"])
    router.add_api_route("/account", plaza.account)
    router.add_api_route("/account/name", plaza.take_name, methods=["POST"])
    router.add_api_route("/account/persona", plaza.play, methods=["POST"])
    router.add_api_route("/account/switch", plaza.switch, methods=["POST"])
    router.add_api_route("/account/rest", plaza.rest, methods=["POST"])
    for choose in (site.town.welcome, site.town.unwelcome, site.town.block, site.town.unblock):
        path = f"/account/{choose.__name__}"
        router.add_api_route(path, plaza.choice(choose), methods=["POST"])
    if site.desk is not None:
        router.include_router(desks.routes(site.desk, site.town))
    return router


class _Plaza:
    """The handlers. They run in threads, because the town reads and writes a database."""

    def __init__(self, site: PlazaSite) -> None:
        self._site, self._town = site, site.town
        self._sessions = Sessions(site.town.records)
        self._languages = load("plaza")
        self._streams = 0

    # -- reading ---------------------------------------------------------------------------

    def front(
        self,
        request: Request,
        wish: Annotated[int | None, Query(ge=1, le=pages.WISHES)] = None,
        before: Annotated[int | None, Query(ge=1)] = None,
    ) -> Response:
        """Threads, newest first, and the form to begin one."""
        visitor = self._visitor(request)
        return self._page(
            request,
            visitor,
            "front.html",
            openings=self._town.openings(before),
            text=visitor.texts(f"wish_{wish}", bot=self._town.bot.handle) if wish else "",
            before=before,
        )

    def thread(self, request: Request, name: Name) -> Response:
        """One thread as this visitor may see it."""
        visitor = self._visitor(request)
        entries = self._town.conversation(self._town.uri_of(name), visitor.id)
        cards = self._cards(visitor, entries)
        running = [card for card in cards if card.is_running]
        return self._page(
            request,
            visitor,
            "thread.html",
            cards=cards,
            name=name,
            running=bool(running),
            waiting=any(card.mine for card in running),
        )

    async def events(self, request: Request, name: Name) -> Response:
        """The progress of the thread's requests as server-sent events, until all have ended."""
        if self._streams >= MAX_STREAMS:
            return Response(status_code=503, headers={"Retry-After": "5"})

        visitor = await run_in_threadpool(self._visitor, request)

        def look() -> Sequence[Report]:
            entries = self._town.conversation(self._town.uri_of(name), visitor.id)
            return [card.report for card in self._cards(visitor, entries) if card.report]

        await run_in_threadpool(look)  # a thread that is not there is a 404, not a broken stream

        async def counted() -> AsyncIterator[str]:
            self._streams += 1
            try:
                async for event in events(look):
                    yield event
            finally:
                self._streams -= 1

        return StreamingResponse(counted(), media_type="text/event-stream")

    def find(self, request: Request, name: Name) -> Response:
        """From a post to its place in its thread."""
        row = self._town.row(name, self._visitor(request).id)
        return _go(f"/thread/{row.thread_name}#post-{name}")

    def picture(self, request: Request, name: Name) -> Response:
        """The bytes of a standing post's picture, as they were posted; asked for each time."""
        data, kind = self._town.picture(name, self._visitor(request).id)
        headers = {"Content-Security-Policy": SANDBOX, "Content-Disposition": "inline"}
        return Response(data, media_type=kind, headers=headers)

    # -- posting ---------------------------------------------------------------------------

    def begin(self, request: Request, draft: Annotated[Draft, Depends(_draft)]) -> Response:
        """A new thread."""
        return self._send(request, draft, None)

    def reply(
        self, request: Request, name: Name, draft: Annotated[Draft, Depends(_draft)]
    ) -> Response:
        """An answer."""
        return self._send(request, draft, name)

    def edit(self, request: Request, name: Name, text: Text = "") -> Response:
        """Other words in one's own post."""
        visitor = self._visitor(request)
        try:
            self._town.edit(visitor.speaker, self._town.uri_of(name), text)
        except Declined as refusal:
            return self._again(request, visitor, refusal, f"/post/{name}/edit", text)
        return self.find(request, name)

    def delete(self, request: Request, name: Name) -> Response:
        """One's own post goes."""
        visitor = self._visitor(request)
        row = self._town.row(name, visitor.id)
        self._town.delete(visitor.speaker, row.uri)
        return _go("/" if row.parent is None else f"/thread/{row.thread_name}")

    # -- names -----------------------------------------------------------------------------

    def account(self, request: Request) -> Response:
        """One's names, and what the bot may do under one's posts."""
        return self._page(request, self._visitor(request), "account.html")

    def take_name(self, request: Request, handle: Text = "") -> Response:
        """A new name for this browser."""
        visitor = self._visitor(request)
        try:
            who = self._town.join(handle)
            response = _go("/")
            self._sign_in(request, response, visitor, who)
        except Declined as refusal:
            return self._again(request, visitor, refusal, "/account", "")
        return response

    def play(self, request: Request, account: Text) -> Response:
        """Speak as one of the personas."""
        who = next((p for p in self._town.personas() if p.id == account), None)
        if who is None:
            raise NotFound("there is no such persona")
        response = _go("/")
        self._sign_in(request, response, self._visitor(request), who)
        return response

    def switch(self, request: Request, account: Text) -> Response:
        """Speak as another of one's names."""
        visitor = self._visitor(request)
        if visitor.session is None:
            raise NotFound("nobody is signed in here")
        self._sessions.switch(visitor.session, account)
        return _go("/account")

    def rest(self, request: Request) -> Response:
        """Only read for now."""
        visitor = self._visitor(request)
        if visitor.session is not None:
            self._sessions.rest(visitor.session)
        return _go("/")

    def choice(self, choose: Callable[[str], None]) -> Callable[[Request], Response]:
        """A handler for one of the four choices about the bot."""

        def handle(request: Request) -> Response:
            choose(self._visitor(request).speaker)
            return _go("/account")

        return handle

    # -- parts -----------------------------------------------------------------------------

    def _send(self, request: Request, draft: Draft, answers: str | None) -> Response:
        visitor = self._visitor(request)
        try:
            upload = self._upload(draft)
            who = visitor.id or self._town.join(draft.handle)
            uri = self._publish(who if isinstance(who, str) else who.id, draft, upload, answers)
        except (Declined, BadPicture) as refusal:
            path = "/posts" if answers is None else f"/post/{answers}/replies"
            return self._again(request, visitor, refusal, path, draft.text)
        response = _go(f"/post/{self._town.name_of(uri)}")
        if isinstance(who, Account):
            self._sign_in(request, response, visitor, who)
        return response

    def _publish(self, who: str, draft: Draft, upload: Upload | None, answers: str | None) -> str:
        rest = (draft.text, upload, draft.languages, draft.draft or None)
        if answers is None:
            return self._town.post(who, *rest)
        return self._town.reply(who, self._town.uri_of(answers), *rest)

    def _upload(self, draft: Draft) -> Upload | None:
        """The picture of a form, once it has been decoded. Raises BadPicture."""
        if draft.picture is None or not draft.picture.filename:
            return None
        data = draft.picture.file.read(self._site.max_upload + 1)
        if len(data) > self._site.max_upload:
            raise BadPicture("too_large", "the file is larger than we take")
        width, height = self._site.decode(data)
        return Upload(data, width, height, draft.alt)

    def _visitor(self, request: Request) -> Visitor:
        return recognise(request, self._town, self._sessions, self._languages)

    def _sign_in(
        self, request: Request, response: Response, visitor: Visitor, who: Account
    ) -> None:
        cookie = visitor.cookie or self._site.mint_cookie()
        self._sessions.sign_in(cookie, who)
        remember(request, response, cookie)

    def _cards(self, visitor: Visitor, entries: Sequence[Entry]) -> list[Card]:
        return [Card(e, self._report(visitor, e), mine=e.author.id == visitor.id) for e in entries]

    def _report(self, visitor: Visitor, entry: Entry) -> Report | None:
        if not (entry.names_bot or entry.answers_bot) or entry.row.gone:
            return None
        progress = self._site.progress(entry.row.uri)
        if progress is None:
            age = (self._site.clock() - entry.row.created_at).total_seconds()
            if not entry.names_bot or age > WAITS:
                return None
            progress = Progress("sent")
        tell = for_asker if entry.author.id == visitor.id else for_onlooker
        return tell(entry.row.name, progress, visitor.texts)

    def _again(
        self, request: Request, visitor: Visitor, refusal: SeemlyError, path: str, text: str
    ) -> Response:
        """Why not, with the visitor's own words to try again."""
        sentence = faults.sentence(visitor.texts, 400, refusal)
        more = {"sentence": sentence, "path": path, "text": text}
        return self._page(request, visitor, "again.html", 400, **more)

    def _page(
        self,
        request: Request,
        visitor: Visitor,
        template: str,
        status: int = 200,
        **more: object,
    ) -> Response:
        desk = self._site.desk
        html = pages.render(
            template,
            t=visitor.texts,
            visitor=visitor,
            is_operator=desk is not None and desk.operators.knows(request),
            contact=request.app.state.contact,
            bot=self._town.bot,
            personas=self._town.personas(),
            now=self._site.clock(),
            draft=self._site.mint_cookie(),
            **more,
        )
        language = {"Content-Language": visitor.texts.language, "Vary": "Accept-Language, Cookie"}
        return HTMLResponse(html, status, headers=language)


def _go(path: str) -> Response:
    return RedirectResponse(path, status_code=303)
