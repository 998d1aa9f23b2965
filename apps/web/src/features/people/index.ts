export { findPeople, peopleKey, personQuery } from './people.queries';
export { PersonSelect } from './person-select';
