/** A slider's place (0 to 1000) for a value, and back; wide ranges are logarithmic. */
export function sliderScale(minimum: number, maximum: number) {
  const isWide = minimum > 0 && maximum / minimum >= 50;
  return {
    toPlace: (value: number): number =>
      Math.round(
        1000 *
          (isWide
            ? Math.log(value / minimum) / Math.log(maximum / minimum)
            : (value - minimum) / (maximum - minimum)),
      ),
    toValue: (place: number): number => {
      const share = place / 1000;
      if (!isWide) return minimum + share * (maximum - minimum);
      return minimum * (maximum / minimum) ** share;
    },
  };
}
