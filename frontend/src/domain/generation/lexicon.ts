// Words as numbers, so that the steps of texts are kept as small as those of chorales.
import type { CellSymbol } from "../../protocol";

/** Numbers stand for themselves; the words of a text count from 0 as they come. */
export class Lexicon {
  private readonly words: string[] = [];
  private readonly numbers = new Map<string, number>();

  get size(): number {
    return this.words.length;
  }

  number(symbol: CellSymbol): number {
    if (typeof symbol === "number") return symbol;
    let number = this.numbers.get(symbol);
    if (number === undefined) {
      number = this.words.push(symbol) - 1;
      this.numbers.set(symbol, number);
    }
    return number;
  }

  symbol(number: number): CellSymbol {
    return this.words.length === 0 ? number : (this.words[number] ?? "");
  }
}
