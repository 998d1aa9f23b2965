import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_HOURS } from '#domain/identity';

const isSecure = (publicUrl: string): boolean => publicUrl.startsWith('https:');

/** Behind TLS the name's prefix makes browsers insist on Secure, on this host alone and on the whole path. */
export const sessionCookieName = (publicUrl: string): string =>
  isSecure(publicUrl) ? '__Host-closeout' : 'closeout';

export function sessionCookieOf(request: FastifyRequest, publicUrl: string): string | undefined {
  return request.cookies?.[sessionCookieName(publicUrl)];
}

export function setSessionCookie(reply: FastifyReply, publicUrl: string, session: { token: string }): void {
  void reply.setCookie(sessionCookieName(publicUrl), session.token, {
    httpOnly: true,
    sameSite: 'lax', // not strict: a link in a reminder should find the person signed in
    secure: isSecure(publicUrl),
    path: '/',
    maxAge: SESSION_HOURS * 3600, // not a date: the browser's clock may be wrong
  });
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  const secure = isSecure(publicUrl);
  void reply.clearCookie(sessionCookieName(publicUrl), {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: '/',
  });
}

/** The token of `Authorization: Bearer …`, if the request has one. */
export function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
