// Bold, italics and headings, as buttons above the text.
import { MOD } from "../../../ui/keys/hotkeys";
import { editor } from "../editor/surface";
import { setHeading, styleHere, toggleLettering } from "./styling";

const LEVELS = ["Text", "Heading 1", "Heading 2", "Heading 3"] as const;
const keepFocus = (event: PointerEvent) => event.preventDefault();

export function Lettering() {
  return (
    <div class="segments lettering" role="group" aria-label="Bold, italics and headings">
      <button
        type="button"
        aria-label="Bold"
        aria-pressed={styleHere().bold}
        title={`Bold (${MOD}B)`}
        data-testid="bold"
        onPointerDown={keepFocus}
        onClick={() => toggleLettering("bold")}
      >
        <b>B</b>
      </button>
      <button
        type="button"
        aria-label="Italics"
        aria-pressed={styleHere().italic}
        title={`Italics (${MOD}I)`}
        data-testid="italic"
        onPointerDown={keepFocus}
        onClick={() => toggleLettering("italic")}
      >
        <i>I</i>
      </button>
      <select
        aria-label="Paragraph"
        data-testid="paragraph"
        onChange={(event) => {
          setHeading(Number(event.currentTarget.value));
          editor()?.focus();
        }}
      >
        {LEVELS.map((label, level) => (
          <option
            value={level}
            selected={Math.min(styleHere().heading, LEVELS.length - 1) === level}
          >
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
