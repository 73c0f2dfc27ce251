// The signs that can be written on the chosen notes, each with its key.
import { For } from "solid-js";
import { DYNAMICS, SUDDEN } from "../../../domain/chorale/notation/signs";
import { shownKeys } from "../../../ui/keys/keyNames";
import { Popover } from "../../../ui/overlays/Popover";
import { toggleFermatas } from "../harmony/fermatas";
import { toggleTuplet } from "../writing/tuplets";
import { toggleArticulation, toggleDynamic, toggleHairpin, toggleSlur, turnGrace } from "./acts";
import { openText, type TextKind } from "./field";
import { SIGN_KEYS } from "./keys";
import { SignIcon } from "./SignIcon";

interface Choice {
  /** The name of its shape in `SignIcon`. */
  sign: string;
  label: string;
  /** As the keys' table has it. */
  key: string;
  perform: () => void;
}

const LINES: readonly Choice[] = [
  { sign: "slur", label: "Slur", key: keyNamed("slur"), perform: toggleSlur },
  {
    sign: "crescendo",
    label: "Crescendo",
    key: keyNamed("crescendo"),
    perform: () => toggleHairpin("crescendo"),
  },
  {
    sign: "diminuendo",
    label: "Diminuendo",
    key: keyNamed("diminuendo"),
    perform: () => toggleHairpin("diminuendo"),
  },
];

const articulation = (sign: string, label: string, key: string): Choice => ({
  sign,
  label,
  key: keyNamed(key),
  perform: () => toggleArticulation(sign),
});

const ARTICULATIONS: readonly Choice[] = [
  articulation("staccato", "Staccato", "staccato"),
  articulation("tenuto", "Tenuto", "tenuto"),
  articulation("accent", "Accent", "accent"),
  articulation("strong-accent", "Marcato", "marcato"),
  { sign: "fermata", label: "Fermata", key: "Shift+f", perform: toggleFermatas },
];

const GRACES: readonly Choice[] = [
  { sign: "grace", label: "Grace note", key: keyNamed("grace"), perform: turnGrace },
];
const TUPLETS = [2, 3, 4, 5, 6, 7] as const;

const TEXTS: readonly { kind: TextKind; label: string; key: string }[] = [
  { kind: "words", label: "Staff text", key: keyNamed("staff-text") },
  { kind: "system", label: "System text", key: keyNamed("system-text") },
  { kind: "rehearsal", label: "Rehearsal mark", key: keyNamed("rehearsal") },
];

function keyNamed(name: string): string {
  return SIGN_KEYS.find((key) => key.name === name)?.keys[0] ?? "";
}

const spelled = (key: string): string => shownKeys(key).join("+");

export function SignsButton() {
  return (
    <Popover
      label={<>Signs</>}
      name="Signs: slurs, dynamics, articulations, tuplets and texts"
      title="Write slurs, hairpins, dynamics, articulations, tuplets, grace notes and texts on the selected notes"
      testId="signs"
      panelName="Signs for the selected notes"
      panelClass="popover score-views score-signs"
      focus="button"
    >
      {(close) => (
        <>
          <Choices legend="Lines" choices={LINES} />
          <Choices legend="Articulations" choices={ARTICULATIONS} />
          <Choices legend="Grace notes" choices={GRACES} />
          <fieldset class="dynamics">
            <legend>Tuplets</legend>
            <For each={TUPLETS}>
              {(actual) => (
                <button
                  type="button"
                  title={`Divide the selected note or rest into ${actual} (${spelled(`mod+${actual}`)})`}
                  aria-label={`Divide into ${actual}`}
                  data-testid={`sign-tuplet-${actual}`}
                  onClick={() => toggleTuplet(actual)}
                >
                  <i class="dynamic">{actual}</i>
                </button>
              )}
            </For>
          </fieldset>
          <fieldset class="dynamics">
            <legend>Dynamics</legend>
            <For each={[...DYNAMICS, ...SUDDEN]}>
              {(name) => (
                <button
                  type="button"
                  title={`Dynamic ${name} from the first selected note on`}
                  data-testid={`sign-${name}`}
                  onClick={() => toggleDynamic(name)}
                >
                  <SignIcon name={name} />
                </button>
              )}
            </For>
            <button
              type="button"
              data-testid="sign-dynamics"
              onClick={() => {
                close();
                openText("dynamics");
              }}
            >
              Another … <kbd>{spelled(keyNamed("dynamic"))}</kbd>
            </button>
          </fieldset>
          <fieldset>
            <legend>Texts</legend>
            <For each={TEXTS}>
              {({ kind, label, key }) => (
                <button
                  type="button"
                  data-testid={`sign-${kind}`}
                  onClick={() => {
                    close();
                    openText(kind);
                  }}
                >
                  {label} <kbd>{spelled(key)}</kbd>
                </button>
              )}
            </For>
          </fieldset>
        </>
      )}
    </Popover>
  );
}

function Choices(props: { legend: string; choices: readonly Choice[] }) {
  return (
    <fieldset>
      <legend>{props.legend}</legend>
      <For each={props.choices}>
        {({ sign, label, key, perform }) => (
          <button type="button" data-testid={`sign-${sign}`} onClick={perform}>
            <SignIcon name={sign} />
            {label} <kbd>{spelled(key)}</kbd>
          </button>
        )}
      </For>
    </fieldset>
  );
}
