/** In which order candidates are shown. Pure. */

/** The numbers of candidates: those that are likeliest first, where that is known of all. */
export function candidateOrder(numCandidates: number, bestFirst: readonly number[]): number[] {
  return bestFirst.length === numCandidates
    ? [...bestFirst]
    : Array.from({ length: numCandidates }, (_, index) => index);
}
