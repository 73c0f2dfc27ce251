/** Whether a text looks like another language than English, by its commonest words. Pure. */

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));

const ENGLISH = setOf(
  "the of and to in a is it that was for on with as at by from this be have not are but had his her " +
    "they you he she we i my our your their its or an so if what when who which there been has were will " +
    "would can could all one out up into no do did them then than some about how",
);
/** The commonest words of other languages with Latin letters that are no common English ones. */
const OTHERS = setOf(
  "der das und ist nicht ein eine einen dem den des mit auf für von zu im sich auch wir sie ich es aber wie " +
    "le la les une des et est dans que qui pour pas sur au aux avec ce cette il elle nous vous je mais ou " +
    "el los las un una y en del por con para se su lo como más pero está al no muy " +
    "il gli che di e è non per del della nel con sono ma anche " +
    "o os um uma não do da dos das em ao mas com seu foi " +
    "het een van niet dat zijn met voor op maar ook ik hij wij " +
    "och att det som på är inte jag har av til ikke og på " +
    "i w na nie się że jest z do to jak ale " +
    "bir ve bu için ile değil",
);
const LATIN = /\p{Script=Latin}/u;
const LETTER = /\p{L}/u;
/** Words that are looked at, and the fewest that say something. */
const MOST = 400;
const FEWEST = 6;
/** Words from which on a text without a single common English one is none. */
const ENOUGH = 20;

export const OTHER_LANGUAGE =
  "The model writes English, and this text looks like another language. What it writes here will hardly fit.";

export function looksForeign(words: readonly string[]): boolean {
  const real: string[] = [];
  for (const word of words) {
    if (LETTER.test(word)) real.push(word.toLowerCase());
    if (real.length === MOST) break;
  }
  if (real.length < FEWEST) return false;
  if (real.filter((word) => !LATIN.test(word)).length * 2 > real.length) return true;
  const english = real.filter((word) => ENGLISH.has(word)).length;
  const others = real.filter((word) => OTHERS.has(word) && !ENGLISH.has(word)).length;
  return (others >= 2 && others > 2 * english) || (real.length >= ENOUGH && english === 0);
}
