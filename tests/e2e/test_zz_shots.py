import pytest

from tests.e2e.screen import Screen
from tests.sunmask.chorale.notation.scores import attributes, bar_of, musicxml, part

pytestmark = pytest.mark.e2e


def bars(*base):
    return tuple(
        bar_of(*(b + d for d in ds))
        for ds in ((0, 2, 4, 5), (7, 5, 4, 2), (0, 4, 2, 0), (0, -1, 0, 0))
        for b in base[:1]
    )


def file(*voices):
    first = attributes(fifths=1)
    out = []
    for name, base in voices:
        b = bars(base)
        out.append(part(name, first + b[0], *b[1:]))
    return musicxml(*out)


CASES = {
    "sab": file(("Soprano", 67), ("Alto", 62), ("Baritone", 47)),
    "ssatbb": file(
        ("Soprano 1", 72), ("Soprano 2", 67), ("Alto", 62), ("Tenor", 55), ("Bass 1", 50), ("Bass 2", 43)
    ),
    "quartet": file(("Violin I", 79), ("Violin II", 72), ("Viola", 62), ("Violoncello", 43)),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("how", ["light", "dark", "phone"])
@pytest.mark.parametrize("view", ["score", "roll"])
def test_shot(person, name, how, view):
    if view == "roll" and name == "quartet":
        return
    if how != "light" and name == "quartet":
        return
    options = {}
    if how == "dark":
        options["color_scheme"] = "dark"
    if how == "phone":
        options.update(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    ana = person("Ana", starts_on=view, **options)
    project = ana.api.make("/api/projects", {"name": "x"})
    screen = Screen(
        ana,
        ana.api.make(
            f"/api/projects/{project['id']}/imports", files={"file": (name + ".musicxml", CASES[name])}
        ),
    ).open()
    screen.page.wait_for_timeout(2500)
    screen.page.screenshot(path=f"/tmp/shots/{name}-{how}-{view}.png")
