"""The protocol as programs and people read it."""

import json
import typing
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from pydantic import TypeAdapter

from studio import bodies, models, protocol


@pytest.fixture(scope="module")
def schema() -> dict:
    out = StringIO()
    call_command("export_protocol", stdout=out)
    return json.loads(out.getvalue())


def test_the_schema_names_every_message_and_body(schema: dict) -> None:
    named = {
        value.__name__
        for module in (protocol, bodies)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, protocol.Message)
    }
    named -= {"Message", "Request"}
    assert named | {"Payload", "ServerMessage", "ClientMessage", "NewJob"} == set(schema["$defs"])


def test_what_the_studio_sends_is_whole_and_a_request_may_leave_out_what_has_a_default(schema: dict) -> None:
    definitions = schema["$defs"]
    assert set(definitions["Act"]["required"]) == set(definitions["Act"]["properties"])
    assert definitions["NewBranch"]["required"] == ["candidate", "step"]
    assert definitions["SendPresence"]["required"] == ["type"]


def test_every_body_of_the_api_is_a_request_and_no_answer_is(db: None) -> None:
    described = Client(HTTP_HOST="localhost").get("/api/openapi.json").json()
    requests = {model.__name__ for model in _subclasses(protocol.Request)}
    taken, answered = set(), set()
    for path in described["paths"].values():
        for operation in path.values():
            taken |= _references(operation.get("requestBody", {}))
            answered |= _references(operation["responses"])
    assert taken - requests == {"Pace"}
    assert answered
    assert not answered & requests


def _subclasses(model: type) -> set[type]:
    return {model}.union(*(_subclasses(one) for one in model.__subclasses__()))


def _references(node: object) -> set[str]:
    return {part.split('"')[0] for part in json.dumps(node).split('"#/components/schemas/')[1:]}


def test_every_reference_of_the_schema_leads_somewhere(schema: dict) -> None:
    text = json.dumps(schema)
    names = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert names <= set(schema["$defs"])


@pytest.mark.parametrize("union", ["Payload", "ServerMessage", "ClientMessage"])
def test_the_unions_name_all_their_messages(union: str, schema: dict) -> None:
    members = typing.get_args(typing.get_args(getattr(protocol, union))[0])
    listed = [entry["$ref"].rsplit("/", 1)[1] for entry in schema["$defs"][union]["oneOf"]]
    assert listed == [member.__name__ for member in members]


def test_a_message_with_a_field_too_many_is_no_message() -> None:
    adapter = TypeAdapter(protocol.ClientMessage)
    assert isinstance(adapter.validate_python({"type": "ping"}), protocol.Ping)
    with pytest.raises(ValueError, match="extra"):
        adapter.validate_python({"type": "ping", "role": "owner"})


def test_people_can_read_the_socket_beside_the_api(db: None) -> None:
    browser = Client(HTTP_HOST="localhost")
    page = browser.get("/api/docs/socket").content.decode()
    for word in ("document.update", "resume", "welcome", "lagging", "4403"):
        assert word in page
    assert browser.get("/api/docs").status_code == 200
    assert "/api/canvases/{canvas_id}/generations" in browser.get("/api/openapi.json").json()["paths"]


@pytest.mark.parametrize(
    "name", ["ActKind", "GenerationState", "JobKind", "JobState", "Outcome", "Purpose", "Role", "Requested"]
)
def test_rows_and_messages_know_the_same_values(name: str) -> None:
    assert set(typing.get_args(getattr(protocol, name))) == set(getattr(models, name).values)
