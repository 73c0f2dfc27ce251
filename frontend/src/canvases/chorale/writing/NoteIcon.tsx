// A note value as a picture: head, stem and flags.

const FLAG = "q5 3 3.4 8";

/** sixteenths: 1, 2, 4, 8 or 16. */
export function NoteIcon(props: { size: number }) {
  const isOpen = () => props.size >= 8;
  const flags = () => (props.size === 1 ? 2 : props.size === 2 ? 1 : 0);
  return (
    <svg class="note-icon" viewBox="0 0 16 22" width="13" height="18" aria-hidden="true">
      <ellipse
        cx="6"
        cy="17.6"
        rx="4.1"
        ry="2.9"
        transform="rotate(-22 6 17.6)"
        fill={isOpen() ? "none" : "currentColor"}
        stroke="currentColor"
        stroke-width="1.5"
      />
      {props.size < 16 && <path d="M10 17V2.5" stroke="currentColor" stroke-width="1.3" />}
      {flags() > 0 && (
        <path d={`M10 2.5${FLAG}`} fill="none" stroke="currentColor" stroke-width="1.6" />
      )}
      {flags() > 1 && (
        <path d={`M10 6.5${FLAG}`} fill="none" stroke="currentColor" stroke-width="1.6" />
      )}
    </svg>
  );
}
