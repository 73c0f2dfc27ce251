"""How long people wait where many want the same three workers, and how it would be with Celery.

`python -m tests.benchmarks.waiting` measures the studio's own workers, with `--celery` those of
`celery_slices`. Their networks only sleep (`device`), as a CPU does that waits for a GPU, so three workers
find their time on one busy core; with `--texts` real networks fill real texts.
"""
