// Pure reading of what was typed or pasted: no component, so that specs and pages without the editor may use it.
export { readCodes, readVersions } from './read-codes';
export type { Unreadable } from './read-lines';
export { readRanges } from './read-ranges';
export { mendLines, mendPiece, readSerials, readSerialsInPieces, type SerialList } from './read-serials';
export {
  emptyProduct,
  type FieldErrors,
  forLooking,
  fromProduct,
  productField,
  toProduct,
  type TypedProduct,
} from './typed-products';
