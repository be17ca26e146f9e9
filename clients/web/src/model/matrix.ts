// Who does what, function by function: the members of a set stand in one column, as the regulation names them.

import type {DutyRoleJson} from 'phoihop/v1/responsibility_pb';
import type {ResponsibilityMatrixJson, ResponsibilityMatrix_CellJson, ResponsibilityMatrix_RowJson} from 'phoihop/v1/responsibility_service_pb';

export interface Holding {
  // Resource name of the unit, or of the set that was named.
  holder: string;
  role: DutyRoleJson;
  // No document lays it down.
  illustrative: boolean;
  // Nobody of it lives.
  dead: boolean;
}

export interface MatrixRow {
  row: ResponsibilityMatrix_RowJson;
  holdings: Holding[];
}

export const ROLES: readonly DutyRoleJson[] = [
  'DUTY_ROLE_LEAD', 'DUTY_ROLE_COORDINATE', 'DUTY_ROLE_ADVISE', 'DUTY_ROLE_APPROVE', 'DUTY_ROLE_MONITOR', 'DUTY_ROLE_RECEIVE_REPORT',
  'DUTY_ROLE_INFORMED',
];

function holdingsOf(cells: readonly ResponsibilityMatrix_CellJson[]): Holding[] {
  const found = new Map<string, Holding>();
  for (const {unit = '', unitSet = '', role = 'DUTY_ROLE_UNSPECIFIED', status, alive} of cells) {
    const holder = unitSet || unit;
    const before = found.get(`${holder}|${role}`);
    const illustrative = status === 'DUTY_STATUS_ILLUSTRATIVE';
    found.set(`${holder}|${role}`, {
      holder, role, illustrative: (before?.illustrative ?? true) && illustrative, dead: (before?.dead ?? true) && !alive,
    });
  }
  return [...found.values()].sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role));
}

export const rowsOfMatrix = (matrix: ResponsibilityMatrixJson): MatrixRow[] =>
  (matrix.rows ?? []).map((row) => ({row, holdings: holdingsOf(row.cells ?? [])}));

// Columns, those with most to do first.
export function holdersOf(rows: readonly MatrixRow[]): string[] {
  const counts = new Map<string, number>();
  for (const {holdings} of rows) {
    for (const {holder, role} of holdings) counts.set(holder, (counts.get(holder) ?? 0) + (role === 'DUTY_ROLE_LEAD' ? 3 : 1));
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([holder]) => holder);
}
