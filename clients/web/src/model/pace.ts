// When something is done that many events ask for: soon after the last of them, not later than a while after the first, and not more
// often than once in another while.

export interface Pace {
  // In milliseconds. Nothing was asked for so long …
  quiet: number;
  // … or the first asked so long ago …
  longest: number;
  // … and it was not done since so long.
  rest: number;
}

// What of a browser it needs; a test has its own.
export interface Timers {
  now(): number;
  set(act: () => void, milliseconds: number): unknown;
  clear(timer: unknown): void;
}

const BROWSER: Timers = {
  now: () => Date.now(),
  set: (act, milliseconds) => setTimeout(act, milliseconds),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

export class Batch {
  private first: number | undefined;
  private last = 0;
  private acted = -Infinity;
  private held = false;
  private timer: unknown;

  constructor(private readonly act: () => void, private readonly pace: Pace, private readonly timers: Timers = BROWSER) {}

  ask(): void {
    this.last = this.timers.now();
    this.first ??= this.last;
    this.schedule();
  }

  // While it is held nothing is done; what was asked for meanwhile is done once afterwards.
  hold(held: boolean): void {
    this.held = held;
    this.schedule();
  }

  stop(): void {
    this.first = undefined;
    this.schedule();
  }

  private schedule(): void {
    this.timers.clear(this.timer);
    if (this.first === undefined || this.held) return;
    const {quiet, longest, rest} = this.pace;
    const due = Math.max(Math.min(this.last + quiet, this.first + longest), this.acted + rest);
    this.timer = this.timers.set(() => {
      this.first = undefined;
      this.acted = this.timers.now();
      this.act();
    }, Math.max(0, due - this.timers.now()));
  }
}
