import type { Role } from '#domain/audit';

// A hospital that does not exist, with people who do not exist.

export interface SampleSite {
  key: string;
  name: string;
  timeZone: string;
  accountNumber: string;
  holidays: string[];
  locations: string[];
  /** e-mail addresses before the @ */
  lead: string;
  nurseEducator: string;
  team: string;
}

const usHolidays = ['2026-11-26', '2026-12-25', '2027-01-01', '2027-05-31', '2027-07-05', '2027-09-06'];

export const sampleSites: SampleSite[] = [
  {
    key: 'larkfield',
    name: 'Larkfield General Hospital',
    timeZone: 'America/Chicago',
    accountNumber: '4100231',
    holidays: usHolidays,
    locations: [
      'Emergency Department',
      'ICU 2 West',
      'Medical 3 North',
      'Surgical 4 East',
      'Labor and Delivery',
      'Pediatrics 5',
      'Oncology Infusion',
      'Biomedical Store',
    ],
    lead: 'lead',
    nurseEducator: 'educator.larkfield',
    team: 'Larkfield clinical engineering',
  },
  {
    key: 'stonebridge',
    name: 'Stonebridge Medical Center',
    timeZone: 'America/New_York',
    accountNumber: '4100377',
    holidays: usHolidays,
    locations: [
      'Emergency Department',
      'ICU A',
      'ICU B',
      'Telemetry 6',
      'Medical 7',
      'Operating Rooms',
      'Dialysis',
      'Biomedical Store',
    ],
    lead: 'lead.stonebridge',
    nurseEducator: 'educator.stonebridge',
    team: 'Stonebridge clinical engineering',
  },
  {
    key: 'willow-creek',
    name: 'Willow Creek Community Hospital',
    timeZone: 'America/Los_Angeles',
    accountNumber: '4100409',
    holidays: [...usHolidays, '2027-03-31'],
    locations: [
      'Emergency',
      'Intensive Care',
      'Medical-Surgical',
      'Maternity',
      'Day Surgery',
      'Hospice Unit',
      'Transport Pool',
      'Equipment Room',
    ],
    lead: 'lead.willowcreek',
    nurseEducator: 'educator.willowcreek',
    team: 'Willow Creek equipment',
  },
];

export interface SamplePerson {
  /** before @example.org */
  email: string;
  name: string;
  role: Role;
  /** keys of sites; 'all': every site */
  sites: string[] | 'all';
  home: string | null;
  /** whose lead gets what they are late with */
  lead?: string;
}

/** In an order in which leads come before those who answer to them. */
export const samplePeople: SamplePerson[] = [
  { email: 'risk', name: 'Renata Okafor', role: 'risk-manager', sites: 'all', home: 'larkfield' },
  { email: 'admin', name: 'Anton Brandt', role: 'administrator', sites: 'all', home: 'larkfield' },
  { email: 'auditor', name: 'Aiko Lindqvist', role: 'auditor', sites: 'all', home: null },
  {
    email: 'lead',
    name: 'Leon Castellano',
    role: 'site-lead',
    sites: ['larkfield'],
    home: 'larkfield',
    lead: 'risk',
  },
  {
    email: 'lead.stonebridge',
    name: 'Priya Raman',
    role: 'site-lead',
    sites: ['stonebridge'],
    home: 'stonebridge',
    lead: 'risk',
  },
  {
    email: 'lead.willowcreek',
    name: 'Walter Nakai',
    role: 'site-lead',
    sites: ['willow-creek'],
    home: 'willow-creek',
    lead: 'risk',
  },
  {
    email: 'educator.larkfield',
    name: 'Elena Fischer',
    role: 'technician',
    sites: ['larkfield'],
    home: 'larkfield',
    lead: 'lead',
  },
  {
    email: 'educator.stonebridge',
    name: 'Marcus Bell',
    role: 'technician',
    sites: ['stonebridge'],
    home: 'stonebridge',
    lead: 'lead.stonebridge',
  },
  {
    email: 'educator.willowcreek',
    name: 'Yuki Tanabe',
    role: 'technician',
    sites: ['willow-creek'],
    home: 'willow-creek',
    lead: 'lead.willowcreek',
  },
  {
    email: 'tech',
    name: 'Tomás Herrera',
    role: 'technician',
    sites: ['larkfield', 'stonebridge'],
    home: 'larkfield',
    lead: 'lead',
  },
  {
    email: 'dana.wolfe',
    name: 'Dana Wolfe',
    role: 'technician',
    sites: ['larkfield'],
    home: 'larkfield',
    lead: 'lead',
  },
  {
    email: 'samir.haddad',
    name: 'Samir Haddad',
    role: 'technician',
    sites: ['larkfield'],
    home: 'larkfield',
    lead: 'lead',
  },
  {
    email: 'grace.oduya',
    name: 'Grace Oduya',
    role: 'technician',
    sites: ['stonebridge'],
    home: 'stonebridge',
    lead: 'lead.stonebridge',
  },
  {
    email: 'ivan.petrov',
    name: 'Ivan Petrov',
    role: 'technician',
    sites: ['stonebridge'],
    home: 'stonebridge',
    lead: 'lead.stonebridge',
  },
  {
    email: 'noor.rahimi',
    name: 'Noor Rahimi',
    role: 'technician',
    sites: ['willow-creek'],
    home: 'willow-creek',
    lead: 'lead.willowcreek',
  },
  {
    email: 'carl.jensen',
    name: 'Carl Jensen',
    role: 'technician',
    sites: ['willow-creek'],
    home: 'willow-creek',
    lead: 'lead.willowcreek',
  },
];

export const sampleTeams: Record<string, string[]> = {
  'Larkfield clinical engineering': ['dana.wolfe', 'samir.haddad'],
  'Stonebridge clinical engineering': ['grace.oduya', 'ivan.petrov'],
  'Willow Creek equipment': ['noor.rahimi', 'carl.jensen'],
};

export interface SampleCoverage {
  site: string;
  /** null: the whole site, where no location says otherwise */
  location: string | null;
  person?: string;
  team?: string;
}

export const sampleCoverage: SampleCoverage[] = [
  ...['Emergency Department', 'ICU 2 West', 'Medical 3 North', 'Surgical 4 East'].map((location) => ({
    site: 'larkfield',
    location,
    person: 'tech',
  })),
  { site: 'larkfield', location: 'Oncology Infusion', person: 'dana.wolfe' },
  { site: 'larkfield', location: 'Labor and Delivery', team: 'Larkfield clinical engineering' },
  { site: 'larkfield', location: 'Pediatrics 5', team: 'Larkfield clinical engineering' },
  // the store of Larkfield has no entry: the site's own team looks after it
  { site: 'stonebridge', location: null, team: 'Stonebridge clinical engineering' },
  { site: 'stonebridge', location: 'ICU A', person: 'tech' },
  { site: 'stonebridge', location: 'Dialysis', person: 'ivan.petrov' },
  { site: 'willow-creek', location: null, person: 'noor.rahimi' },
  { site: 'willow-creek', location: 'Transport Pool', person: 'carl.jensen' },
  { site: 'willow-creek', location: 'Maternity', team: 'Willow Creek equipment' },
];
