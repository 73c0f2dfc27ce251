import { describe, expect, it } from "vitest";
import { looksForeign } from "./language";
import { wordsOf } from "./words";

const of = (text: string) => looksForeign(wordsOf(text).map(({ word }) => word));

describe("a text in another language", () => {
  it.each([
    "Der Zug war eine Stunde zu spät, und niemand wusste, warum er nicht kam.",
    "Le train avait une heure de retard et personne ne savait pourquoi.",
    "El tren llegó una hora tarde y nadie sabía por qué en la estación.",
    "Il treno era in ritardo di un'ora e nessuno sapeva perché non arrivava.",
    "De trein was een uur te laat en niemand wist waarom hij niet kwam met het geld van de man.",
    "Поезд опоздал на час, и никто не знал почему.",
    "電車は一時間遅れて、誰も理由を知りませんでした 雨 が 降る 夜 です 家 に 帰る",
  ])("is noticed: %s", (text) => {
    expect(of(text)).toBe(true);
  });

  it.each([
    "The train was an hour late, and nobody knew why it did not come.",
    "She said “je ne sais pas” and went to the station with her brother.",
    "Milk, eggs, flour, butter, sugar, salt.",
    "Hi Tom, see you soon.",
    "",
  ])("is not suspected: %s", (text) => {
    expect(of(text)).toBe(false);
  });
});
