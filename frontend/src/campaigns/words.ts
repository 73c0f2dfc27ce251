/** A campaign in words. Pure. */

import type { AnswerAgreement, Campaign, CampaignQuestion } from "../protocol";
import { agreementWords } from "../rankings/scale";
import { momentWords } from "../ui/ago";
import type { AnswerValue } from "./answers";

/** "1,379 of 1,760 answers": each to all questions about one take. */
export const progressOf = (campaign: Pick<Campaign, "num_answered" | "num_tasks">): string =>
  `${campaign.num_answered.toLocaleString("en")} of ${campaign.num_tasks.toLocaleString("en")} answers`;

/** "2 of 3 judges", "both judges": who answers about each take. */
export function judgesOfEach({
  overlap,
  num_judges,
}: Pick<Campaign, "overlap" | "num_judges">): string {
  if (overlap < num_judges) return `${overlap} of ${num_judges} judges`;
  return overlap === 1 ? "one judge" : overlap === 2 ? "both judges" : `all ${overlap} judges`;
}

/** When it ends, or ended; "" where it is closed by hand. */
export function closesWords(
  campaign: Pick<Campaign, "deadline" | "closed_at" | "is_over">,
): string {
  if (campaign.closed_at) return `closed ${momentWords(campaign.closed_at)}`;
  if (!campaign.deadline) return "";
  const when = momentWords(campaign.deadline);
  return campaign.is_over ? `ended ${when}` : `open until ${when}`;
}

/** "0.62, weak", after Krippendorff. */
export const agreementOf = (found: AnswerAgreement | null | undefined): string =>
  found ? agreementWords(found.alpha) : "not known yet";

/** "0.62 (0.40 to 0.81)", or "–". */
export function figureOf(found: AnswerAgreement | null | undefined): string {
  if (!found) return "–";
  const range =
    found.low === null || found.high === null
      ? ""
      : ` (${found.low.toFixed(2)} to ${found.high.toFixed(2)})`;
  return `${found.alpha.toFixed(2)}${range}`;
}

/** An answer as it reads beside its question. */
export function answerWords(question: CampaignQuestion, value: AnswerValue): string {
  if (Array.isArray(value)) return value.length > 0 ? value.join(", ") : "none";
  if (value === null || value === "") return "nothing";
  return question.type === "scale" ? String(value) : `${value}`;
}

/** What the words at the ends of a scale mean, for who does not see it. */
export const endsWords = ({ low, high, steps }: CampaignQuestion): string =>
  low || high ? `1 ${low || "least"}, ${steps} ${high || "most"}` : `1 to ${steps}`;

/** A moment as a field for date and time has it: in the reader's own time, without a zone. */
export function localMoment(isoTime: string): string {
  const at = new Date(isoTime);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
