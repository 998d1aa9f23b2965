import { describe, expect, it } from '@jest/globals';
import { NotFoundException } from '@nestjs/common';
import { type ErrorKind, ExpectedError } from '#platform/errors';
import { problemOf } from './problem.js';

describe('problem documents', () => {
  it.each<[ErrorKind, number]>([
    ['invalid', 422],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['not-found', 404],
    ['conflict', 409],
    ['too-many', 429],
    ['too-large', 413],
    ['unavailable', 503],
  ])('%s is %i', (kind, status) => {
    const { problem, expected } = problemOf(new ExpectedError(kind, 'area.code', 'Do this.'), 'r-1');
    expect(expected).toBe(true);
    expect(problem).toMatchObject({
      status,
      code: 'area.code',
      detail: 'Do this.',
      errors: [],
      requestId: 'r-1',
    });
  });

  it('adds extra fields, which never replace its own', () => {
    const extra = { task: { id: '7' }, status: 200, code: 'other' };
    const { problem } = problemOf(
      new ExpectedError('conflict', 'task.stale', 'Look again.', { extra }),
      'r-1',
    );
    expect(problem).toMatchObject({ task: { id: '7' }, status: 409, code: 'task.stale' });
  });

  it('speaks for the framework in its own codes', () => {
    expect(problemOf(new NotFoundException(), 'r').problem.code).toBe('route.not-found');
    expect(problemOf(Object.assign(new Error('x'), { statusCode: 413 }), 'r').problem.code).toBe(
      'request.too-large',
    );
  });

  it('says nothing of what nobody foresaw', () => {
    const secret = new Error('password=hunter2 at postgres://closeout:pw@db');
    const { problem, expected } = problemOf(secret, 'r-9');
    expect(expected).toBe(false);
    expect(problem).toMatchObject({ status: 500, code: 'internal', requestId: 'r-9' });
    expect(JSON.stringify(problem)).not.toMatch(/hunter2|postgres/);
  });

  it('blames the value, not the program, when PostgreSQL cannot store it', () => {
    const refused = (code: string) =>
      problemOf(Object.assign(new Error('x'), { driverError: { code } }), 'r').problem.status;
    expect(['22021', '22P05', '22003', '22008'].map(refused)).toEqual([422, 422, 422, 422]);
    expect(refused('42601')).toBe(500);
  });

  it('says what to do where something named was deleted meanwhile, and nothing of the database', () => {
    const driverError = { code: '23503', detail: 'Key (site_id)=(7) is not present in table "site".' };
    const { problem, expected } = problemOf(Object.assign(new Error('fkey'), { driverError }), 'r');
    expect(expected).toBe(true);
    expect(problem).toMatchObject({ status: 409, code: 'record.gone-or-in-use' });
    expect(JSON.stringify(problem)).not.toMatch(/site_id|fkey|23503/);
  });
});
