import { Foundation1700000000000 } from './schema/1700000000000-foundation.js';
import { IsolationAndRecordedFacts1700000100000 } from './schema/1700000100000-isolation-and-recorded-facts.js';
import { AuditByChain1764060000000 } from './schema/1764060000000-audit-by-chain.js';
import { AnswersAsSent1764061000000 } from './schema/1764061000000-answers-as-sent.js';
import { Drafts1795600000000 } from './schema/1795600000000-drafts.js';
import { Leave1795600001000 } from './schema/1795600001000-leave.js';
import { SearchedAndReported1795600002000 } from './schema/1795600002000-searched-and-reported.js';
import { ImportMapping1795600003000 } from './schema/1795600003000-import-mapping.js';
import { AccountLinks1795600004000 } from './schema/1795600004000-account-links.js';
import { AddedCodes1795600100000 } from './schema/1795600100000-added-codes.js';
import { BurndownAndPeople1795600200000 } from './schema/1795600200000-burndown-and-people.js';
import { LettersAndWatch1795700000000 } from './schema/1795700000000-letters-and-watch.js';
import { Replies1795800000000 } from './schema/1795800000000-replies.js';
import { Closeout1795900000000 } from './schema/1795900000000-closeout.js';
import { WorklistOfWhatWaits1796000100000 } from './schema/1796000100000-worklist-of-what-waits.js';
import { SearchesAndHolders1796100000000 } from './schema/1796100000000-searches-and-holders.js';
import { LettersSetAside1796200000000 } from './schema/1796200000000-letters-set-aside.js';
import { ToldOfChecks1796200100000 } from './schema/1796200100000-told-of-checks.js';
import { TasksByOutcome1796300000000 } from './schema/1796300000000-tasks-by-outcome.js';
import { ChangesWhileOpening1796400000000 } from './schema/1796400000000-changes-while-opening.js';
import { WhoStillAsks1796500000000 } from './schema/1796500000000-who-still-asks.js';
import { MendedRows1796600000000 } from './schema/1796600000000-mended-rows.js';
import { NewPlaces1796700000000 } from './schema/1796700000000-new-places.js';
import { ToldApart1796800000000 } from './schema/1796800000000-told-apart.js';
import { DecisionsThatStand1796900000000 } from './schema/1796900000000-decisions-that-stand.js';

/** Schema migrations, oldest first. Data migrations (backfills) have a list of their own in data/. */
export const migrations = [
  Foundation1700000000000,
  IsolationAndRecordedFacts1700000100000,
  AuditByChain1764060000000,
  AnswersAsSent1764061000000,
  Drafts1795600000000,
  Leave1795600001000,
  SearchedAndReported1795600002000,
  ImportMapping1795600003000,
  AccountLinks1795600004000,
  AddedCodes1795600100000,
  BurndownAndPeople1795600200000,
  LettersAndWatch1795700000000,
  Replies1795800000000,
  Closeout1795900000000,
  WorklistOfWhatWaits1796000100000,
  SearchesAndHolders1796100000000,
  LettersSetAside1796200000000,
  ToldOfChecks1796200100000,
  TasksByOutcome1796300000000,
  ChangesWhileOpening1796400000000,
  WhoStillAsks1796500000000,
  MendedRows1796600000000,
  NewPlaces1796700000000,
  ToldApart1796800000000,
  DecisionsThatStand1796900000000,
];
