/** The quiet cross at the end of a strip. */
export function CloseButton(props: { onClose: () => void }) {
  return (
    <button type="button" class="quiet" aria-label="Close" title="Close" onClick={props.onClose}>
      ×
    </button>
  );
}
