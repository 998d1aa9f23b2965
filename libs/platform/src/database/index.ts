export { badCursor, cursorId, cutPage, decodeCursor, encodeCursor } from './cursor.js';
export { createDataSource, migrate, pingDatabase } from './data-source.js';
export { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './embedded-postgres.js';
export { type Row, type Sql, sqlOf } from './sql.js';
