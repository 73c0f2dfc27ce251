"""Somebody who has only a keyboard, and what a screen reader reads to them at each stop."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page

MOST_TABS = 120
NOTHING = {"", "generic", "none", "RootWebArea"}
"""Roles that tell a listener nothing of what can be done."""

FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    tag: element.tagName.toLowerCase(),
    isInGrid: element.closest(".cell-grid") !== null,
    isOnScreen: box.width > 0 && box.right > 0 && box.left < innerWidth
      && box.bottom > 0 && box.top < innerHeight,
    hasRing: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1
      || style.boxShadow !== "none",
  };
}"""
HEAR = """
window.heard = [];
new MutationObserver((changes) => {
  for (const { target } of changes) {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const region = element?.closest("[role=status], [role=alert], [aria-live]");
    if (element?.closest("[aria-hidden=true]")) continue;
    const spoken = region?.cloneNode(true);
    for (const silent of spoken?.querySelectorAll("[aria-hidden=true]") ?? []) silent.remove();
    const text = spoken?.textContent.replace(/\\s+/g, " ").trim();
    if (text && window.heard.at(-1) !== text) window.heard.push(text);
  }
}).observe(document, { childList: true, characterData: true, subtree: true });
"""


@dataclass(frozen=True)
class Stop:
    """What is read where the focus is."""

    name: str
    role: str
    states: dict[str, Any]


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page
        self._inspector: CDPSession | None = None

    def go_to(self, name: str, role: str = "") -> Stop:
        """Tab until what has this name and role has the focus; on the way each stop is in sight, and says
        what it is called and what can be done with it."""
        passed = []
        for _ in range(MOST_TABS):
            stop = self.stop()
            if re.fullmatch(name, stop.name) and role in ("", stop.role):
                return stop
            self.page.keyboard.press("Tab")
            stop, focused = self.stop(), self.page.evaluate(FOCUSED)
            passed.append(f"{stop.role} {stop.name}")
            if focused["tag"] == "body":
                continue  # the page itself, between its last stop and its first
            assert stop.name, f"a {stop.role} has no name, after {passed[-3:]}"
            assert stop.role not in NOTHING, f"{stop.name} does not say what it is"
            if not focused["isInGrid"]:  # a cell of the grid shows its focus in the music
                assert focused["isOnScreen"], f"the focus is out of sight: {stop}"
                assert focused["hasRing"], f"the focus is not visible: {stop}"
        raise AssertionError(f"{role} {name} cannot be reached by Tab; passed {passed}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def stop(self) -> Stop:
        """The focused element as the browser tells it to a screen reader."""
        self._inspector = self._inspector or self.page.context.new_cdp_session(self.page)
        send = self._inspector.send
        focused = send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        which = {"objectId": focused["objectId"], "fetchRelatives": False}
        node = send("Accessibility.getPartialAXTree", which)["nodes"][0]
        states = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
        return Stop(_value(node, "name"), _value(node, "role"), states)


def _value(node: dict[str, Any], key: str) -> str:
    said = str(node.get(key, {}).get("value", ""))
    return re.sub(r"\s+", " ", said).strip()


def listen(context: BrowserContext) -> None:
    """From the next page on, note what regions that are read aloud come to say."""
    context.add_init_script(HEAR)


def heard(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => window.heard")
    return found
