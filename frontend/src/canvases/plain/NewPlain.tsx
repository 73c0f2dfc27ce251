/** A new blank canvas of any kind: its name. */

import type { NewBlankProps } from "../common/kind";

export default function NewPlain(props: NewBlankProps) {
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget as HTMLFormElement);
    props.make(String(values.get("name")).trim(), {});
  };
  return (
    <form class="stacked" onSubmit={make}>
      <h3>Blank</h3>
      <label>
        Name
        <input name="name" required maxLength={120} value="Untitled" />
      </label>
      <button type="submit" class="primary" disabled={props.isSending}>
        Make canvas
      </button>
    </form>
  );
}
