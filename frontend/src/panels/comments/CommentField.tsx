/** A field to write a comment in: members are offered after an @, Ctrl or ⌘ and Enter sends it. */

import { createSignal, For, Show } from "solid-js";
import { newKey } from "../../api";
import { nameBegun } from "../../domain/people/mentions";
import { commentDraft, type DraftPlace, keepCommentDraft } from "../../state/commentDrafts";
import { useStudio } from "../../state/stage/studio";

const MOST_CHARACTERS = 2000;
const MOST_NAMES = 6;

export function CommentField(props: {
  label: string;
  /** Returns whether it was said. key: the same if a text is sent again that was not said. */
  send: (text: string, key: string) => Promise<boolean>;
  button: string;
  /** What stands in it at first. */
  text?: string;
  /** Where what is typed is kept until it is sent. */
  draft?: DraftPlace;
  onCancel?: () => void;
  ref?: (field: HTMLTextAreaElement) => void;
}) {
  let field!: HTMLTextAreaElement;
  const first = props.text ?? (props.draft ? commentDraft(props.draft) : "");
  const [text, setSignal] = createSignal(first);
  const setText = (typed: string) => {
    setSignal(typed);
    if (props.draft) keepCommentDraft(props.draft, typed);
  };
  const giveUp = () => {
    setText("");
    props.onCancel?.();
  };
  const [isSending, setIsSending] = createSignal(false);
  let unsaid = { text: "", key: "" };
  const names = useNames(() => field, setText);
  const send = async (event?: Event) => {
    event?.preventDefault();
    if (text().trim() === "" || isSending()) return;
    setIsSending(true);
    const said = text().trim();
    if (said !== unsaid.text) unsaid = { text: said, key: newKey() };
    if (await props.send(said, unsaid.key)) {
      unsaid = { text: "", key: "" };
      field.value = "";
      setText("");
    }
    setIsSending(false);
  };
  const answerKey = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (names.answerKey(event)) return event.preventDefault();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send(event);
    else if (event.key === "Escape" && props.onCancel) giveUp();
  };
  return (
    <form class="comment-form" onSubmit={(event) => void send(event)}>
      <textarea
        ref={(element) => {
          field = element;
          props.ref?.(element);
        }}
        rows="2"
        value={first}
        aria-label={props.label}
        placeholder={props.label}
        maxLength={MOST_CHARACTERS}
        aria-autocomplete="list"
        aria-controls={names.offered().length > 0 ? names.id : undefined}
        aria-activedescendant={
          names.offered().length > 0 ? `${names.id}-${names.chosen()}` : undefined
        }
        onInput={() => {
          setText(field.value);
          names.look();
        }}
        onKeyDown={answerKey}
        onBlur={names.close}
      />
      <Names names={names} />
      <div class="comment-send">
        <Show when={props.onCancel}>
          <button type="button" class="quiet" onClick={giveUp}>
            Cancel
          </button>
        </Show>
        <button
          type="submit"
          disabled={text().trim() === "" || isSending()}
          title="Ctrl or ⌘ and Enter"
        >
          {props.button}
        </button>
      </div>
    </form>
  );
}

function Names(props: { names: ReturnType<typeof useNames> }) {
  return (
    <Show when={props.names.offered().length > 0}>
      <div class="comment-names" id={props.names.id} role="listbox" aria-label="Members">
        <For each={props.names.offered()}>
          {(name, index) => (
            <div
              role="option"
              tabIndex={-1}
              id={`${props.names.id}-${index()}`}
              aria-selected={index() === props.names.chosen()}
              onPointerDown={(event) => {
                event.preventDefault();
                props.names.take(name);
              }}
            >
              @{name}
            </div>
          )}
        </For>
      </div>
    </Show>
  );
}

/** The members whose names begin with what is typed after an @. */
function useNames(field: () => HTMLTextAreaElement, setText: (text: string) => void) {
  const studio = useStudio();
  const [begun, setBegun] = createSignal<string | null>(null);
  const [chosen, setChosen] = createSignal(0);
  const offered = () => {
    const wanted = begun()?.toLowerCase();
    if (wanted === undefined) return [];
    return studio.project
      .members()
      .map(({ person }) => person.name)
      .filter((name) => name.toLowerCase().startsWith(wanted))
      .slice(0, MOST_NAMES);
  };
  const take = (name: string) => {
    const at = field().selectionStart;
    const from = at - (begun()?.length ?? 0);
    field().setRangeText(`${name} `, from, at, "end");
    setText(field().value);
    setBegun(null);
  };
  return {
    id: `names-${Math.random().toString(36).slice(2)}`,
    offered,
    chosen,
    take,
    close: () => setBegun(null),
    look() {
      setBegun(nameBegun(field().value, field().selectionStart));
      setChosen(0);
    },
    /** Whether the key chose among the names. */
    answerKey(event: KeyboardEvent): boolean {
      const all = offered();
      if (all.length === 0 || event.ctrlKey || event.metaKey) return false;
      const by = { ArrowDown: 1, ArrowUp: all.length - 1 }[event.key];
      if (by !== undefined) setChosen((at) => (at + by) % all.length);
      else if (event.key === "Enter" || event.key === "Tab") take(all[chosen()] as string);
      else if (event.key === "Escape") setBegun(null);
      else return false;
      return true;
    },
  };
}
