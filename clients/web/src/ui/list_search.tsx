// Narrows a list that is there already, without diacritics.

import type {JSX} from 'preact';

import {words} from '../words/index.ts';

// Shorter lists are read faster than anything is typed.
const WORTH_SEARCHING = 8;

export function ListSearch({count, value, onInput}: {count: number; value: string; onInput(text: string): void}): JSX.Element | null {
  const t = words();
  if (count < WORTH_SEARCHING && !value) return null;
  return (
    <form class="filters no-print" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        type="search" aria-label={t.search} placeholder={t.searchHint} autocomplete="off" value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </form>
  );
}
