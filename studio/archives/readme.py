"""The text in every archive, for people who open it."""

README = """\
An archive of SUNMASK studio
============================

Another studio can import it ("Import archive" on the page of projects). Every .json file and every line
of a .jsonl file is one JSON object. Times are in UTC.

manifest.json                  format and version, the project's name, how much there is
canvases/<n>/canvas.json       a canvas as it is: cells, painted states, pins, authors
canvases/<n>/document.yjs      the same as a Yjs document, which an import reads
canvases/<n>/files/            the canvas and its takes as files for other programs; the number of a take is
                               that of takes.jsonl
canvases/<n>/jobs.jsonl        best-of and grid jobs
canvases/<n>/generations.jsonl a line per generation: what it was frozen from, settings, seed, checkpoint
                               with SHA-256, acts with the step from which they hold, grades, what it was
                               made from (parent, sources, reproduces)
canvases/<n>/frames/<g>.jsonl  every step of generation <g>: first all symbols, then what changed as
                               cell, symbol, cell, symbol ... of each candidate; cell = row * columns +
                               column
canvases/<n>/takes.jsonl       a line per take: symbols, where it comes from, stars, tags, remarks, grade,
                               authorship (shares of cells that are human, model, edited, or held)
canvases/<n>/comments.jsonl    what people said
canvases/<n>/versions.jsonl    moments with a name, as Yjs updates
canvases/<n>/lineage.json      what was made from what
rankings.jsonl                 a line per ranking: its takes and every vote on a pair of them, with what the
                               judge heard
campaigns/<n>/campaign.json    what judges were asked, and the judges by number
campaigns/<n>/items.jsonl      a line per item: a copy of its take, and what was decided about it
campaigns/<n>/tasks.jsonl      a line per item in the queue of a judge, in the order of the queues, with the
                               answers to the questions in their order, once they were given
listening/<n>/test.json        a listening test: its rules, and how it ended
listening/<n>/pieces.jsonl     a line per piece, and whether a model made it
listening/<n>/listeners.jsonl  a line per listener, with what they took each piece for

Only an owner of the project gets the names of those who rated and voted; for everybody else they are
"judge 1", "judge 2" and so on, and a ranking that nobody has opened comes without its votes. Judges of a
campaign are numbers for everybody. A campaign that goes on is only in an owner's archive, and not before that
owner has answered what is in their own queue. A listening test that goes on is only in an owner's archive,
without its answers. Chosen takes bring neither.

A canvas of a kind that was not installed when this was exported has no cells in canvas.json and no files;
document.yjs and all lines are whole. To import it, install the package that brings the kind.
"""
