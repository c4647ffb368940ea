/** What `isCloseCode` accepts, for people. */
export const CLOSE_CODES = '1000 to 1014 without 1004, 1005 and 1006; or 3000 to 4999';

/**
 * Whether a Close frame may carry this code: RFC 6455 section 7.4 and IANA's registry of close codes. 1005, 1006 and
 * 1015 never travel; 1004 and 1016 to 2999 are reserved.
 */
export function isCloseCode(code: number): boolean {
  if (code >= 3_000) return code <= 4_999;
  return code >= 1_000 && code <= 1_014 && code !== 1_004 && code !== 1_005 && code !== 1_006;
}
