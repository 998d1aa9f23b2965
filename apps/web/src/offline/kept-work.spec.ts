import { describe, expect, it } from '@jest/globals';
import type { DeviceView } from '#contracts/fleet';
import type { OfflineStep, OfflineTask } from '#contracts/tasks';
import { findKept, joinTasks } from './kept-work';

const device = (id: string, more: Partial<DeviceView>): DeviceView =>
  ({ id, assetTag: null, serialNumber: null, udiDi: null, ...more }) as DeviceView;
const GS = '\u001d';

describe('a scan without a network', () => {
  const pumps = [
    device('1', { assetTag: 'TAG-1', serialNumber: '2000001', udiDi: '00085412498683' }),
    device('2', { assetTag: 'TAG-2', serialNumber: 'US-77', udiDi: '85412498683' }),
    device('3', { assetTag: '2000001', serialNumber: '3' }),
    device('4', { assetTag: 'HIBC', serialNumber: '4012', udiDi: 'J123AQ3451' }),
  ];
  it.each([
    ['an asset tag', 'tag-2', ['2']],
    ['an asset tag before a serial number', '2000001', ['3']],
    ['a serial number however it is written', 'us77', ['2']],
    ['a UDI-DI alone: every pump of it', '00085412498683', ['1', '2']],
    ['a GS1 barcode', `]d20100085412498683${''}21US-77`, ['2']],
    ['a GS1 barcode with a separator', `010008541249868310LOT${GS}212000001`, ['1']],
    ['brackets as printed', '(01)00085412498683(21)2000001', ['1']],
    ['another product with the same serial number: by its serial', '(01)00085412610900(21)US-77', ['2']],
    ['a HIBCC barcode', '+J123AQ3451/25330BC34567/S4012X', ['4']],
    ['nothing known', 'TAG-99', []],
  ])('finds %s', (_, code, ids) => {
    expect(findKept(pumps, code).map(({ id }) => id)).toEqual(ids);
  });
});

describe('tasks kept on the phone', () => {
  it('get what they share with their step', () => {
    const step = { campaignId: '1', stepKey: 'inspect', title: 'Inspect' } as OfflineStep;
    const tasks = [
      { id: '5', campaignId: '1', stepKey: 'inspect' },
      { id: '6', campaignId: '2', stepKey: 'inspect' },
    ] as OfflineTask[];
    expect(joinTasks(tasks, [step])).toEqual([{ ...step, ...tasks[0] }]);
  });
});
