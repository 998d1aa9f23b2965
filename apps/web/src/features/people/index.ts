export { findPeople, peopleKey, personQuery } from './people.queries';
export { LeaveForm } from './leave-form';
export { PersonSelect } from './person-select';
export { timeZones } from './time-zones';
