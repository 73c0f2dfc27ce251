"""The constraints on a phrase for a block, by the text around it."""

from dataclasses import replace

from sunmask.text.configuration import CONFIGURATION, Configuration
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.language_model.continuations import Constraints
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Writing
from sunmask.text.phrases.passages import Passage
from sunmask.text.settings import TextSettings
from sunmask.text.words.marks import is_apart
from sunmask.text.words.sentences import OPENERS, begins_after
from sunmask.text.words.words import FREE, is_mark


def constraints_of(
    context: Context,
    move: Writing,
    settings: TextSettings,
    pieces: BytePieces,
    configuration: Configuration = CONFIGURATION,
) -> Constraints:
    """The constraints for a block."""
    first, last = move.cells[0], move.cells[-1]
    if move.passage is not None:
        return _in_range(context, move, move.passage, settings, pieces, configuration)
    mark_first = first > 0 and not is_mark(context.symbols[first - 1])
    before = context.symbols[first - 1] if first else None
    next_ = context.next_after(last)
    after = None if next_ is None else context.symbols[next_]
    must = settings.tidy_marks and next_ is not None and _is_begun(context, next_)
    constraints = Constraints(
        count=len(move.cells),
        is_apart=before is not None and is_apart(before, "word") and "\n" not in context.spaces[first],
        mark_first=mark_first,
        mark_last=after is None or after == FREE or not is_mark(after),
        ends=(move.closes or must) and (mark_first or last > first),
        is_one=settings.one_sentence and _num_free(context, first, last) <= configuration.proposing.block,
    )
    if move.length != "chosen":
        return constraints
    piece = pieces.begin if next_ is None else _piece_at(context, next_, pieces)
    return replace(constraints, mark_first=False, words=(1, len(move.cells) - constraints.ends), after=piece)


def _num_free(context: Context, first: int, last: int) -> int:
    """The number of free cells in the run that contains a block."""
    while first > 0 and context.free[first - 1]:
        first -= 1
    while last + 1 < len(context.free) and context.free[last + 1]:
        last += 1
    return last + 1 - first


def _is_begun(context: Context, cell: int) -> bool:
    """Whether a sentence begins in a cell, so that one must have ended before it."""
    return context.symbols[cell] in OPENERS or begins_after(context.words, context.spaces, context.free, cell)


def _piece_at(context: Context, cell: int, pieces: BytePieces) -> int:
    """The first piece of the word in a cell, after another word."""
    return pieces.encode(context.space_before(cell) + context.set(cell, [context.symbols[cell]])[0])[0]


def _in_range(
    context: Context,
    move: Writing,
    passage: Passage,
    settings: TextSettings,
    pieces: BytePieces,
    configuration: Configuration,
) -> Constraints:
    """The constraints for a part of a passage, whose other cells stay as they are."""
    first, last = move.cells[0], move.cells[-1]
    others = [cell for cell in passage.cells if not first <= cell <= last]
    known = sum(bool(context.symbols[cell]) and not is_mark(context.symbols[cell]) for cell in others)
    ends = passage.ends and last == passage.cells[-1]
    least, most = (count - known for count in passage.range(settings.length, configuration.rewording))
    most = min(most, len(move.cells) - ends)
    before = next((cell for cell in range(first - 1, passage.first - 1, -1) if context.symbols[cell]), None)
    next_ = context.next_after(last, passage.end)
    return Constraints(
        count=len(move.cells),
        is_apart=before is not None and is_apart(context.symbols[before], "word"),
        mark_first=False,
        mark_last=False,
        ends=ends,
        words=(max(1, min(least, most)), max(1, most)),
        after=pieces.conversation.stop if next_ is None else _piece_at(context, next_, pieces),
        has_numbers=any(word[0].isdigit() for word in passage.original),
    )
