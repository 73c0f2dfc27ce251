/** A new text: a name, and what to begin with. */

import type { NewBlankProps } from "../common/kind";

export default function NewText(props: NewBlankProps) {
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(values.get("name")).trim();
    props.make(name, { title: name, text: String(values.get("text")) });
  };
  return (
    <form class="stacked" onSubmit={make}>
      <h3>Blank</h3>
      <label>
        Name
        <input name="name" required maxLength={120} value="Untitled text" />
      </label>
      <label>
        Text (optional)
        <textarea
          name="text"
          rows={7}
          placeholder="Write or paste your text here, or start empty"
        />
      </label>
      <button type="submit" class="primary" disabled={props.isSending}>
        Make text
      </button>
    </form>
  );
}
