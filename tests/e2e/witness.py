"""Recorders that run inside a page: when steps arrive and are shown, and which notes are sent to sound.

All times are `performance.now()` of the page, in milliseconds; the sound's own times are in seconds of its
clock.
"""

from typing import Any

from playwright.sync_api import BrowserContext, Page

ARRIVALS = """
window.arrivals = [];
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "event" && message.payload.kind === "frame")
        window.arrivals.push({ at: performance.now(), step: message.payload.frame.last_step });
    });
  }
};
"""

PROGRESS = """
() => {
  window.progress = [];
  window.pressed = null;
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) window.pressed = event.timeStamp;
  }, true);
  let before = "";
  const look = () => {
    const words = document.querySelector('[data-testid="progress"]')?.firstChild?.textContent ?? "";
    const buttons = [...document.querySelectorAll("section.generate button")];
    const canStop = buttons.some((one) => one.textContent.trim() === "Stop" && one.checkVisibility());
    const now = { words, canStop, step: window.sunmaskStudio.step() };
    if (JSON.stringify(now) !== before) {
      before = JSON.stringify(now);
      window.progress.push({ ...now, at: performance.now(), clock: Date.now() });
    }
    requestAnimationFrame(look);
  };
  look();
}
"""

SOUND = """
window.struck = [];
window.soundClock = () => 0;
const Sounding = window.AudioContext;
window.AudioContext = class extends Sounding {
  constructor(...given) {
    super(...given);
    window.soundClock = () => this.currentTime;
  }
};
const post = MessagePort.prototype.postMessage;
MessagePort.prototype.postMessage = function (message, ...rest) {
  const data = message?.data?.messageData;
  const studio = window.sunmaskStudio;
  if (data && (data[0] & 0xf0) === 0x90) {
    const now = studio?.stage();
    window.struck.push({
      voice: data[0] & 0x0f,
      pitch: data[1],
      time: message.data.options.time,
      candidate: now?.view === "candidate" ? now.candidate : -1,
      step: studio?.step() ?? null,
    });
  }
  return post.call(this, message, ...rest);
};
"""


def record_arrivals(context: BrowserContext) -> None:
    """From the next page on, note when each frame of steps comes in."""
    context.add_init_script(ARRIVALS)


def record_progress(page: Page) -> None:
    """Look at what the page shows at each of its frames; note what changes."""
    page.evaluate(PROGRESS)


def record_sound(context: BrowserContext) -> None:
    """From the next page on, note each note that is sent to the synthesizer, and what a studio shows then;
    `soundClock()` is in seconds."""
    context.add_init_script(SOUND)


def recorded(page: Page, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(f"() => window.{name}")
    return found
