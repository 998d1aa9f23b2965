import type { GateItem } from '#contracts/closeout';
import type { Gate } from '#domain/campaigns';
import { checksOf, countsOf, pumpsOf } from './check.queries.js';

/** Where a check was asked for, each pump of its sample is answered for; without one the gate is met. */
export const checkGate: Gate = {
  key: 'independent-check',
  title: 'Independent check',
  async look(sql, { campaignId, sites, limit }) {
    const checks = await checksOf(sql, campaignId);
    const all = await countsOf(sql, campaignId);
    const sum = (pick: 'size' | 'agreed' | 'disagreements' | 'to_check'): number =>
      all.reduce((total, row) => total + Number(row[pick]), 0);
    const figures = {
      checks: checks.length,
      sample: sum('size'),
      agreed: sum('agreed'),
      disagreements: sum('disagreements'),
    };
    const left = await pumpsOf(sql, campaignId, { sites, open: true });
    const [first] = left;
    const detail =
      first !== undefined
        ? `${left.length} ${left.length === 1 ? 'pump' : 'pumps'} of the sample ${left.length === 1 ? 'is' : 'are'} still to be checked. The first: ${first.assetTag ?? first.serialNumber ?? first.deviceId} at ${first.site}, ${first.assignee === null ? 'given to nobody yet' : `with ${first.assignee.name}`}.`
        : checks.length === 0
          ? 'No independent check was asked for.'
          : figures.sample === 0
            ? 'Level E was chosen: no pump is checked.'
            : figures.disagreements === 0
              ? `${figures.sample} ${figures.sample === 1 ? 'pump was' : 'pumps were'} inspected again, all as recorded.`
              : `${figures.sample} pumps were inspected again; what was found otherwise (${figures.disagreements}) was done and checked again.`;
    const items = left.slice(0, limit).map((pump): GateItem => ({
      kind: 'check',
      id: pump.id,
      what: `check ${pump.assetTag ?? pump.serialNumber ?? `pump ${pump.deviceId}`} again`,
      deviceId: pump.deviceId,
      siteId: pump.siteId,
      site: pump.site,
      person: pump.assignee,
      dueOn: null,
    }));
    return { open: left.length, detail, figures: { ...figures, toCheck: left.length }, items };
  },
};
