/** Ode to Joy from the press on, while its canvas is made and opened; there, playing goes on in what is in view. */

import { pause, play, setTempo } from "../../audio/player";
import { setSoundSource } from "../../audio/source";
import { setPlayhead } from "../../state/stage/playhead";
import { ODE } from "./startPictures";

const META = { fifths: 2, tempo: 100 };

export function playOde(): void {
  setPlayhead(null);
  setTempo(null);
  setSoundSource({ grid: () => [ODE], meta: () => META, isFixed: true });
  void play();
}

export function stopOde(): void {
  pause();
  setSoundSource(null);
  setPlayhead(null);
}
