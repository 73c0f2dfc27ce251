// Whether keys write on the staff.
import { tool } from "../../../state/stage/open";
import { canWrite } from "../acts";
import { notation } from "../score/notation";

export const isWriting = (): boolean => tool() === "draw" && notation() === "score" && canWrite();
