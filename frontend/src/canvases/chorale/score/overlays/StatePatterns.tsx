// The two patterns that tell states apart, in the units of an engraved score: a staff space is 180.

export function StatePatterns() {
  return (
    <svg class="state-patterns" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern
          id="score-hatch"
          width="95"
          height="95"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0V95" />
        </pattern>
        <pattern id="score-dots" width="90" height="90" patternUnits="userSpaceOnUse">
          <rect width="90" height="90" />
          <circle cx="45" cy="45" r="17" />
        </pattern>
      </defs>
    </svg>
  );
}
