"""Spans for OpenTelemetry, sent where OTEL_EXPORTER_OTLP_ENDPOINT says: requests, runs and their steps.

A run's span hangs below that of the request that started it, in whichever process either is, since both of
their ids follow from the request's. Without the variable, or the extra `tracing`, there is no span and
nothing is loaded.
"""

import hashlib
import logging
import threading
from functools import cache
from typing import Any

from studio.environment import environment

logger = logging.getLogger(__name__)

SERVICE = "sunmask-studio"
Span = Any
"""A span of OpenTelemetry."""

_forced = threading.local()


@cache
def tracer() -> Any | None:
    """None where nothing is sent."""
    if not environment().has_tracing:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as missing:
        logger.warning("no spans are sent: %s is missing, of sunmask-studio[tracing]", missing.name)
        return None
    return tracer_of(BatchSpanProcessor(OTLPSpanExporter()))


def tracer_of(processor: Any) -> Any:
    """A tracer whose spans go to a processor of OpenTelemetry's."""
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        """Random, but for the span that `begin_request` begins."""

        def generate_trace_id(self) -> int:
            return getattr(_forced, "trace", None) or super().generate_trace_id()

        def generate_span_id(self) -> int:
            return getattr(_forced, "span", None) or super().generate_span_id()

    # what the environment says (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) counts more
    resource = Resource.create({"service.name": SERVICE}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=resource, id_generator=Ids())
    provider.add_span_processor(processor)
    return provider.get_tracer(SERVICE)


def begin_request(request: str, name: str) -> Span | None:
    """Begin the span of a request with this id; None where nothing is sent."""
    if (its := tracer()) is None:
        return None
    from opentelemetry.context import Context

    _forced.trace, _forced.span = _ids_of(request)
    try:
        return its.start_span(name, context=Context())
    finally:
        _forced.trace = _forced.span = None


def begin_work(request: str | None, name: str, /, **attributes: Any) -> Span | None:
    """Begin a span of work that a request led to, if one did; None where nothing is sent."""
    if (its := tracer()) is None:
        return None
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    context = Context()
    if request is not None:
        trace, span = _ids_of(request)
        parent = SpanContext(trace, span, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
        context = set_span_in_context(NonRecordingSpan(parent), context)
    return its.start_span(name, context=context, attributes=_given(attributes))


def add_step(run: Span | None, began_ns: int, **attributes: Any) -> None:
    """A step of a run that ends now. began_ns: its beginning, since 1970."""
    its = tracer()
    if run is None or its is None:
        return
    from opentelemetry.trace import set_span_in_context

    context = set_span_in_context(run)
    its.start_span("step", context=context, start_time=began_ns, attributes=_given(attributes)).end()


def end(span: Span | None, **attributes: Any) -> None:
    """End a span; the second time nothing happens."""
    if span is not None and span.is_recording():
        span.set_attributes(_given(attributes))
        span.end()


def _ids_of(request: str) -> tuple[int, int]:
    """Ids of the trace and of the span of a request. An id of our own is that of the trace as it is."""
    digest = hashlib.sha256(request.encode()).digest()
    try:
        trace = int(request, 16) if len(request) == 32 else 0
    except ValueError:
        trace = 0
    return trace or int.from_bytes(digest[:16]), int.from_bytes(digest[16:24])


def _given(attributes: dict[str, Any]) -> dict[str, str | int | float]:
    return {
        name: value if isinstance(value, int | float) else str(value)
        for name, value in attributes.items()
        if value is not None
    }
