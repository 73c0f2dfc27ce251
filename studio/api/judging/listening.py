"""Listening tests of a project, and what somebody with a link but no account hears and answers."""

import secrets
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from studio import access, addresses, bodies, limits
from studio.api.requests import SignedInRequest
from studio.models import ListeningLink, ListeningTest, User
from studio.reads.judging import listening as reads
from studio.reads.rows import person, said_of
from studio.services.collection import listening
from studio.services.people import browsers
from studio.services.people.browsers import Browser
from studio.services.sign_in import address_of

router = Router()


@router.get("/projects/{project_id}/listening-tests", response=list[bodies.ListeningTest])
def of_project(request: SignedInRequest, project_id: UUID):
    """All listening tests of a project, the newest first."""
    return reads.of_project(access.project_for(request.user, project_id, may="see"))


@router.post("/projects/{project_id}/listening-tests", response={201: bodies.ListeningTest})
def create(request: SignedInRequest, project_id: UUID, body: bodies.NewListeningTest):
    """A listening test: takes of one kind beside pieces of people."""
    project = access.project_for(request.user, project_id, may="curate")
    return Status(201, reads.described(listening.create(project=project, user=request.user, request=body)))


@router.get("/listening-tests/{test_id}", response=bodies.ListeningTest)
def listening_test(request: SignedInRequest, test_id: UUID):
    """How far it is; its result once it is over."""
    return reads.described(access.listening_test_for(request.user, test_id, may="see"))


@router.post("/listening-tests/{test_id}/end", response=bodies.ListeningTest)
def end(request: SignedInRequest, test_id: UUID):
    """End it before its rule does; the result says so."""
    row = access.listening_test_for(request.user, test_id, may="own")
    return reads.described(listening.end_by_hand(test=row))


@router.post("/listening-tests/{test_id}/bin", response=bodies.ListeningTest)
def bin_listening_test(request: SignedInRequest, test_id: UUID):
    """Put it in the bin, from which it can be restored; its links lead nowhere meanwhile."""
    row = access.listening_test_for(request.user, test_id, may="own")
    return reads.described(listening.put_in_bin(test=row))


@router.post("/listening-tests/{test_id}/restore", response=bodies.ListeningTest)
def restore_listening_test(request: SignedInRequest, test_id: UUID):
    row = access.listening_test_for(request.user, test_id, may="own")
    return reads.described(listening.restore(test=row))


@router.get("/listening-tests/{test_id}/links", response=list[bodies.ListeningLink])
def links(request: SignedInRequest, test_id: UUID):
    """The active links. Their addresses are shown only when they are made."""
    row = access.listening_test_for(request.user, test_id, may="see")
    return [_link(link) for link in listening.valid_links(row).select_related("created_by")]


@router.post("/listening-tests/{test_id}/links", response={201: bodies.ListeningLink})
def make_link(request: SignedInRequest, test_id: UUID, body: bodies.NewListeningLink):
    """A link by which anybody may take part, without an account, each browser once."""
    row = access.listening_test_for(request.user, test_id, may="own")
    link, token = listening.make_link(test=row, user=request.user, days=body.days)
    return Status(201, _link(link, addresses.link(request, f"listen/{token}")))


@router.delete("/listening-tests/{test_id}/links/{listening_link_id}", response={204: None})
def revoke(request: SignedInRequest, test_id: UUID, listening_link_id: str):
    """End a link at once; answers that came by it stay."""
    row = access.listening_test_for(request.user, test_id, may="own")
    listening.revoke(test=row, link=listening_link_id)
    return Status(204, None)


def _link(row: ListeningLink, url: str = "") -> bodies.ListeningLink:
    return said_of(row, bodies.ListeningLink, url=url, created_by=person(row.created_by))


@router.get("/listen/{token}", auth=None, response=bodies.Listening)
def listened(request: HttpRequest, response: HttpResponse, token: str):
    """What a link is about, and how far this browser is; nothing of which pieces there are."""
    row = _opened(request, response, token)
    return _seen(request, row, browsers.browser_of(request))


@router.post("/listen/{token}/begin", auth=None, response=bodies.Listening)
def begin(request: HttpRequest, response: HttpResponse, token: str, body: bodies.NewListener):
    """Take part, each browser once: a signed cookie says which it is."""
    row = _opened(request, response, token)
    known = browsers.browser_of(request)
    if access.listener_in(row, None if known is None else known.id) is None:
        limits.spend(limits.LISTENERS, address_of(request))
    if known is None:
        known = Browser(secrets.token_urlsafe(12), request.user.pk)
        browsers.mark(response, known, known.person)
    listening.begin(test=row, browser=known.id, skill=body.skill, is_member=_is_member(request, row))
    return _seen(request, row, known)


@router.post("/listen/{token}/questions", auth=None, response=bodies.Question)
def next_question(request: HttpRequest, response: HttpResponse, token: str):
    """The piece to hear next, the same until it is answered; 409 when there are no more."""
    row = _opened(request, response, token)
    known = browsers.browser_of(request)
    listener = access.listener_in(row, None if known is None else known.id)
    if listener is None:
        raise access.not_begun()
    return reads.question(listening.next_question(listener=listener))


@router.post("/listen/{token}/questions/{question_id}", auth=None, response=bodies.Listening)
def answer(
    request: HttpRequest, response: HttpResponse, token: str, question_id: UUID, body: bodies.NewAnswer
):
    """Whether a person or a model made it, by one's own ear."""
    row = _opened(request, response, token)
    known = browsers.browser_of(request)
    question = access.question_of(access.listener_in(row, None if known is None else known.id), question_id)
    listening.answer(question=question, says_model=body.says == "model", heard=body.heard)
    return _seen(request, access.listening_test_by_link(token), known)


def _opened(request: HttpRequest, response: HttpResponse, token: str) -> ListeningTest:
    response["X-Robots-Tag"] = "noindex, nofollow"
    limits.spend(limits.LISTENING, address_of(request))
    return access.listening_test_by_link(token)


def _seen(request: HttpRequest, row: ListeningTest, browser: Browser | None) -> bodies.Listening:
    listener = access.listener_in(row, None if browser is None else browser.id)
    return reads.of_listener(row, listener, is_member=_is_member(request, row))


def _is_member(request: HttpRequest, row: ListeningTest) -> bool:
    return isinstance(request.user, User) and access.may(request.user, row.project, "see")
