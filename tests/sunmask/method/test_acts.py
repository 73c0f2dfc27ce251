"""What of acts the shared cases do not say: orders, all candidates at once, settings."""

from sunmask.method.acts import Act, in_force, painted_at, settings_at


def test_acts_hold_in_the_order_of_their_steps_then_of_their_numbers_however_they_are_listed() -> None:
    acts = [
        Act(number=3, from_step=2, cells=[0], state=2),
        Act(number=1, from_step=4, cells=[0], state=1),
        Act(number=2, from_step=2, cells=[0], state=0),
    ]
    assert [act.number for act in in_force(acts, 9)] == [2, 3, 1]
    for step, state in ((1, 0), (2, 2), (3, 2), (4, 1)):
        states, _ = painted_at([[0]], [[True]], acts, candidate=0, step=step)
        assert states.tolist() == [[state]]


def test_without_a_candidate_the_acts_of_all_hold() -> None:
    acts = [Act(number=n, from_step=1, candidate=who) for n, who in enumerate((None, 0, 1))]
    assert [act.number for act in in_force(acts, 1)] == [0, 1, 2]
    assert [act.number for act in in_force(acts, 1, 1)] == [0, 2]


def test_settings_change_by_name_from_their_step_on() -> None:
    acts = [
        Act(number=1, from_step=3, settings={"temperature": 0.5}),
        Act(number=2, from_step=3, cells=[0], state=1),
        Act(number=3, from_step=5, settings={"temperature": 0.9, "eta": 0.2}),
        Act(number=4, from_step=None, settings={"eta": 1.0}),
    ]
    begun = {"temperature": 1.0, "eta": 0.7}
    assert settings_at(begun, acts, 2) == begun
    assert settings_at(begun, acts, 4) == {"temperature": 0.5, "eta": 0.7}
    assert settings_at(begun, acts, 5) == {"temperature": 0.9, "eta": 0.2}
