// Small choices of this device that outlive the page. A browser that keeps nothing (private windows, full storage) is no
// reason not to work.

const PREFIX = 'phoihop.';

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // It is asked again next time.
  }
}
