// The family of a unit as a drawing: boxes are links, lines are for the eye, and every step stands below it in words.

import type {LineageJson, Lineage_EdgeJson} from 'phoihop/v1/organisation_service_pb';
import type {JSX} from 'preact';
import {useMemo} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {dateForPeople} from '../model/dates.ts';
import {type Box, drawingOf, type Line} from '../model/lineage.ts';
import {paths} from '../state/route.ts';
import {organisationWords} from '../words/organisation.ts';

// In units of the drawing, which are pixels.
const BOX_WIDTH = 200;
const BOX_HEIGHT = 64;
const GAP_X = 72;
const GAP_Y = 14;

const left = ({column}: Box) => column * (BOX_WIDTH + GAP_X);
const top = ({row}: Box) => row * (BOX_HEIGHT + GAP_Y);

function pathOf({from, to}: Line): string {
  const [x1, y1] = [left(from) + BOX_WIDTH, top(from) + BOX_HEIGHT / 2];
  const [x2, y2] = [left(to), top(to) + BOX_HEIGHT / 2];
  // In the same column, or backwards: around the right side.
  if (x2 <= x1) return `M${x1} ${y1} C${x1 + GAP_X} ${y1} ${left(to) + BOX_WIDTH + GAP_X} ${y2} ${left(to) + BOX_WIDTH} ${y2}`;
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function BoxLink({box, self}: {box: Box; self: boolean}): JSX.Element {
  const t = organisationWords();
  const {unit = '', displayNames = [], startDate, endDate, alive} = box.node;
  const years = `${startDate ? dateForPeople(startDate) : t.always} – ${endDate ? dateForPeople(endDate) : t.stillToday}`;
  const name = displayNames[displayNames.length - 1] ?? idOf(unit);
  return (
    <a
      href={paths.unitHistory(unit)} class={`box ${alive ? 'alive' : 'ended'}`} aria-current={self ? 'true' : undefined} title={displayNames.join(' → ')}
      style={{left: `${left(box)}px`, top: `${top(box)}px`, width: `${BOX_WIDTH}px`, height: `${BOX_HEIGHT}px`}}
    >
      <span class="box-name">{name}</span>
      <span class="quiet">{self ? t.thisUnit : years}</span>
    </a>
  );
}

function Step({edge, nameOf}: {edge: Lineage_EdgeJson; nameOf(unit: string | undefined): string}): JSX.Element {
  const t = organisationWords();
  const {effectiveDate, type, fromUnit, toUnit, basis, partition, reorganisation} = edge;
  const what = fromUnit === toUnit ? nameOf(toUnit) : [fromUnit && nameOf(fromUnit), toUnit && nameOf(toUnit)].filter(Boolean).join(' → ');
  return (
    <li>
      <time dateTime={effectiveDate}>{dateForPeople(effectiveDate)}</time>{' '}
      <a href={paths.reorganisation(reorganisation ?? '')}>{t.types[type ?? 'REORGANISATION_TYPE_UNSPECIFIED']}</a>: {what}
      {(partition?.text || basis) && <span class="quiet"> — {[partition?.text, basis].filter(Boolean).join('; ')}</span>}
    </li>
  );
}

export function LineageSection({lineage}: {lineage: LineageJson}): JSX.Element {
  const t = organisationWords();
  const drawing = useMemo(() => drawingOf(lineage), [lineage]);
  const names = new Map((lineage.nodes ?? []).map(({unit, displayNames = []}) => [unit, displayNames[displayNames.length - 1]]));
  const nameOf = (unit: string | undefined) => names.get(unit) ?? idOf(unit);
  const width = drawing.columns * (BOX_WIDTH + GAP_X);
  const height = drawing.rows * (BOX_HEIGHT + GAP_Y);
  return (
    <section class="panel" aria-labelledby="lineage-title">
      <h2 id="lineage-title">{t.lineage}</h2>
      {drawing.lines.length > 0 && (
        <>
          <p class="hint">{t.lineageHint}</p>
          <div class="table" role="group" aria-labelledby="lineage-title" tabIndex={0}>
            <div class="lineage" style={{width: `${width}px`, height: `${height}px`}}>
              <svg width={width} height={height} aria-hidden="true">
                {drawing.lines.map((line, i) => <path key={i} d={pathOf(line)} class={line.partial ? 'edge partial' : 'edge'} />)}
              </svg>
              {drawing.boxes.map((box) => <BoxLink key={box.node.unit} box={box} self={box.node.unit === lineage.unit} />)}
            </div>
          </div>
        </>
      )}
      {lineage.truncated && <p class="urgent">{t.lineageCut}</p>}
      <details open={(lineage.edges?.length ?? 0) < 15}>
        <summary>{t.steps}</summary>
        <ol class="plain steps">{(lineage.edges ?? []).map((edge, i) => <Step key={i} edge={edge} nameOf={nameOf} />)}</ol>
      </details>
    </section>
  );
}
