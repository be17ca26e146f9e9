// Patterns of bars and tiles, so that they can be told apart without colours and on paper. Drawn once on a page; `fillOf` names them.

import type {JSX} from 'preact';

import type {BarKind} from '../model/gantt.ts';

// Lines over the ground of the kind; the grounds and inks stand in the style sheet (charts.css).
const MARKS: Record<BarKind, JSX.Element> = {
  overdue: <path d="M0 8 L8 0 M-2 2 L2 -2 M6 10 L10 6" class="mark heavy" />,
  open: <></>,
  late: <path d="M0 0 L8 8 M-2 6 L2 10 M6 -2 L10 2" class="mark" />,
  done: <path d="M0 4 H8" class="mark" />,
  planned: <circle cx="4" cy="4" r="1.2" class="dot" />,
  draft: <></>,
};

export const fillOf = (kind: BarKind): string => `url(#pattern-${kind})`;

export function BarPatterns(): JSX.Element {
  return (
    <svg width="0" height="0" class="patterns" aria-hidden="true">
      <defs>
        {(Object.keys(MARKS) as BarKind[]).map((kind) => (
          <pattern key={kind} id={`pattern-${kind}`} width="8" height="8" patternUnits="userSpaceOnUse" class={`pattern ${kind}`}>
            <rect width="8" height="8" class="ground" />
            {MARKS[kind]}
          </pattern>
        ))}
      </defs>
    </svg>
  );
}
