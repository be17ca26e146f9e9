// Where communes and wards stand in the drawing of the province: by the former district that they lie in, roughly as the districts lay,
// north above and west to the left. It is schematic: neither size nor border is that of the land.

import {fold} from './fold.ts';

export interface TileBlock {
  // `former-district` of the units.
  code: string;
  name: string;
  // From 1, of COLUMNS.
  column: number;
  row: number;
}

export const COLUMNS = 4;

const LAYOUTS: Readonly<Record<string, readonly TileBlock[]>> = {
  'provinces/dong-nai': [
    {code: '692', name: 'Lộc Ninh', column: 1, row: 1}, {code: '693', name: 'Bù Đốp', column: 2, row: 1},
    {code: '691', name: 'Bù Gia Mập', column: 3, row: 1}, {code: '688', name: 'Phước Long', column: 4, row: 1},
    {code: '690', name: 'Bình Long', column: 1, row: 2}, {code: '694', name: 'Hớn Quản', column: 2, row: 2},
    {code: '698', name: 'Phú Riềng', column: 3, row: 2}, {code: '696', name: 'Bù Đăng', column: 4, row: 2},
    {code: '697', name: 'Chơn Thành', column: 1, row: 3}, {code: '689', name: 'Đồng Xoài', column: 2, row: 3},
    {code: '695', name: 'Đồng Phú', column: 3, row: 3}, {code: '735', name: 'Vĩnh Cửu', column: 2, row: 4},
    {code: '736', name: 'Định Quán', column: 3, row: 4}, {code: '734', name: 'Tân Phú', column: 4, row: 4},
    {code: '731', name: 'Biên Hòa', column: 1, row: 5}, {code: '737', name: 'Trảng Bom', column: 2, row: 5},
    {code: '738', name: 'Thống Nhất', column: 3, row: 5}, {code: '732', name: 'Long Khánh', column: 4, row: 5},
    {code: '742', name: 'Nhơn Trạch', column: 1, row: 6}, {code: '740', name: 'Long Thành', column: 2, row: 6},
    {code: '739', name: 'Cẩm Mỹ', column: 3, row: 6}, {code: '741', name: 'Xuân Lộc', column: 4, row: 6},
  ],
};

export interface PlacedBlock<Unit> {
  // Absent: units that stand in no block of the drawing.
  block: TileBlock | undefined;
  units: Unit[];
}

// Blocks in reading order; who is in none stands in a last one without a place.
export function placeUnits<Unit extends {district: string; name: string}>(province: string, units: readonly Unit[]): PlacedBlock<Unit>[] {
  const byName = (a: Unit, b: Unit) => fold(a.name).localeCompare(fold(b.name));
  const blocks = LAYOUTS[province] ?? [];
  const placed = blocks.map((block): PlacedBlock<Unit> => ({block, units: units.filter(({district}) => district === block.code).sort(byName)}));
  const rest = units.filter(({district}) => !blocks.some(({code}) => code === district)).sort(byName);
  if (rest.length) placed.push({block: undefined, units: rest});
  return placed.filter(({units: inside}) => inside.length > 0);
}

// "Xã Lộc Thạnh" in a tile.
export const tileName = (displayName: string): string => displayName.replace(/^(Xã|Phường|Đặc khu)\s+/, '');
