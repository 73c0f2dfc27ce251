/** A star that is on or off. */
export function Star(props: {
  isOn: boolean;
  name: string;
  isDisabled?: boolean;
  onToggle: () => void;
}) {
  return (
    <button
      type="button"
      class="star"
      aria-pressed={props.isOn}
      aria-label={`Star ${props.name}`}
      title={props.isOn ? "Remove the star" : "Star"}
      disabled={props.isDisabled}
      onClick={props.onToggle}
    >
      <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
        <path
          d="M8 1.6l1.9 4.2 4.6.5-3.4 3.1 1 4.5L8 11.6l-4.1 2.3 1-4.5L1.5 6.3l4.6-.5z"
          fill={props.isOn ? "currentColor" : "none"}
          stroke="currentColor"
          stroke-width="1.1"
          stroke-linejoin="round"
        />
      </svg>
    </button>
  );
}
