"""What a browser sees when something is wrong: one calm page, in its language."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from seemly.errors import BadPicture, NotFound, SeemlyError, TryLater
from seemly.networks.plaza.town import Declined
from seemly.web import pages
from seemly.web.security import HEADERS
from seemly.web.texts import Texts, choose, load

_log = structlog.get_logger()
_languages = load("plaza")


def add_to(app: FastAPI) -> None:
    """Let the application answer faults with these pages."""
    app.add_exception_handler(SeemlyError, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_exception_handler(Exception, _unknown)


async def _known(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, SeemlyError)
    return _page(request, _status(fault), fault)


async def _http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    return _page(request, fault.status_code)


async def _misshapen(request: Request, _fault: Exception) -> Response:
    # A path that is no post's name is simply not there.
    return _page(request, 404 if request.method == "GET" else 400)


async def _unknown(request: Request, fault: Exception) -> Response:
    # This handler stands outside all middleware: the headers have to come from here.
    _log.error("a page failed", path=request.url.path, fault=repr(fault))
    response = _page(request, 500)
    response.headers.update(HEADERS)
    return response


def _status(fault: SeemlyError) -> int:
    match fault:
        case NotFound():
            return 404
        case Declined() | BadPicture():
            return 400
        case TryLater():
            return 503
        case _:
            return 500


def _page(request: Request, status: int, fault: SeemlyError | None = None) -> Response:
    texts = _languages[choose(request.headers.get("accept-language", ""))]
    contact = request.app.state.contact
    html = pages.render(
        "fault.html", t=texts, sentence=sentence(texts, status, fault), contact=contact
    )
    return HTMLResponse(html, status, headers={"Content-Language": texts.language})


def sentence(texts: Texts, status: int, fault: SeemlyError | None) -> str:
    """What is wrong, in the reader's language."""
    if isinstance(fault, BadPicture):
        return texts("refused_picture")
    if isinstance(fault, Declined) and texts.says(f"declined_{fault.reason}"):
        return texts(f"declined_{fault.reason}")
    if texts.says(f"fault_{status}"):
        return texts(f"fault_{status}")
    return HTTPStatus(status).phrase
