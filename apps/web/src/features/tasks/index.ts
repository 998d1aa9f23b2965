export { ConflictView, describeWork } from './conflict';
export { type DraftHarm, outcomeLabel, toHarm } from './completion-form';
export { HarmFields } from './harm-fields';
export {
  groupWork,
  filterWork,
  isToDo,
  nextItem,
  upTo,
  type WorkFilter,
  type WorkItem,
  type WorkPlace,
  type WorkSite,
} from './round';
export { NextUp } from './next-up';
export { lookedForQuery, pumpQuery, taskQuery } from './task.queries';
export { FirmWait } from './firm-wait';
export { DueBadge, HereBadge, TaskFacts } from './task-facts';
export { TaskForm } from './task-form';
export { type Ended, EndedNotice } from './ended';
export { dueDay, isMyWork, tasksSearch, type TasksSearch } from './tasks-search';
