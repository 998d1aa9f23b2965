export { AddedCodes } from './added-codes';
export { type AffectedProduct, noticeQuery, useAddCode } from './notices.queries';
export { ProductFacts, SerialList } from './product-facts';
