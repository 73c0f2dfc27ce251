/** What an owner changes in a campaign that is open, and the files of its answers. */

import { createResource, createSignal, For, Show } from "solid-js";
import { sentence } from "../api";
import { campaignAnswersAddress, curation } from "../curation";
import { isAtLeast } from "../domain/people/roles";
import type { Campaign, Member } from "../protocol";
import { Problem } from "../ui/messages/Problem";
import { Dialog } from "../ui/overlays/Dialog";
import { Menu } from "../ui/overlays/Menu";
import { localMoment } from "./words";

/** Each answer as one row, judges numbered. */
export function AnswersMenu(props: { campaign: Campaign }) {
  const get = (file: "jsonl" | "csv") => {
    location.href = campaignAnswersAddress(props.campaign.id, file);
  };
  return (
    <Menu
      name="Export the answers"
      label="Export"
      items={[
        { label: "JSON lines, one answer a line", perform: () => get("jsonl") },
        { label: "CSV, the same as a table", perform: () => get("csv") },
      ]}
    />
  );
}

export function ChangeDialog(props: {
  campaign: Campaign;
  members: readonly Member[];
  onChanged: (campaign: Campaign) => void;
  onClose: () => void;
}) {
  const [results] = createResource(() =>
    curation.campaignResults(props.campaign.id).catch(() => undefined),
  );
  const judges = () => props.members.filter((member) => isAtLeast(member.role, "curator"));
  const [touched, setTouched] = createSignal<ReadonlySet<string> | null>(null);
  const present = () =>
    new Set((results()?.judges ?? []).filter((one) => one.may_answer).map((one) => one.name));
  const chosen = (): ReadonlySet<string> => touched() ?? present();
  const toggle = (name: string) => {
    const all = new Set(chosen());
    if (!all.delete(name)) all.add(name);
    setTouched(all);
  };
  const [problem, setProblem] = createSignal<string | null>(null);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const when = String(new FormData(event.currentTarget as HTMLFormElement).get("deadline") ?? "");
    const names = touched();
    try {
      props.onChanged(
        await curation.changeCampaign(props.campaign.id, {
          deadline: when ? new Date(when).toISOString() : null,
          ...(names ? { judges: [...names] } : {}),
        }),
      );
      props.onClose();
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  return (
    <Dialog title="Judges and deadline" class="export-dialog" onClose={props.onClose}>
      <form class="stacked" onSubmit={save}>
        <Show
          when={results()}
          fallback={
            <p class="muted">
              {results.loading
                ? "Loading the judges …"
                : "As a judge, you can change judges after you have answered everything."}
            </p>
          }
        >
          <fieldset class="export-choice">
            <legend class="muted">
              Judges; each take comes to {props.campaign.overlap} of them
            </legend>
            <For each={judges()}>
              {(member) => (
                <label class="check real-choice">
                  <input
                    type="checkbox"
                    checked={chosen().has(member.person.name)}
                    onChange={() => toggle(member.person.name)}
                  />
                  {member.person.name}
                </label>
              )}
            </For>
          </fieldset>
          <p class="muted">
            What somebody has not begun moves to the others. Answers that were given stay.
          </p>
        </Show>
        <label>
          Open until
          <input
            name="deadline"
            type="datetime-local"
            value={props.campaign.deadline ? localMoment(props.campaign.deadline) : ""}
          />
        </label>
        <Problem sentence={problem()} />
        <div class="dialog-acts">
          <button type="submit" class="primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
