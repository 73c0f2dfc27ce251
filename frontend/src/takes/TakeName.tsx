/** A take's name in one line, cut before its numbers where it is too long: these tell it from its neighbours. */

import { numbersAtEnd } from "../domain/takes/takeWords";

export function TakeName(props: { name: string }) {
  const numbers = () => numbersAtEnd(props.name);
  return (
    <span class="take-title" title={props.name}>
      <span>{props.name.slice(0, props.name.length - numbers().length)}</span>
      <span>{numbers()}</span>
    </span>
  );
}
