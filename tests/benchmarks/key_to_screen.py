"""How long a writer waits, in a browser, from a key to its letter on the screen, in texts short and long."""

from statistics import median

from tests.e2e.conftest import Reader, launched, signed_in
from tests.e2e.text_screen import TO_END, TextScreen, text_canvas
from tests.live_studio import LiveStudio

SENTENCE = "The keeper of the lamp went down to the water and counted the boats that came home before dark."
SENTENCES_IN_PARAGRAPH = 5
TYPED = "so it was in the end"
BETWEEN_KEYS_MS = 60

MEASURE = """() => {
  window.waits = [];
  document.addEventListener("keydown", ({timeStamp}) => {
    const painted = new MessageChannel();
    painted.port1.onmessage = () => window.waits.push(performance.now() - timeStamp);
    requestAnimationFrame(() => painted.port2.postMessage(null));
  }, true);
}"""


def milliseconds(studio: LiveStudio, *, num_words: int) -> float:
    """Median over the keys of some words that are typed at the end of a text of about `num_words` words."""
    with launched() as chromium, signed_in(studio, chromium, "Typist") as writer:
        return median(_waits(writer, num_words))


def _waits(writer: Reader, num_words: int) -> list[float]:
    paragraph = " ".join([SENTENCE] * SENTENCES_IN_PARAGRAPH)
    num_paragraphs = max(1, num_words // len(paragraph.split()))
    screen = TextScreen(writer, text_canvas(writer, "\n\n".join([paragraph] * num_paragraphs))).open()
    screen.page.locator(".cm-content").focus()
    screen.page.keyboard.press(TO_END)
    screen.page.evaluate(MEASURE)
    screen.page.keyboard.type(TYPED, delay=BETWEEN_KEYS_MS)
    screen.page.wait_for_function("count => window.waits.length === count", arg=len(TYPED))
    return screen.page.evaluate("() => window.waits")
