// A long list of which only what is in sight is in the page. Rows have one of a few heights, which the style sheet knows: a
// probe of each is measured, so that larger letters make larger rows.

import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useLayoutEffect, useMemo, useRef, useState} from 'preact/hooks';

// Rows above and below what is in sight, in pixels: enough for a flick of the finger.
const OVERSCAN_PX = 400;

interface Props<Row> {
  rows: readonly Row[];
  keyOf(row: Row): string;
  // Class of the row, which has a fixed height.
  heightClassOf(row: Row): string;
  heightClasses: readonly string[];
  // Whether the arrow keys stop there.
  isStop(row: Row): boolean;
  render(row: Row, index: number): ComponentChildren;
  label: string;
}

function useHeights(classes: readonly string[]): [Record<string, number>, JSX.Element] {
  const probe = useRef<HTMLDivElement>(null);
  const [heights, setHeights] = useState<Record<string, number>>({});
  useLayoutEffect(() => {
    const element = probe.current!;
    const measure = () => {
      const next: Record<string, number> = {};
      classes.forEach((name, i) => (next[name] = element.children[i]!.getBoundingClientRect().height));
      setHeights((before) => classes.every((name) => before[name] === next[name]) ? before : next);
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return [heights, (
    <div ref={probe} class="probe" aria-hidden="true">{classes.map((name) => <div key={name} class={name} />)}</div>
  )];
}

function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => setPrinting(true);
    const after = () => setPrinting(false);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return printing;
}

// The first row whose end is below `y`.
function rowAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tops[middle + 1]! > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function VirtualList<Row>({rows, keyOf, heightClassOf, heightClasses, isStop, render, label}: Props<Row>): JSX.Element {
  const [heights, probe] = useHeights(heightClasses);
  const list = useRef<HTMLDivElement>(null);
  const printing = usePrinting();
  const [range, setRange] = useState<[number, number]>([0, 0]);
  // The row that has the focus stays in the page when it is out of sight.
  const [focused, setFocused] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);

  const tops = useMemo(() => {
    const sums = new Float64Array(rows.length + 1);
    rows.forEach((row, i) => (sums[i + 1] = sums[i]! + (heights[heightClassOf(row)] ?? 0)));
    return sums;
  }, [rows, heights]);

  useLayoutEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const top = -list.current!.getBoundingClientRect().top;
      const first = rowAt(tops, top - OVERSCAN_PX);
      const last = Math.min(rows.length, rowAt(tops, top + window.innerHeight + OVERSCAN_PX) + 1);
      setRange((before) => before[0] === first && before[1] === last ? before : [first, last]);
    };
    const onScroll = () => (frame ||= requestAnimationFrame(look));
    look();
    window.addEventListener('scroll', onScroll, {passive: true});
    window.addEventListener('resize', onScroll);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', onScroll);
      window.removeEventListener('resize', onScroll);
    };
  }, [tops, rows]);

  useLayoutEffect(() => {
    if (!wanted.current) return;
    const row = list.current!.querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted.current)}"]`);
    wanted.current = null;
    row?.querySelector<HTMLElement>('a, button')?.focus();
  });

  const indexes: number[] = [];
  const [first, last] = printing ? [0, rows.length] : range;
  for (let i = first; i < Math.min(last, rows.length); ++i) indexes.push(i);
  const pinned = focused === null ? -1 : rows.findIndex((row) => keyOf(row) === focused);
  if (pinned >= 0 && pinned < first) indexes.unshift(pinned);
  if (pinned >= last) indexes.push(pinned);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!step || event.altKey || event.ctrlKey || event.metaKey || (event.target as Element).closest('dialog, select, input')) return;
    const key = (event.target as Element).closest<HTMLElement>('[data-key]')?.dataset.key;
    let next = rows.findIndex((row) => keyOf(row) === key);
    do next += step; while (rows[next] && !isStop(rows[next]!));
    const row = rows[next];
    if (!key || !row) return;
    event.preventDefault();
    wanted.current = keyOf(row);
    setFocused(keyOf(row));
  };

  return (
    <>
      {probe}
      <div
        ref={list} class={printing ? 'rows printing' : 'rows'} role="list" aria-label={label}
        style={{height: printing ? 'auto' : `${tops[rows.length]}px`}} onKeyDown={onKeyDown}
        onFocusIn={(event) => setFocused((event.target as Element).closest<HTMLElement>('[data-key]')?.dataset.key ?? null)}
      >
        {indexes.map((i) => {
          const row = rows[i]!;
          return (
            <div
              key={keyOf(row)} data-key={keyOf(row)} class={`row ${heightClassOf(row)}`} role="listitem"
              aria-setsize={rows.length} aria-posinset={i + 1} style={printing ? {} : {top: `${tops[i]}px`}}
            >
              {render(row, i)}
            </div>
          );
        })}
      </div>
    </>
  );
}
