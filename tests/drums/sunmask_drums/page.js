/** The pads of a drum machine: a press writes the next stroke, a cell shows its state as the studio does. */

const EDGES = ["1px solid var(--line2)", "2px solid var(--doubt)", "2px dashed var(--free-edge)"];
const STATES = ["unmasked", "masked", "renoisable"];

export function mount(page) {
  const { element, kind } = page;
  const pads = document.createElement("div");
  pads.setAttribute("role", "group");
  pads.setAttribute("aria-label", "Drum pads");
  pads.style.display = "grid";
  pads.style.gap = "clamp(2px, 0.4vw, 6px)";
  pads.style.maxWidth = "900px";
  pads.style.margin = "0 auto";
  element.append(pads);

  const strike = (row, column) => {
    const now = page.now().symbols[row][column];
    page.select([{ row, column }]);
    page.edit([{ row, column, symbol: (now + 1) % Object.keys(kind.symbolLabels).length }]);
  };

  const draw = ({ symbols, states, canvas, canEdit }) => {
    const numPads = symbols.length * (symbols[0]?.length ?? 0);
    if (pads.querySelectorAll("button").length !== numPads) build(symbols);
    const all = pads.querySelectorAll("button");
    symbols.forEach((row, at) => {
      row.forEach((symbol, column) => {
        const pad = all[at * row.length + column];
        const differs = symbol !== canvas[at]?.[column];
        pad.disabled = !canEdit;
        pad.style.border = EDGES[states[at][column]];
        pad.style.background = symbol ? (differs ? "var(--free-edge)" : "var(--keep)") : "var(--panel)";
        pad.style.opacity = symbol === 1 ? "0.6" : "1";
        pad.setAttribute("aria-pressed", String(symbol > 0));
        const name = `${kind.rowNames[at]} ${column + 1}`;
        pad.setAttribute("aria-label", `${name}: ${STATES[states[at][column]]}`);
      });
    });
  };

  const build = (symbols) => {
    pads.replaceChildren();
    pads.style.gridTemplateColumns = `auto repeat(${symbols[0]?.length ?? 1}, minmax(14px, 1fr))`;
    symbols.forEach((row, at) => {
      const name = document.createElement("span");
      name.textContent = kind.rowNames[at];
      name.style.alignSelf = "center";
      pads.append(name);
      row.forEach((_, column) => {
        const pad = document.createElement("button");
        pad.type = "button";
        pad.style.minHeight = "44px";
        pad.style.padding = "0";
        pad.onclick = () => strike(at, column);
        pads.append(pad);
      });
    });
  };

  const stop = page.subscribe(draw);
  return () => {
    stop();
    pads.remove();
  };
}
