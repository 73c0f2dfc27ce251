/** A form with another name for something; Escape leaves it as it was. */

export function RenameForm(props: {
  name: string;
  onRename: (name: string) => void;
  onClose: () => void;
}) {
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        const name = String(new FormData(event.currentTarget).get("name")).trim();
        props.onClose();
        if (name !== "") props.onRename(name);
      }}
    >
      <input
        name="name"
        aria-label="New name"
        value={props.name}
        maxLength={120}
        ref={(field) => queueMicrotask(() => field.select())}
        onKeyDown={(event) => event.key === "Escape" && props.onClose()}
      />
      <button type="submit">Rename</button>
    </form>
  );
}
