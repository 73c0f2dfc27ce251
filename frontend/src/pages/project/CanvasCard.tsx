/** One canvas in the list: its picture, name and what can be done with it. */

import { A } from "@solidjs/router";
import { createMemo, createSignal, Show } from "solid-js";
import { pages } from "../../addresses";
import { api } from "../../api";
import { isAtLeast } from "../../domain/people/roles";
import type { Canvas, Role } from "../../protocol";
import { toastFailure } from "../../state/failures";
import { ago } from "../../ui/ago";
import { RenameForm } from "../../ui/controls/RenameForm";
import { toast } from "../../ui/messages/toasts";
import { Menu, type MenuItem } from "../../ui/overlays/Menu";
import { CanvasPicture } from "./CanvasPicture";

export function CanvasCard(props: { canvas: Canvas; role: Role | null; onReview: () => void }) {
  const [isRenaming, setIsRenaming] = createSignal(false);
  const address = () => pages.canvas(props.canvas.project, props.canvas.id);
  const act = (what: Promise<unknown>) => what.catch(toastFailure);

  const bin = async () => {
    try {
      await api.binCanvas(props.canvas.id);
      toast(`“${props.canvas.name}” is in the bin.`, {
        action: { label: "Undo", perform: () => void act(api.restoreCanvas(props.canvas.id)) },
      });
    } catch (failure) {
      toastFailure(failure);
    }
  };
  const items = createMemo((): (MenuItem | null)[] => {
    const all: (MenuItem | null)[] = [];
    if (props.canvas.is_in_bin) {
      return [{ label: "Restore", perform: () => void act(api.restoreCanvas(props.canvas.id)) }];
    }
    if (props.canvas.notices.length > 0)
      all.push({ label: "Import notes", perform: props.onReview });
    if (isAtLeast(props.role, "editor")) {
      all.push({ label: "Rename", perform: () => setIsRenaming(true) });
      all.push({
        label: "Duplicate",
        perform: () => void act(api.duplicateCanvas(props.canvas.id)),
      });
    }
    if (props.role === "owner")
      all.push(null, { label: "Move to bin", isDanger: true, perform: () => void bin() });
    return all;
  });
  const picture = <CanvasPicture canvas={props.canvas} height={84} />;
  return (
    <li class="canvas-card" classList={{ binned: props.canvas.is_in_bin }}>
      <Show when={!props.canvas.is_in_bin} fallback={picture}>
        <A href={address()} aria-label={`Open ${props.canvas.name}`} tabIndex={-1}>
          {picture}
        </A>
      </Show>
      <div class="canvas-line">
        <Show
          when={!isRenaming()}
          fallback={
            <RenameForm
              name={props.canvas.name}
              onRename={(name) => void act(api.renameCanvas(props.canvas.id, name))}
              onClose={() => setIsRenaming(false)}
            />
          }
        >
          <span class="canvas-name">
            <Show when={!props.canvas.is_in_bin} fallback={<b>{props.canvas.name}</b>}>
              <A href={address()}>{props.canvas.name}</A>
            </Show>
            <small class="muted">{ago(props.canvas.updated_at)}</small>
          </span>
          <Show when={items().length > 0}>
            <Menu
              name={`More for ${props.canvas.name}`}
              label="More"
              class="quiet"
              items={items()}
            />
          </Show>
        </Show>
      </div>
    </li>
  );
}
