export { faultsByField, NoAnswerError, ProblemError } from './problem';
export { createQueryClient } from './query-client';
export {
  apiPath,
  type Method,
  newKey,
  type Query,
  type Reader,
  request,
  type RequestOptions,
} from './request';
