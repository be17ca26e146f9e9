// What became what, as columns of boxes: predecessors to the left, successors to the right.

import type {LineageJson, Lineage_EdgeJson, Lineage_NodeJson} from 'phoihop/v1/organisation_service_pb';

export interface Box {
  node: Lineage_NodeJson;
  column: number;
  row: number;
}

export interface Line {
  from: Box;
  to: Box;
  // A part only goes along it.
  partial: boolean;
}

export interface Drawing {
  boxes: Box[];
  lines: Line[];
  columns: number;
  // Of the longest column.
  rows: number;
}

// Steps between two units; those that keep the identity are no lines.
const isStep = ({fromUnit, toUnit}: Lineage_EdgeJson) => Boolean(fromUnit && toUnit && fromUnit !== toUnit);

// Rows of the neighbours that stand already, as a mean; without any it keeps the order of the answer.
function wish(unit: string, edges: readonly Lineage_EdgeJson[], placed: ReadonlyMap<string, Box>, otherwise: number): number {
  const rows = edges.flatMap(({fromUnit, toUnit}) => fromUnit === unit ? [placed.get(toUnit ?? '')] : toUnit === unit ? [placed.get(fromUnit ?? '')] : [])
    .filter((box) => box !== undefined).map((box) => box.row);
  return rows.length ? rows.reduce((sum, row) => sum + row, 0) / rows.length : otherwise;
}

export function drawingOf(lineage: LineageJson): Drawing {
  const edges = (lineage.edges ?? []).filter(isStep);
  const nodes = lineage.nodes ?? [];
  const generations = [...new Set(nodes.map(({generation = 0}) => generation))].sort((a, b) => a - b);
  const placed = new Map<string, Box>();
  // From the unit itself outwards, so that every column finds its neighbours standing.
  const order = [...generations].sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
  for (const generation of order) {
    const column = generations.indexOf(generation);
    nodes.filter((node) => (node.generation ?? 0) === generation)
      .map((node, i) => ({node, at: wish(node.unit ?? '', edges, placed, i)}))
      .sort((a, b) => a.at - b.at)
      .forEach(({node}, row) => placed.set(node.unit ?? '', {node, column, row}));
  }
  const lines = edges.flatMap(({fromUnit, toUnit, partition}) => {
    const from = placed.get(fromUnit ?? '');
    const to = placed.get(toUnit ?? '');
    return from && to ? [{from, to, partial: Boolean(partition?.key && partition.key !== 'KEY_WHOLE')}] : [];
  });
  const boxes = [...placed.values()];
  return {boxes, lines, columns: generations.length, rows: boxes.reduce((most, {row}) => Math.max(most, row + 1), 0)};
}
