// What the device keeps for times without network, in IndexedDB, apart for everybody who signs in here. A browser that keeps
// nothing only loses that.

import {createStore, del, delMany, get, keys, set, type UseStore} from 'idb-keyval';

let store: UseStore | undefined;

function opened(): UseStore {
  return (store ??= createStore('phoihop', 'kept'));
}

export async function keep(key: string, value: unknown): Promise<void> {
  try {
    await set(key, value, opened());
  } catch {
    // Full, or forbidden.
  }
}

export async function kept<T>(key: string): Promise<T | undefined> {
  try {
    return await get<T>(key, opened());
  } catch {
    return undefined;
  }
}

export async function forget(key: string): Promise<void> {
  try {
    await del(key, opened());
  } catch {
    // There is nothing to forget.
  }
}

export async function keptKeys(prefix: string): Promise<string[]> {
  try {
    return (await keys<string>(opened())).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

export async function forgetAll(prefix: string): Promise<void> {
  try {
    await delMany(await keptKeys(prefix), opened());
  } catch {
    // There is nothing to forget.
  }
}
