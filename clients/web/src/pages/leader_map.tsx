// Communes and wards as tiles, roughly where they lie; what a tile says stands in it, its stripe only repeats it.

import type {ProgressCountsJson} from 'phoihop/v1/plan_service_pb';
import type {JSX} from 'preact';

import {idOf} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {type BarKind, kindOfCounts} from '../model/gantt.ts';
import {completedOf} from '../model/progress.ts';
import {addressOfResults, inForce, type ResultQuery} from '../model/results.ts';
import {type PlacedBlock, placeUnits, tileName} from '../model/tile_layout.ts';
import {type Commune, readCommunes, summariseResults} from '../state/reports.ts';
import {BarPatterns, fillOf} from '../ui/bar_patterns.tsx';
import {useResource, Waiting} from '../ui/resource.tsx';
import {leaderWords} from '../words/leader.ts';
import {planWords} from '../words/plans.ts';

interface Read {
  communes: Commune[];
  counts: ReadonlyMap<string, ProgressCountsJson>;
}

async function read(query: ResultQuery, signal: AbortSignal): Promise<Read> {
  const [communes, summary] = await Promise.all([
    readCommunes(signal), summariseResults({...query, flag: [...query.flag ?? [], 'communes']}, 'GROUP_BY_UNIT', signal),
  ]);
  return {communes, counts: new Map((summary.rows ?? []).map(({unit = '', counts = {}}) => [unit, counts]))};
}

const KINDS: readonly BarKind[] = ['overdue', 'open', 'late', 'done', 'planned', 'draft'];

function Tile({commune, counts, query}: {commune: Commune; counts: ProgressCountsJson; query: ResultQuery}): JSX.Element {
  const t = leaderWords();
  const kind = kindOfCounts(counts);
  const overdue = counts.openOverdue ?? 0;
  const text = overdue ? t.tileOverdue(overdue) : counts.total ? t.tile(completedOf(counts), inForce(counts)) : t.tileNone;
  return (
    <li>
      <a href={addressOfResults({...query, unit: idOf(commune.unit), flag: [...query.flag ?? [], 'only-unit']})} class={`tile ${kind}`} title={commune.name}>
        <svg width="10" height="100%" aria-hidden="true"><rect width="10" height="100%" fill={fillOf(kind)} /></svg>
        <span><strong>{tileName(commune.name)}</strong><br />{text}</span>
      </a>
    </li>
  );
}

function Block({placed: {block, units}, counts, query}: {placed: PlacedBlock<Commune>; counts: Read['counts']; query: ResultQuery}): JSX.Element {
  const t = leaderWords();
  return (
    <section class="block" style={block ? {'--column': block.column, '--row': block.row} : {}}>
      <h3>{block?.name ?? t.rest}</h3>
      <ul class="tiles">{units.map((commune) => <Tile key={commune.unit} commune={commune} counts={counts.get(commune.unit) ?? {}} query={query} />)}</ul>
    </section>
  );
}

export function LeaderMap({query, round}: {query: ResultQuery; round: string}): JSX.Element {
  const t = leaderWords();
  const kinds = planWords().kindsOfBars;
  const resource = useResource((signal) => read(query, signal), [query], round);
  const {communes = [], counts = new Map<string, ProgressCountsJson>()} = resource.value ?? {};
  return (
    <section class="panel" aria-labelledby="map-title">
      <h2 id="map-title">{t.mapOf(communes.length)}</h2>
      <p class="hint">{t.mapHint}</p>
      <Waiting resource={resource} />
      {resource.value && (
        <>
          <BarPatterns />
          <ul class="legend">
            {KINDS.map((kind) => (
              <li key={kind}>
                <svg width="22" height="14" aria-hidden="true"><rect width="22" height="14" class={`bar ${kind}`} fill={fillOf(kind)} /></svg>{' '}
                {kind === 'draft' ? t.tileNone : kinds[kind]}
              </li>
            ))}
          </ul>
          <div class="map">
            {placeUnits(session.value?.province ?? '', communes).map((placed) => <Block key={placed.block?.code ?? ''} placed={placed} counts={counts} query={query} />)}
          </div>
        </>
      )}
    </section>
  );
}
