/** A page of a score as the browser's own element: an XML of the studio, without scripts and styles. */
export function parsed(page: string): SVGSVGElement {
  const { documentElement } = new DOMParser().parseFromString(page, "image/svg+xml");
  return document.adoptNode(documentElement) as unknown as SVGSVGElement;
}
