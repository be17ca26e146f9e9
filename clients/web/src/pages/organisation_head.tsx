// What the pages of the organisation have in common: the heading and the way from one to the other.

import type {JSX} from 'preact';

import {paths} from '../state/route.ts';
import {organisationWords} from '../words/organisation.ts';

type Tab = 'units' | 'matrix' | 'findings' | 'reorganisations';
const TABS: readonly Tab[] = ['units', 'matrix', 'findings', 'reorganisations'];

export function OrganisationHead({tab, title}: {tab: Tab; title: string}): JSX.Element {
  const t = organisationWords();
  return (
    <>
      <h1 tabIndex={-1}>{title}</h1>
      <nav class="tabs no-print" aria-label={t.tabsLabel}>
        {TABS.map((one) => <a key={one} href={paths[one]} aria-current={one === tab ? 'page' : undefined}>{t.tabs[one]}</a>)}
      </nav>
    </>
  );
}
