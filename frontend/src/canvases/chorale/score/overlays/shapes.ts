// Shapes that are drawn onto an engraved score, in its units.

const SVG = "http://www.w3.org/2000/svg";

export function shape(
  name: string,
  className: string,
  attributes: Record<string, string | number>,
): SVGElement {
  const made = document.createElementNS(SVG, name);
  made.setAttribute("class", className);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
