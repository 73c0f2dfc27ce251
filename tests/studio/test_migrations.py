"""A database that is made in one go is the one that step by step comes out."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader


def test_all_at_once_and_one_after_the_other_lead_to_the_same_tables() -> None:
    at_once = MigrationLoader(None)
    step_by_step = MigrationLoader(None, replace_migrations=False)
    made = at_once.project_state()
    assert MigrationAutodetector(step_by_step.project_state(), made).changes(at_once.graph) == {}
    assert len(step_by_step.graph.nodes) > len(at_once.graph.nodes)
