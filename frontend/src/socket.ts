// A socket that is opened again whenever it is lost, until it is closed for good.

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;
/** The server's heartbeat comes every 15 s; a socket that is silent for longer than two is dead. */
const SILENCE_MS = 35_000;

export class LastingSocket {
  private socket: WebSocket | null = null;
  private isOver = false;
  private waitMs = FIRST_WAIT_MS;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;

  /** `onLost` gets the close code and answers whether it is worth trying again. */
  constructor(
    private readonly makeSocket: () => WebSocket,
    private readonly onMessage: (text: string) => void,
    private readonly onLost: (code: number) => boolean,
  ) {
    window.addEventListener("online", this.goOnline);
    window.addEventListener("offline", this.goOffline);
  }

  connect = (): void => {
    clearTimeout(this.reconnectTimer);
    if (this.isOver || this.socket) return;
    const opened = this.makeSocket();
    this.socket = opened;
    opened.onmessage = (message) => {
      if (this.socket !== opened) return;
      this.watchForSilence();
      this.onMessage(message.data as string);
    };
    opened.onclose = (closing) => {
      if (this.socket === opened) this.lose(closing.code);
    };
    this.watchForSilence();
  };

  /** False where it is not open. */
  send(text: string): boolean {
    if (this.socket?.readyState !== 1) return false;
    this.socket.send(text);
    return true;
  }

  /** The server answered: the next loss is no repetition of the last one. */
  isWell(): void {
    this.waitMs = FIRST_WAIT_MS;
  }

  close(): void {
    window.removeEventListener("online", this.goOnline);
    window.removeEventListener("offline", this.goOffline);
    clearTimeout(this.reconnectTimer);
    clearTimeout(this.silenceTimer);
    this.isOver = true;
    const open = this.socket;
    this.socket = null;
    open?.close();
  }

  private lose(code: number): void {
    this.socket = null;
    clearTimeout(this.silenceTimer);
    if (!this.onLost(code)) {
      this.isOver = true;
      return;
    }
    const jitter = 0.75 + Math.random() / 2;
    this.reconnectTimer = setTimeout(this.connect, this.waitMs * jitter);
    this.waitMs = Math.min(2 * this.waitMs, LONGEST_WAIT_MS);
  }

  private watchForSilence(): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(this.giveUp, SILENCE_MS);
  }

  /** Closing it may take long: it counts as lost at once. */
  private giveUp = (): void => {
    const lost = this.socket;
    if (!lost) return;
    this.lose(1006);
    lost.close();
  };

  private goOnline = (): void => {
    this.waitMs = FIRST_WAIT_MS;
    this.connect();
  };

  private goOffline = (): void => this.giveUp();
}
