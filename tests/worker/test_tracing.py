"""Spans of OpenTelemetry: a request, the run that it starts, and each step, in one trace; none where none is
wished."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from studio.bodies import NewGeneration
from studio.models import Generation
from studio.ops import log_context, tracing
from studio.services.runs import generations
from studio.web import request_ids
from tests.live_studio import ROOT
from tests.studio.browsers import make_canvas, make_person, make_project
from tests.worker.networks import Guess
from worker.engine import Engine

REQUEST = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    tracer = tracing.tracer_of(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "tracer", lambda: tracer)
    return exporter


@pytest.fixture
def no_tracing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    tracing.tracer.cache_clear()
    yield
    tracing.tracer.cache_clear()


async def answered(path: str) -> None:
    """Let one request through the application's outermost layer."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        log_context.note(project="p1")
        await send({"type": "http.response.start", "status": 404})

    async def send(message: Any) -> None:
        pass

    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    await request_ids.WithRequestId(application)(scope, None, send)


def run_of(request: str | None) -> Generation:
    """A generation of 3 steps that a request started, run to its end."""
    person = make_person("Ana")
    with log_context.within(request=request):
        generation = generations.start(
            canvas=make_canvas(make_project(person), num_bars=1),
            user=person,
            request=NewGeneration(settings={"num_steps": 3}, num_candidates=1, seed=7),
        )
    generation.frozen["states"] = [[2] * len(row) for row in generation.frozen["states"]]
    generation.frozen["pins"] = [[False] * len(row) for row in generation.frozen["pins"]]
    generation.save(update_fields=["frozen"])
    Engine("test", load=lambda *_: Guess()).work()
    return generation


async def test_a_request_has_a_span_without_the_secrets_of_its_address(
    exporter: InMemorySpanExporter,
) -> None:
    await answered("/sign-in/secret")
    (span,) = exporter.get_finished_spans()
    assert span.name == "GET request"
    assert span.parent is None
    assert span.resource.attributes["service.name"] == "sunmask-studio"
    assert span.attributes["url.path"] == "/sign-in/..."
    assert span.attributes["http.response.status_code"] == 404
    assert span.attributes["project"] == "p1"
    assert f"{span.context.trace_id:032x}" == span.attributes["request"]


@pytest.mark.django_db(transaction=True)
def test_a_run_hangs_below_its_request_and_its_steps_below_the_run(exporter: InMemorySpanExporter) -> None:
    tracing.end(tracing.begin_request(REQUEST, "POST request"))
    generation = run_of(REQUEST)
    spans: dict[str, list[ReadableSpan]] = {}
    for span in exporter.get_finished_spans():
        spans.setdefault(span.name, []).append(span)
    (request,), (run,), steps = spans["POST request"], spans["run"], spans["step"]
    assert {f"{span.context.trace_id:032x}" for span in (request, run, *steps)} == {REQUEST}
    assert run.parent.span_id == request.context.span_id
    assert (run.attributes["generation"], run.attributes["last_step"]) == (str(generation.pk), 3)
    assert [span.attributes["step"] for span in steps] == [1, 2, 3]
    assert {span.parent.span_id for span in steps} == {run.context.span_id}
    assert all(run.start_time <= span.start_time <= span.end_time <= run.end_time for span in steps)


@pytest.mark.django_db(transaction=True)
def test_a_run_that_no_request_started_has_a_trace_of_its_own(exporter: InMemorySpanExporter) -> None:
    run_of(None)
    (run,) = [span for span in exporter.get_finished_spans() if span.name == "run"]
    assert run.parent is None


@pytest.mark.usefixtures("no_tracing")
def test_where_no_collector_is_named_there_is_no_span_and_nothing_is_loaded() -> None:
    assert tracing.begin_request(REQUEST, "GET request") is None
    assert tracing.begin_work(REQUEST, "run") is None
    tracing.add_step(None, 0)
    tracing.end(None)
    code = "import sys, studio.asgi; sys.exit('opentelemetry.sdk.trace' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 0


@pytest.mark.usefixtures("no_tracing")
def test_without_the_packages_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    for _ in range(2):
        assert tracing.begin_request(REQUEST, "GET request") is None
    assert caplog.text.count("no spans are sent") == 1
