// A page, or a part of one, whose code is fetched when it is first shown.

import {signal} from '@preact/signals';
import type {ComponentType, JSX} from 'preact';

import {words} from '../words/index.ts';

// `quiet`: a part that nobody misses until it is there.
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>, quiet = false): (props: Props) => JSX.Element | null {
  const loaded = signal<ComponentType<Props> | null>(null);
  const failed = signal(false);
  let loading = false;
  const begin = () => {
    if (loading) return;
    loading = true;
    failed.value = false;
    load().then((component) => (loaded.value = component), () => (failed.value = true))
      .finally(() => (loading = false));
  };
  return function Lazy(props: Props) {
    const t = words();
    const Component = loaded.value;
    if (Component) return <Component {...props} />;
    if (failed.value && quiet) return null;
    if (failed.value) {
      return <div class="problem" role="alert"><p>{t.errors.network}</p><button type="button" onClick={begin}>{t.tryAgain}</button></div>;
    }
    begin();
    return quiet ? null : <p class="empty" role="status">{t.loading}</p>;
  };
}
