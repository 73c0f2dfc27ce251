"""How long a writer waits, in a browser, from the press on Generate to the first step on the screen."""

from statistics import median

from tests.e2e.conftest import Reader, launched, signed_in
from tests.e2e.text_screen import TextScreen, text_canvas
from tests.live_studio import LiveStudio

SENTENCE = "When the ▢ ▢ came to our street, the children had to play in the ▢ ▢ ▢."
TIMES, STEPS, CANDIDATES = 5, 12, 3

MEASURE = """() => new Promise((done) => {
  const button = document.querySelector('[data-testid=generate]');
  const before = JSON.stringify(window.sunmaskText.stage());
  let pressed = null;
  button.addEventListener('click', (event) => { pressed = event.timeStamp; }, {once: true, capture: true});
  const look = () => {
    const isNew = JSON.stringify(window.sunmaskText.stage()) !== before;
    if (pressed !== null && isNew && (window.sunmaskText.step() ?? 0) > 0)
      requestAnimationFrame(() => done(performance.now() - pressed));
    else requestAnimationFrame(look);
  };
  button.click();
  look();
})"""


def milliseconds(studio: LiveStudio) -> tuple[float, float]:
    """Median and maximum of several presses with a worker that has worked before."""
    studio.wait_ready()
    with launched() as chromium, signed_in(studio, chromium, "Writer") as writer:
        waits = _waits(writer)
    return median(waits), max(waits)


def _waits(writer: Reader) -> list[float]:
    screen = TextScreen(writer, text_canvas(writer, SENTENCE)).open()
    screen.choose(steps=STEPS, candidates=CANDIDATES)
    waits = []
    for _ in range(1 + TIMES):
        waits.append(screen.page.evaluate(MEASURE))
        screen.wait_generation("done", 120)
        screen.back_to_canvas()
    return waits[1:]  # the first one has loaded the model
