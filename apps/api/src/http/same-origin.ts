/** What a browser says about where a request comes from. */
export interface RequestOrigin {
  method: string;
  host: string | undefined;
  origin: string | undefined;
  fetchSite: string | undefined;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a page of another site may have made the browser send this request. Browsers say so on every unsafe
 * request, by Origin and by Sec-Fetch-Site; programs send neither, and have no cookie that could be abused.
 */
export function isCrossSite(request: RequestOrigin, publicUrl: string): boolean {
  if (SAFE.has(request.method)) return false;
  if (request.origin !== undefined) {
    const own = new URL(publicUrl);
    if (!URL.canParse(request.origin)) return true;
    const { host, origin } = new URL(request.origin);
    return origin !== own.origin && host !== request.host;
  }
  return (
    request.fetchSite !== undefined && request.fetchSite !== 'same-origin' && request.fetchSite !== 'none'
  );
}
