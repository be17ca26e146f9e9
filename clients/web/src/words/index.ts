// The language that people read. `words()` answers everything in it; whatever renders with it renders again when it changes.

import {computed, effect, signal} from '@preact/signals';

import {recall, remember} from '../state/settings.ts';
import type {Words} from './vietnamese.ts';
import {vietnamese} from './vietnamese.ts';

export type Language = 'vi' | 'en';

// Of who reads Vietnamese, which is nearly everybody, nothing else is asked for.
const english = signal<Words | null>(null);

export const language = signal<Language>('vi');

const chosen = computed(() => (language.value === 'en' ? english.value : null) ?? vietnamese);

export function words(): Words {
  return chosen.value;
}

export async function speak(next: Language): Promise<void> {
  if (next === 'en' && !english.value) english.value = (await import('./english.ts')).english;
  language.value = next;
}

// As it was chosen before.
export async function followLanguage(): Promise<void> {
  if (recall('language') === 'en') await speak('en').catch(() => {});
  effect(() => {
    remember('language', language.value);
    document.documentElement.lang = language.value;
    document.title = words().product;
  });
}
