/** Questions with which a new campaign begins, and questions as they are written in a form. Pure. */

import type { CampaignQuestion } from "../protocol";

export const TYPES = [
  { value: "scale", label: "Scale" },
  { value: "choice", label: "One choice" },
  { value: "several", label: "Several choices" },
  { value: "text", label: "Text" },
] as const;

const scale = (text: string, low: string, high: string): CampaignQuestion => ({
  ...emptyQuestion("scale"),
  text,
  low,
  high,
});

export const emptyQuestion = (type: CampaignQuestion["type"]): CampaignQuestion => ({
  type,
  text: "",
  low: "",
  high: "",
  steps: 5,
  options: [],
});

/** What people are usually asked about music, or about texts; each can be changed. */
export const usualQuestions = (isMusic: boolean): CampaignQuestion[] => [
  isMusic
    ? scale("Would you sing it?", "never", "gladly")
    : scale("Would you read on?", "never", "gladly"),
  {
    ...emptyQuestion("several"),
    text: "What holds it back?",
    options: isMusic
      ? ["voice-leading", "cadence", "harmony", "hard to sing"]
      : ["meaning", "fluency", "rhythm", "word choice", "ending"],
  },
];

/** Choices as they are written, with commas between them. */
export const optionsOf = (text: string): string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
