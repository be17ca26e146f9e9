// An id that the API takes, `[a-z0-9-]{1,63}`, made of a title that people write.

import {fold} from './fold.ts';

const LONGEST = 63;

export function slugOf(title: string): string {
  return fold(title).replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, LONGEST).replace(/-+$/, '');
}

export const isId = (text: string): boolean => /^[a-z0-9-]{1,63}$/.test(text);
