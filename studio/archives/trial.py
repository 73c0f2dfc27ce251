"""Whether a whole archive can be rows here, found out before the first row is written; needs no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Any

from studio import limits, protocol
from studio.archives import campaigns, checking, listening, records
from studio.archives.reading import Archive, refused
from studio.documents import store
from studio.errors import StudioError
from studio.services.collection import takes
from sunmask.kinds.codec import Codec


def check(file: IO[bytes]) -> None:
    """Read every line. Raises StudioError 422, with the reason, for an archive that cannot be taken."""
    archive = Archive(file)
    try:
        _Trial(archive).run()
    finally:
        archive.close()


class _Trial:
    """One archive: its canvases, then what names takes of any of them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.takes: set[tuple[int, int]] = set()
        """Canvas and number."""
        self.sources: list[records.TakePlace] = []

    def run(self) -> None:
        for number in self.archive.canvases:
            _CanvasTrial(self, number).run()
        for place in self.sources:
            self._check_place(place)
        for ranking in self.archive.records("rankings.jsonl", records.RankingRecord):
            self._check_ranking(ranking)
        for number in self.archive.campaigns:
            campaigns.check(self.archive, number, self._check_place)
        for number in self.archive.listening_tests:
            listening.check(self.archive, number, self._check_place)

    def _check_place(self, place: records.TakePlace) -> None:
        if (place.canvas, place.take) not in self.takes:
            raise refused(
                f"Take {place.take} of canvas {place.canvas} is mentioned, but it is not in this archive."
            )

    def _check_ranking(self, record: records.RankingRecord) -> None:
        if len(record.takes) > limits.TAKES_PER_RANKING:
            raise refused(f"A ranking has at most {limits.TAKES_PER_RANKING} takes.")
        for duel in record.duels:
            if duel.left == duel.right:
                raise refused("A vote in this archive compares a take with itself.")
        for place in [*record.takes, *(place for duel in record.duels for place in (duel.left, duel.right))]:
            self._check_place(place)


@dataclass(frozen=True)
class _Made:
    """The bounds that takes of a generation must fit."""

    content: dict[str, Any]
    num_candidates: int
    first_step: int
    last_step: int


@dataclass
class _CanvasTrial:
    """One canvas with all that belongs to it."""

    whole: _Trial
    number: int
    generations: dict[int, _Made] = field(default_factory=dict)
    jobs: set[int] = field(default_factory=set)

    def run(self) -> None:
        archive, folder = self.whole.archive, f"canvases/{self.number}"
        record = archive.record(f"{folder}/canvas.json", records.CanvasRecord)
        self.codec: Codec = checking.known_codec(record.kind, f"canvas “{record.name}”")
        update = archive.data(f"{folder}/document.yjs", limits.DOCUMENT_BYTES)
        try:
            store.check_update(record.kind, update)
        except StudioError as error:
            raise refused(f"Canvas {self.number}: its document cannot be read. {error.message}") from None
        for job in archive.records(f"{folder}/jobs.jsonl", records.JobRecord):
            self._check_job(job)
        for generation in archive.records(f"{folder}/generations.jsonl", records.GenerationRecord):
            self._check_generation(generation)
            self.whole.sources += generation.sources
        for take in archive.records(f"{folder}/takes.jsonl", records.TakeRecord):
            self._check_take(take)
        self._check_comments(archive.records(f"{folder}/comments.jsonl", records.CommentRecord))
        self._check_versions(archive.records(f"{folder}/versions.jsonl", records.VersionRecord))

    def _check_comments(self, comments: Iterable[records.CommentRecord]) -> None:
        threads: set[int] = set()
        for number, record in enumerate(comments, start=1):
            if number > limits.COMMENTS:
                raise refused(f"Canvas {self.number} has more than {limits.COMMENTS} comments.")
            if record.thread is None:
                threads.add(number)
            elif record.thread not in threads:
                raise refused(
                    f"Canvas {self.number}, comment {number}, answers comment {record.thread}, which is not "
                    "the first of a thread before it."
                )

    def _check_versions(self, versions: Iterable[records.VersionRecord]) -> None:
        for number, record in enumerate(versions, start=1):
            if number > limits.VERSIONS:
                raise refused(f"Canvas {self.number} has more than {limits.VERSIONS} versions.")
            try:
                store.check_update(self.codec.kind, record.update)
            except StudioError as error:
                raise refused(
                    f"Canvas {self.number}, version {number}: its document cannot be read. {error.message}"
                ) from None

    def _check_job(self, record: records.JobRecord) -> None:
        where = f"Canvas {self.number}, job {record.number}"
        checking.check_frozen(self.codec, record.frozen, where)
        checking.complete_request(self.codec, record, where)
        if record.number in self.jobs:
            raise refused(f"{where} is there twice.")
        self.jobs.add(record.number)

    def _check_generation(self, record: records.GenerationRecord) -> None:
        where = f"Canvas {self.number}, generation {record.number}"
        shape = checking.check_generation(self.codec, record, where)
        if record.number in self.generations:
            raise refused(f"{where} is there twice.")
        for number in (record.parent, record.reproduces):
            if number is not None and number not in self.generations:
                raise refused(f"{where} comes from generation {number}, which does not come before it.")
        if record.job is not None and record.job not in self.jobs:
            raise refused(f"{where} is of job {record.job}, which is not in this archive.")
        name = f"canvases/{self.number}/frames/{record.number}.jsonl"
        if record.last_step is not None and not self.whole.archive.has(name):
            raise refused(f"{where}: expected its steps in {name}, but the archive has no such file.")
        frames = self.whole.archive.records(name, protocol.Frame)
        last = checking.check_frames(self.codec, record, shape, frames, where)
        self.generations[record.number] = _Made(
            record.frozen.content, record.num_candidates, record.first_step, last
        )

    def _check_take(self, record: records.TakeRecord) -> None:
        where = f"Canvas {self.number}, take {record.number}"
        if (self.number, record.number) in self.whole.takes:
            raise refused(f"{where} is there twice.")
        made = self.generations.get(record.generation)
        if made is None:
            raise refused(f"{where} is of generation {record.generation}, which is not in this archive.")
        is_of_candidate = record.candidate < made.num_candidates
        if not is_of_candidate or not made.first_step <= record.step <= made.last_step:
            raise refused(f"{where} comes from a candidate or step that its generation does not have.")
        checking.check_take(self.codec, made.content, record.symbols, where)
        checking.check_faults(record.faults, len(record.symbols), where)
        names = {each.name for each in record.ratings}
        if len(names) < len(record.ratings) or any(
            not 1 <= (each.stars or 1) <= 5 for each in record.ratings
        ):
            raise refused(f"{where}: each person can rate it once, with 1 to 5 stars.")
        if not set(record.tagged_by) <= set(record.tags):
            raise refused(f"{where}: somebody gave it a tag that it does not have.")
        try:
            takes.checked_tags(record.tags)
        except StudioError as error:
            raise refused(f"{where}: {error.message}") from None
        self.whole.takes.add((self.number, record.number))
