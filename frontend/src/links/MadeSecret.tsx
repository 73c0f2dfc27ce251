/** A secret that was just made and is shown only now, to be copied. */

import { toast } from "../ui/messages/toasts";

export function MadeSecret(props: {
  /** Label of the field: "Replay link". */
  name: string;
  /** Its name within a sentence: "link". */
  noun: string;
  secret: string;
}) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.secret);
      toast(`The ${props.noun} is copied.`);
    } catch {
      toast(
        `The browser does not allow copying here. Select the ${props.noun} and copy it yourself.`,
      );
    }
  };
  return (
    <div class="made-link" role="status">
      <p>{`Copy this ${props.noun} now. It is not shown again.`}</p>
      <div class="field-row">
        <input
          readOnly
          aria-label={props.name}
          value={props.secret}
          ref={(field) =>
            queueMicrotask(() => {
              field.focus();
              field.select();
            })
          }
        />
        <button type="button" onClick={() => void copy()}>
          Copy
        </button>
      </div>
    </div>
  );
}
