// The field in which a cell is written: Enter writes, Tab goes on to the next cell, Escape leaves it as it was.
import { createUniqueId, For, onCleanup, onMount, Show } from "solid-js";
import type { Cell } from "../../domain/cells";
import { choicesOf } from "../../domain/plain/typing";
import { wordsOf } from "../../domain/text/words";
import type { KindShape } from "../../protocol";
import { elementOf } from "./acts";
import { commitTyping, draft, endTyping, setDraft, startTyping } from "./typing";

/** cell: where it lies; name: what it is called. */
export function CellField(props: { shape: KindShape; cell: Cell; name: string }) {
  let field!: HTMLInputElement;
  const list = createUniqueId();
  let isOver = false;
  onMount(() => {
    field.focus({ preventScroll: true });
    field.select();
  });
  onCleanup(() => {
    isOver = true;
  });

  /** Write what is in the field; false, with the reason at the field, where that cannot be. */
  function write(go: (next: Cell) => void): void {
    const written = commitTyping(props.shape);
    if ("next" in written) return go(written.next);
    field.setCustomValidity(written.problem);
    field.reportValidity();
  }
  const focusCell = (cell: Cell) =>
    queueMicrotask(() => elementOf(cell)?.focus({ preventScroll: true }));

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { cell, shape } = props;
    if (event.key === "Enter") write(({ row, column }) => focusCell({ row, column: column - 1 }));
    else if (event.key === "Escape") {
      endTyping();
      focusCell(cell);
    } else if (event.key === "Tab") {
      const isBack = event.shiftKey;
      // From the first cell back, and from an empty end on, the focus goes where it always does.
      if (isBack ? cell.column === 0 : elementOf(cell) === null && draft().trim() === "") return;
      write((next) =>
        startTyping(shape, isBack ? { row: cell.row, column: cell.column - 1 } : next),
      );
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function onPaste(event: ClipboardEvent): void {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (wordsOf(pasted).length < 2) return;
    event.preventDefault();
    const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
    setDraft(draft().slice(0, from) + pasted + draft().slice(to));
    write(({ row, column }) => focusCell({ row, column: column - 1 }));
  }

  return (
    <>
      <input
        ref={field}
        class="cell-field"
        aria-label={props.name}
        autocomplete="off"
        spellcheck={false}
        size={Math.max(3, draft().length)}
        list={choicesOf(props.shape).length > 0 ? list : undefined}
        value={draft()}
        onInput={(event) => {
          event.currentTarget.setCustomValidity("");
          setDraft(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => {
          if (!isOver && "problem" in commitTyping(props.shape)) endTyping();
        }}
      />
      <Show when={choicesOf(props.shape).length > 0}>
        <datalist id={list}>
          <For each={choicesOf(props.shape)}>{(choice) => <option value={choice} />}</For>
        </datalist>
      </Show>
    </>
  );
}
