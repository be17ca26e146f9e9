// Light or dark: as the device says, unless somebody chose.

import {effect, signal} from '@preact/signals';

import {recall, remember} from './settings.ts';

export type Theme = 'auto' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];
const stored = recall('theme') as Theme | null;

export const theme = signal<Theme>(stored && THEMES.includes(stored) ? stored : 'auto');

export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
}

export function followTheme(): void {
  effect(() => {
    remember('theme', theme.value);
    document.documentElement.dataset.theme = theme.value;
  });
}
