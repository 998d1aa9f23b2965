import type { HarmDataSheet } from '#contracts/harms';
import type { Sql } from '#platform/database';
import { dayInWords, momentInWords } from '#platform/mail';
import { Sheet } from './document.js';
import { type HarmRow, listHarms } from './harm.queries.js';
import { localDay } from './local-day.js';

interface Device {
  manufacturer: string | null;
  model: string | null;
  product_code: string | null;
  serial_number: string | null;
  udi_di: string | null;
  software_version: string | null;
  manufactured_on: string | null;
  location: string | null;
}

/**
 * The data sheet for form FDA 3500A: the blocks that a user facility fills in (A, B, D, E, F), with what Closeout knows.
 * It is not the form itself; the numbers are those of the blocks and items on it.
 */
export async function harmDataSheet(sql: Sql, row: HarmRow): Promise<HarmDataSheet> {
  const [device] = await sql<Device>(
    `SELECT d.manufacturer, d.model, d.product_code, d.serial_number, d.udi_di, d.software_version, d.manufactured_on::text, l.name AS location
       FROM device d LEFT JOIN location l ON l.id = d.location_id WHERE d.id = $1`,
    [row.device_id],
  );
  const [notice] = await sql<{ firm: string }>(
    'SELECT n.firm FROM campaign c JOIN notice n ON n.id = c.notice_id WHERE c.id = $1',
    [row.campaign_id],
  );
  const { details } = row;
  const last = row.decisions.at(-1);
  const sent = (to: 'fda' | 'manufacturer'): string | null =>
    row.reports.find((report) => report.to === to)?.sentOn ?? null;
  const block = (name: string, title: string, items: Array<[string, string, string | null | undefined]>) => ({
    block: name,
    title,
    items: items.map(([item, label, value]) => ({ item, label, value: value || null })),
  });
  return {
    form: 'FDA 3500A',
    blocks: [
      block('A', 'Patient information', [
        ['A1', 'Patient identifier (no name)', details.patientIdentifier],
        ['A2', 'Age or date of birth', details.patientAge],
        ['A3', 'Sex', details.patientSex],
      ]),
      block('B', 'Adverse event or product problem', [
        ['B1', 'Kind', 'Adverse event, with a device that a notice is about'],
        [
          'B2',
          'Outcome attributed to the event',
          details.outcome ??
            (last === undefined
              ? null
              : last.event === 'not-reportable'
                ? null
                : last.event.replace('-', ' ')),
        ],
        ['B3', 'Date of the event', details.eventOn],
        ['B5', 'Description', row.what],
      ]),
      block('D', 'Suspect medical device', [
        ['D1', 'Brand name', device?.model],
        ['D2', 'Common device name', 'Infusion pump'],
        ['D3', 'Manufacturer', device?.manufacturer ?? notice?.firm],
        ['D4', 'Catalog number', device?.product_code],
        ['D4', 'Serial number', device?.serial_number],
        ['D4', 'Unique identifier (UDI-DI)', device?.udi_di],
        ['D4', 'Software version', device?.software_version],
        ['D5', 'Operator of the device', details.operator],
        ['D10', 'Available for evaluation', details.deviceAvailable],
      ]),
      block('E', 'Initial reporter', [['E1', 'Name', row.reporter.name]]),
      block('F', 'For use by user facility', [
        ['F1', 'Reported by', 'User facility'],
        ['F2', 'User facility report number', details.facilityReportNumber],
        ['F3', 'Facility', [row.site_name, details.facilityAddress].filter(Boolean).join(', ')],
        ['F4', 'Contact person', row.owner],
        ['F6', 'Date on which the facility became aware', localDay(row.aware_at, row.time_zone)],
        ['F9', 'Date of manufacture, for the age of the device', device?.manufactured_on],
        ['F11', 'Report sent to FDA', sent('fda')],
        ['F12', 'Where the event occurred', device?.location ?? row.site_name],
        ['F13', 'Report sent to manufacturer', sent('manufacturer')],
        ['F14', 'Manufacturer', notice?.firm],
      ]),
    ],
  };
}

/** Items that hold a day alone: as 2026-03-02 in the data, in words on paper. */
const DATED = new Set(['B3', 'F6', 'F9', 'F11', 'F13']);

/** The same on paper, with the time that the rule gives and what was decided. */
export function harmPdf(sheet: HarmDataSheet, row: HarmRow): Promise<Buffer> {
  const doc = new Sheet({ title: `MedWatch ${sheet.form} data sheet`, at: row.created_at });
  doc.title(`Data sheet for MedWatch form ${sheet.form}`);
  doc.paragraph(
    `Record ${row.id} of ${row.campaign_title}. Became aware on ${momentInWords(row.aware_at, row.time_zone)}; the ten work days of 21 CFR 803.30 end on ${dayInWords(row.due_on)}.`,
  );
  const last = row.decisions.at(-1);
  doc.paragraph(
    last === undefined
      ? 'Not decided yet.'
      : `Decided by ${last.by.name}: ${last.event.replace('-', ' ')}. Reason: ${last.reason}`,
  );
  for (const block of sheet.blocks) {
    doc.heading(`${block.block}. ${block.title}`);
    doc.facts(
      block.items.map(
        ({ item, label, value }) =>
          [
            `${item} ${label}`,
            value === null ? 'to be filled in' : DATED.has(item) ? dayInWords(value) : value,
          ] as const,
      ),
    );
  }
  return doc.finish();
}

/** The data sheets of a campaign's records of harm, newest first, made one at a time. For whoever may see all its sites. */
export async function* harmSheetsOf(
  sql: Sql,
  campaignId: string,
): AsyncGenerator<{ id: string; pdf: Buffer }> {
  const all = { sites: null, campaignId, siteId: null, state: null };
  for (let beforeId: string | null = null; ;) {
    const rows: HarmRow[] = await listHarms(sql, { ...all, beforeId, limit: 100 });
    for (const row of rows) yield { id: row.id, pdf: await harmPdf(await harmDataSheet(sql, row), row) };
    const last = rows.at(-1);
    if (last === undefined) return;
    beforeId = last.id;
  }
}
