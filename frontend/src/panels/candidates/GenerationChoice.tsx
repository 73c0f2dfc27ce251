/** Which generation's candidates, or which job's results, are listed. */

import { createMemo, For } from "solid-js";
import { jobName } from "../../domain/generation/jobs";
import { nameOf } from "../../domain/people/personName";
import type { Generation, Person } from "../../protocol";
import { useStudio } from "../../state/stage/studio";

const PURPOSES: Partial<Record<Generation["purpose"], string>> = {
  repair: "repair",
  splice: "splice",
  reproduce: "reproduction",
  imported: "imported",
};

export function GenerationChoice() {
  const studio = useStudio();
  const entries = createMemo(() => {
    const by = (person: Person | null) => (person ? ` · ${nameOf(person)}` : "");
    const generations = studio
      .generations()
      .filter((one) => one.job === null)
      .map((one) => {
        const purpose = PURPOSES[one.purpose];
        const label = `Generation ${one.number}${purpose ? ` · ${purpose}` : ""}${by(one.created_by)}`;
        return { value: one.id, at: one.created_at, label };
      });
    const jobs = studio.jobs().map((job) => ({
      value: `job:${job.id}`,
      at: job.created_at,
      label: `${jobName(job)}${by(job.created_by)}`,
    }));
    return [...generations, ...jobs].sort((one, other) => other.at.localeCompare(one.at));
  });
  const chosen = () => {
    const job = studio.selectedJob();
    return job ? `job:${job.id}` : (studio.listed()?.id ?? "");
  };
  return (
    <select
      class="generation-choice"
      aria-label="Generation"
      onChange={(event) => {
        const value = event.currentTarget.value;
        if (value.startsWith("job:")) studio.selectJob(value.slice(4));
        else studio.select(value);
      }}
    >
      <For each={entries()}>
        {(entry) => (
          <option value={entry.value} selected={entry.value === chosen()}>
            {entry.label}
          </option>
        )}
      </For>
    </select>
  );
}
