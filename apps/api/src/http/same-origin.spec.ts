import { describe, expect, it } from '@jest/globals';
import { isCrossSite } from './same-origin.js';

const PUBLIC = 'https://closeout.example.org';
const from = (origin: string | undefined, fetchSite?: string, method = 'POST', host = '127.0.0.1:3000') =>
  isCrossSite({ method, host, origin, fetchSite }, PUBLIC);

describe('requests that a page of another site may have made', () => {
  it.each([
    ['a program, which says nothing', from(undefined), false],
    ['the public address', from(PUBLIC, 'same-origin'), false],
    ['the address that was asked', from('http://127.0.0.1:3000'), false],
    ['another site', from('https://evil.example'), true],
    ['another port of the host', from('http://127.0.0.1:4000'), true],
    ['a host that begins alike', from('https://closeout.example.org.evil.example'), true],
    ['a sandboxed page', from('null'), true],
    ['another site without Origin', from(undefined, 'cross-site'), true],
    ['a sister site without Origin', from(undefined, 'same-site'), true],
    ['the address bar', from(undefined, 'none'), false],
    ['a link of another site', from(undefined, 'cross-site', 'GET'), false],
  ])('%s', (_, crossSite, expected) => {
    expect(crossSite).toBe(expected);
  });
});
